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
  doc: string,
  accepts: (value: unknown) => boolean,
  wrong: readonly unknown[],
): Parameter<V | undefined> => ({
  default: undefined,
  rule,
  doc,
  accepts: (value) => value === undefined || accepts(value),
  wrong,
});

const count = (doc: string): Parameter<number | undefined> =>
  optional("an integer >= 0", doc, (value) => Number.isInteger(value) && (value as number) >= 0, [
    -1,
    1.5,
    NaN,
    Infinity,
    "1",
    null,
  ]);

const numbers = (doc: string): Parameter<readonly number[] | Float64Array | undefined> =>
  optional("an array of numbers, one a task", doc, isList, [1, "1", null, {}]);

/** What a selection of tasks is told. */
export const selection = {
  scores: numbers("how much every task is worth having; without them `fit` finds them from data"),
  taskNames: optional<readonly string[]>(
    "an array of names, one a task",
    "what the tasks are called, where scores are given",
    Array.isArray,
    [1, "a", null, {}],
  ),
  size: count("how many tasks are chosen; any number without it"),
  budget: count("what the chosen tasks may cost in all"),
  costs: numbers("what every task costs, integers >= 0; 1 each without them"),
  score: {
    default: "correlation",
    rule: taskScoreRule,
    doc: "how `fit` finds the scores: a name, or a function from statistics to a T x T matrix",
    accepts: isTaskScore,
    wrong: ["", 0, null, "pearson"],
  } satisfies Parameter<TaskScore> as Parameter<TaskScore>,
  main: optional<number | string>(
    "the number or the name of a task",
    "the task that the others are to help, which is not chosen itself; without it all tasks count",
    (value) => typeof value === "string" || (Number.isInteger(value) && (value as number) >= 0),
    [-1, 0.5, null, {}],
  ),
  threshold: real(
    0,
    -Infinity,
    Infinity,
    "the affinity at which a task is as likely in as out, where `fit` finds the scores",
  ),
  scale: real(1, 0, Infinity, "what affinities above the threshold are multiplied by to be scores"),
  alpha: real(0.1, 1e-300, Infinity, 'strength of the ridge of "coefficients"'),
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
