import { explained } from "../statistics/explained.ts";
import { type Column, weightedMean, weightedSum } from "./column.ts";
import type { MultiOutput, Score } from "./multi-output.ts";
import type { Predictions, Targets } from "./read-columns.ts";
import { type ColumnScore, type ScoreOptions, scoreGiven } from "./score-columns.ts";

/**
 * The explained variance of each task: 1 − var(y − p) / var(y), weighted. Like R², but a prediction that is off
 * by a constant is not blamed for it.
 *
 * Of a task whose targets are all equal it is 1 where all errors are equal too and 0 otherwise.
 * "varianceWeighted" weights tasks by var(y).
 *
 * Missing targets (NaN in Y), weights of 0 and absent rows are the same thing. Tasks with rows of their own are
 * handed in as in `fit`, with one vector of predictions a task.
 *
 * @param Y - targets: n x T, n for one task, or tasks
 * @param P - predictions, shaped like Y
 * @throws PolytaskError where shapes differ, a prediction is not finite, or a task has no observed target
 * @see scikit-learn, `sklearn.metrics.explained_variance_score`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { explainedVarianceScore } from "polytask";
 *
 * assert.equal(explainedVarianceScore([1, 2, 3], [11, 12, 13]), 1);
 * assert.equal(explainedVarianceScore([3, -0.5, 2, 7], [2.5, 0, 2, 8]).toFixed(4), "0.9572");
 * ```
 */
export function explainedVarianceScore<M extends MultiOutput = "uniformAverage">(
  Y: Targets,
  P: Predictions,
  options?: ScoreOptions<M>,
): Score<M> {
  return scoreGiven("explainedVarianceScore", Y, P, options, explainedVariance);
}

/** One task's explained variance. */
export const explainedVariance = (column: Column): ColumnScore => {
  const { y, p } = column;
  const variance = varianceOf(column, (i) => y[i]!);
  return {
    score: explained(
      varianceOf(column, (i) => y[i]! - p[i]!),
      variance,
    ),
    variance,
  };
};

function varianceOf(column: Column, value: (i: number) => number): number {
  const mean = weightedMean(column, value);
  return weightedSum(column, (i) => (value(i) - mean) ** 2) / weightedSum(column, () => 1);
}
