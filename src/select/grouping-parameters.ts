import { count, flag, type Parameter, part, positives, real } from "../base/parameter.ts";
import type { MatrixLike } from "../check/matrix.ts";
import { foldsParameter } from "../estimator/folds.ts";
import { pairStrengths } from "./pairwise-gains.ts";
import { optional } from "./selection-parameters.ts";
import type { Rows } from "./task-rows.ts";

/** Any estimator of numbers. */
export interface GroupEstimator {
  clone(): GroupEstimator;
  fit(tasks: readonly Rows<Float64Array>[]): unknown;
  predict(X: MatrixLike, options: { readonly task: number }): ArrayLike<number>;
}

/** What `TaskGrouping` is told. */
const estimatorRule = ["clone", "fit", "predict"] as const;

export const grouping = {
  /** How the tasks of a group are learnt. */
  estimator: part<GroupEstimator>(estimatorRule),
  /** How a task is learnt alone, to compare with; without it by the same estimator. */
  alone: {
    ...part<GroupEstimator>(estimatorRule),
    accepts: (value: unknown) => value === undefined || part<GroupEstimator>(estimatorRule).accepts(value),
    wrong: [null, 0, {}],
  } as Parameter<GroupEstimator | undefined>,
  /** The most groups that there may be. */
  maxGroups: count(3, 1, Infinity),
  /** What the groups may cost in all, in place of maxGroups. */
  budget: optional<number>(
    "a finite number > 0",
    (value) => typeof value === "number" && value > 0 && value < Infinity,
    [0, -1, NaN, Infinity, "1", null],
  ),
  /** What a group costs, beside a budget; 1 each without it. */
  cost: optional<(tasks: readonly (string | number)[]) => number>(
    "a function of the tasks of a group",
    (value) => typeof value === "function",
    [1, "size", null],
  ),
  cv: foldsParameter,
  /** Strengths of every task's own ridge, where gains of pairs are found. */
  alphas: positives(pairStrengths.alphas),
  /** Strengths of what makes a pair alike there; Infinity pools. */
  betas: {
    ...positives(pairStrengths.betas),
    rule: "an array of numbers > 0, Infinity too",
    accepts: (value: unknown) =>
      Array.isArray(value) && value.length > 0 && value.every((beta) => typeof beta === "number" && beta > 0),
  },
  /** Whether gains are measured on rows that had no part in the grouping: a grouping more in every fold. */
  report: flag(true),
  /** How sure the intervals of the report are. */
  confidence: real(0.95, 1e-9, 1 - 1e-9),
};
