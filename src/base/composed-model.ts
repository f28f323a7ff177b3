import { type Form, oneOf, recordOf, whole } from "../check/form.ts";
import { reject } from "../check/reject.ts";
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
