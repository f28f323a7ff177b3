import { type Column, weightedSum } from "./column.ts";
import type { MultiOutputError, Score } from "./multi-output.ts";
import type { Predictions, Targets } from "./read-columns.ts";
import { type ColumnScore, type ScoreOptions, scoreGiven } from "./score-columns.ts";

/**
 * The mean squared error of each task, Σ w (y − p)² / Σ w, and their mean unless `multioutput` says otherwise.
 *
 * Missing targets (NaN in Y), weights of 0 and absent rows are the same thing. Tasks with rows of their own are
 * handed in as in `fit`, with one vector of predictions a task.
 *
 * @param Y - targets: n x T, n for one task, or tasks
 * @param P - predictions, shaped like Y
 * @throws PolytaskError where shapes differ, a prediction is not finite, or a task has no observed target
 * @see scikit-learn, `sklearn.metrics.mean_squared_error`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { meanSquaredError } from "polytask";
 *
 * const Y = [[0.5, 1], [-1, 1], [7, -6]];
 * const P = [[0, 2], [-1, 2], [8, -5]];
 * assert.equal(meanSquaredError(Y, P).toFixed(4), "0.7083");
 * assert.equal(meanSquaredError(Y, P, { multioutput: [0.3, 0.7] }).toFixed(4), "0.8250");
 * assert.equal(meanSquaredError([1, NaN, 3], [1, 9, 5]), 2); // the middle row is not observed
 * ```
 */
export function meanSquaredError<M extends MultiOutputError = "uniformAverage">(
  Y: Targets,
  P: Predictions,
  options?: ScoreOptions<M>,
): Score<M> {
  return scoreGiven("meanSquaredError", Y, P, options, squaredError);
}

/** One task's mean squared error. */
export const squaredError = (column: Column): ColumnScore => ({
  score: weightedSum(column, (i) => (column.y[i]! - column.p[i]!) ** 2) / weightedSum(column, () => 1),
});
