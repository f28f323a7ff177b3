import { type Parameter, real, type Values } from "../base/parameter.ts";
import { readNames } from "../base/task-names.ts";
import { reject, said } from "../check/reject.ts";
import { foldsParameter } from "../estimator/folds.ts";
import { rowsKept } from "./kept-rows.ts";
import type { Constraint } from "./subset-law.ts";
import { isTaskScore, type TaskScore, taskScoreRule } from "./task-affinity.ts";

const isList = (value: unknown): boolean => Array.isArray(value) || value instanceof Float64Array;

/** A parameter that may be left out. */
export const optional = <V>(
  rule: string,
  accepts: (value: unknown) => boolean,
  wrong: readonly unknown[],
): Parameter<V | undefined> => ({
  default: undefined,
  rule,
  accepts: (value) => value === undefined || accepts(value),
  wrong,
});

const count = (): Parameter<number | undefined> =>
  optional("an integer >= 0", (value) => Number.isInteger(value) && (value as number) >= 0, [
    -1,
    1.5,
    NaN,
    Infinity,
    "1",
    null,
  ]);

const numbers = (): Parameter<readonly number[] | Float64Array | undefined> =>
  optional("an array of numbers, one a task", isList, [1, "1", null, {}]);

/** What a selection of tasks is told. */
export const selection = {
  /** How much every task is worth having; without them `fit` finds them from data. */
  scores: numbers(),
  /** What the tasks are called, where scores are given. */
  taskNames: optional<readonly string[]>("an array of names, one a task", Array.isArray, [1, "a", null, {}]),
  /** How many tasks are chosen; any number without it. */
  size: count(),
  /** What the chosen tasks may cost in all. */
  budget: count(),
  /** What every task costs, integers >= 0; 1 each without them. */
  costs: numbers(),
  /** How `fit` finds the scores: a name, or a function from statistics to a T x T matrix. */
  score: {
    default: "correlation",
    rule: taskScoreRule,
    accepts: isTaskScore,
    wrong: ["", 0, null, "pearson"],
  } satisfies Parameter<TaskScore> as Parameter<TaskScore>,
  /** The task that the others are to help, which is not chosen itself; without it all tasks count. */
  main: optional<number | string>(
    "the number or the name of a task",
    (value) => typeof value === "string" || (Number.isInteger(value) && (value as number) >= 0),
    [-1, 0.5, null, {}],
  ),
  /** The affinity at which a task is as likely in as out, where `fit` finds the scores. */
  threshold: real(0, -Infinity, Infinity),
  /** What affinities above the threshold are multiplied by to be scores. */
  scale: real(1, 0, Infinity),
  /** Strength of the ridge of "coefficients". */
  alpha: real(0.1, 1e-300, Infinity),
  cv: foldsParameter,
};

export type Selection = Values<typeof selection>;

/** Scores from −10⁶ to 10⁶, one a task. */
export function readScores(where: string, given: ArrayLike<number>): Float64Array {
  if (given.length === 0) reject("shape", where, "at least one score", said("none"));
  return Float64Array.from(given, (score, t) =>
    Number.isFinite(score) && Math.abs(score) <= 1e6
      ? score
      : reject("value", `${where} task ${t}`, "a number from -1e6 to 1e6", score),
  );
}

/** Refuses, before there are scores, what no scores will make right. */
export function checkSelection(
  owner: string,
  { size, budget, costs, scores, main, taskNames }: Selection,
): void {
  if (size !== undefined && budget !== undefined)
    reject("pair", `${owner}.budget`, "none beside a size", budget);
  if (costs !== undefined && budget === undefined)
    reject("pair", `${owner}.costs`, "none without a budget", costs);
  for (const [t, cost] of Array.from(costs ?? []).entries()) {
    if (!(Number.isSafeInteger(cost) && cost >= 0))
      reject("value", `${owner}.costs task ${t}`, "an integer >= 0", cost);
  }
  if (scores === undefined) {
    if (taskNames)
      reject("pair", `${owner}.taskNames`, "none without scores: fit takes names with the data", taskNames);
    return;
  }
  if (main !== undefined) reject("pair", `${owner}.main`, "none beside scores, which fit would find", main);
  readNames(`${owner}.taskNames`, taskNames, scores.length);
}

/** What the parameters leave of the subsets of `of`, tasks of T in all. */
export function constraintOf(
  owner: string,
  { size, budget, costs }: Selection,
  of: readonly number[],
  T: number,
): Constraint {
  const n = of.length;
  if (size !== undefined) {
    if (size > n) reject("value", `${owner}.size`, `at most ${n}, as there are tasks to choose from`, size);
    return { costs: new Int32Array(n).fill(1), capacity: size, exact: true };
  }
  if (budget === undefined) return { costs: new Int32Array(n), capacity: 0, exact: false };
  if (costs && costs.length !== T)
    reject("shape", `${owner}.costs`, `${T} costs, one a task`, said(`${costs.length}`));
  const all = of.map((t) => costs?.[t] ?? 1);
  const least = all.reduce((a, b) => Math.min(a, b), Infinity);
  if (budget < least)
    reject("value", `${owner}.budget`, `at least ${least}, what the cheapest task costs`, budget);
  const capacity = Math.min(
    budget,
    all.reduce((sum, cost) => sum + cost, 0),
  );
  const room = 2 ** 26;
  if (rowsKept(n, capacity + 1) * (capacity + 1) > room)
    reject(
      "value",
      `${owner}.budget`,
      "a smaller number, as memory goes with it: costs in larger units",
      budget,
    );
  return { costs: Int32Array.from(all, (cost) => Math.min(cost, capacity + 1)), capacity, exact: false };
}
