import { explained } from "../statistics/explained.ts";
import { type Column, weightedMean, weightedSum } from "./column.ts";
import type { MultiOutput, Score } from "./multi-output.ts";
import type { Predictions, Targets } from "./read-columns.ts";
import { type ColumnScore, type ScoreOptions, scoreGiven } from "./score-columns.ts";

/**
 * R², the share of each task's variance that is explained: 1 − Σ w (y − p)² / Σ w (y − ȳ)², with ȳ the weighted
 * mean of y.
 *
 * 1 is perfect, 0 as good as ȳ, and there is no lower limit. Of a task whose targets are all equal it is 1 where every
 * prediction is right and 0 otherwise; of a task with fewer than two observed targets it is NaN, and so is a mean
 * in which that task has weight. "varianceWeighted" weights tasks by Σ w (y − ȳ)².
 *
 * Missing targets (NaN in Y), weights of 0 and absent rows are the same thing. Tasks with rows of their own are
 * handed in as in `fit`, with one vector of predictions a task.
 *
 * @param Y - targets: n x T, n for one task, or tasks
 * @param P - predictions, shaped like Y
 * @throws PolytaskError where shapes differ, a prediction is not finite, or a task has no observed target
 * @see scikit-learn, `sklearn.metrics.r2_score`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { r2Score } from "polytask";
 *
 * assert.equal(r2Score([1, 2, 3], [1, 2, 3]), 1);
 * assert.equal(r2Score([1, 2, 3], [3, 2, 1]), -3);
 *
 * const tasks = [{ name: "a", y: [1, 2, 3] }, { name: "b", y: [5, 7] }];
 * const predictions = [[1, 2, 3], [6, 6]];
 * assert.deepEqual(r2Score(tasks, predictions, { multioutput: "rawValues" }), [1, 0]);
 * assert.equal(r2Score(tasks, predictions), 0.5);
 * ```
 */
export function r2Score<M extends MultiOutput = "uniformAverage">(
  Y: Targets,
  P: Predictions,
  options?: ScoreOptions<M>,
): Score<M> {
  return scoreGiven("r2Score", Y, P, options, r2);
}

/** R² of one task. */
export const r2 = (column: Column): ColumnScore => {
  const { y, p } = column;
  const mean = weightedMean(column, (i) => y[i]!);
  const error = weightedSum(column, (i) => (y[i]! - p[i]!) ** 2);
  const variance = weightedSum(column, (i) => (y[i]! - mean) ** 2);
  return { score: y.length < 2 ? NaN : explained(error, variance), variance };
};
