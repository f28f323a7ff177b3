import type { Column } from "./column.ts";
import { squaredError } from "./mean-squared-error.ts";
import type { MultiOutputError, Score } from "./multi-output.ts";
import type { Predictions, Targets } from "./read-columns.ts";
import { type ColumnScore, type ScoreOptions, scoreGiven } from "./score-columns.ts";

/**
 * The root of the mean squared error of each task, √(Σ w (y − p)² / Σ w): in the units of the targets.
 * The mean over tasks is one of roots, not the root of a mean.
 *
 * Missing targets (NaN in Y), weights of 0 and absent rows are the same thing. Tasks with rows of their own are
 * handed in as in `fit`, with one vector of predictions a task.
 *
 * @param Y - targets: n x T, n for one task, or tasks
 * @param P - predictions, shaped like Y
 * @throws PolytaskError where shapes differ, a prediction is not finite, or a task has no observed target
 * @see scikit-learn, `sklearn.metrics.root_mean_squared_error`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { rootMeanSquaredError } from "polytask";
 *
 * const Y = [[0.5, 1], [-1, 1], [7, -6]];
 * const P = [[0, 2], [-1, 2], [8, -5]];
 * assert.equal(rootMeanSquaredError(Y, P).toFixed(4), "0.8227");
 * assert.deepEqual(rootMeanSquaredError([[1, 0], [3, 0]], [[1, 5], [3, 5]], { multioutput: "rawValues" }), [0, 5]);
 * ```
 */
export function rootMeanSquaredError<M extends MultiOutputError = "uniformAverage">(
  Y: Targets,
  P: Predictions,
  options?: ScoreOptions<M>,
): Score<M> {
  return scoreGiven("rootMeanSquaredError", Y, P, options, rootSquaredError);
}

/** One task's root mean squared error. */
export const rootSquaredError = (column: Column): ColumnScore => ({
  score: Math.sqrt(squaredError(column).score),
});
