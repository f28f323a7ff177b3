import { type Column, weightedSum } from "./column.ts";
import type { MultiOutputError, Score } from "./multi-output.ts";
import type { Predictions, Targets } from "./read-columns.ts";
import { type ColumnScore, type ScoreOptions, scoreGiven } from "./score-columns.ts";

/**
 * The mean absolute error of each task, Σ w |y − p| / Σ w, and their mean unless `multioutput` says otherwise.
 *
 * Missing targets (NaN in Y), weights of 0 and absent rows are the same thing. Tasks with rows of their own are
 * handed in as in `fit`, with one vector of predictions a task.
 *
 * @param Y - targets: n x T, n for one task, or tasks
 * @param P - predictions, shaped like Y
 * @throws PolytaskError where shapes differ, a prediction is not finite, or a task has no observed target
 * @see scikit-learn, `sklearn.metrics.mean_absolute_error`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { meanAbsoluteError } from "polytask";
 *
 * const Y = [[0.5, 1], [-1, 1], [7, -6]];
 * const P = [[0, 2], [-1, 2], [8, -5]];
 * assert.equal(meanAbsoluteError(Y, P), 0.75);
 * assert.deepEqual(meanAbsoluteError(Y, P, { multioutput: "rawValues" }), [0.5, 1]);
 * ```
 */
export function meanAbsoluteError<M extends MultiOutputError = "uniformAverage">(
  Y: Targets,
  P: Predictions,
  options?: ScoreOptions<M>,
): Score<M> {
  return scoreGiven("meanAbsoluteError", Y, P, options, absoluteError);
}

/** One task's mean absolute error. */
export const absoluteError = (column: Column): ColumnScore => ({
  score: weightedSum(column, (i) => Math.abs(column.y[i]! - column.p[i]!)) / weightedSum(column, () => 1),
});
