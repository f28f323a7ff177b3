import { type Form, oneOf, recordOf, whole } from "../check/form.ts";
import { reject, said } from "../check/reject.ts";
import { giveState, isSavable } from "./learnt-state.ts";
import { readNames, type TaskShape } from "./task-names.ts";

/** What a composed model is made of, as plain data with fitted estimators in it. */
export type Composed<Own> = TaskShape & Own;

/** A fitted model that is made of fitted parts and answers from them alone: immutable, and what is saved. */
export abstract class ComposedModel<Own extends object> implements TaskShape {
  readonly parts: Composed<Own>;

  constructor(parts: Composed<Own>) {
    this.parts = Object.freeze({ ...parts });
    Object.freeze(this);
  }

  get p(): number {
    return this.parts.p;
  }

  get T(): number {
    return this.parts.T;
  }

  get taskNames(): readonly string[] | undefined {
    return this.parts.taskNames;
  }

  /** The parts; `from` of the class takes them back. */
  describe(): object {
    return { version: 1, ...this.parts };
  }
}

const shape = /* @__PURE__ */ recordOf({ version: oneOf(1), p: whole(1), T: whole(1) });

/** Reads what `describe` gave; `own` says of what form the parts are for so many tasks. */
export function readComposed<Own>(
  where: string,
  given: unknown,
  own: (shape: Pick<TaskShape, "p" | "T">) => Form<Own>,
): Composed<Own> {
  const { p, T } = shape(where, given);
  const { taskNames } = given as { taskNames?: unknown };
  return { p, T, taskNames: readNames(`${where} taskNames`, taskNames, T), ...own({ p, T })(where, given) };
}

/** A fitted estimator that can do what is asked of it. */
export const fittedWith =
  <E>(...methods: readonly string[]): Form<E> =>
  (where, given) => {
    const can = (name: string): boolean =>
      typeof (given as Readonly<Record<string, unknown>>)[name] === "function";
    if (isSavable(given) && methods.every(can) && given[giveState]() !== undefined) return given as E;
    return reject("value", where, `a fitted estimator with ${methods.join(", ")}`, given);
  };

/** What a fitted part says of the model that it has learnt: nothing where it is somebody else's. */
export function learntBy(part: unknown): Learnt {
  const state = isSavable(part) ? part[giveState]() : undefined;
  return (state?.["model"] ?? {}) as Learnt;
}

interface Learnt {
  readonly p?: unknown;
  readonly T?: unknown;
  readonly fitScores?: ArrayLike<number> | undefined;
}

/** Refuses parts that have learnt from other than `p(k)` features, or other than T tasks, as far as they tell. */
export function checkParts(where: string, parts: readonly unknown[], p: (k: number) => number, T = 1): void {
  for (const [k, part] of parts.entries()) {
    const own = learntBy(part);
    const fits = (own.p ?? p(k)) === p(k) && (own.T ?? T) === T;
    const rule = `a part of ${p(k)} features and ${T} task${T === 1 ? "" : "s"}`;
    if (!fits) reject("shape", `${where} ${k}`, rule, said(`${own.p} features and ${own.T}`));
  }
}

/** The last step of a part, where it has steps. */
function lastOf(part: unknown): unknown {
  const last = isSavable(part) ? part[giveState]()?.["last"] : undefined;
  return last === undefined ? part : lastOf(last);
}

/** The scores of parts of one task each on the rows that they were fitted on; undefined where one does not tell. */
export function scoresOfParts(parts: readonly unknown[]): readonly number[] | undefined {
  const scores = parts.map((part) => learntBy(lastOf(part)).fitScores?.[0]);
  return scores.every((score) => score !== undefined) ? scores : undefined;
}
