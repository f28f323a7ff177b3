import { readVector, type VectorLike } from "../check/matrix.ts";
import { checkOptions } from "../check/options.ts";
import { reject, said } from "../check/reject.ts";
import { type Column, weightedSum } from "./column.ts";
import { averageScores, type MultiOutputError, type Score, taskWeights } from "./multi-output.ts";
import { type Predictions, readColumns, type Targets } from "./read-columns.ts";
import { type ScoreOptions, scoreColumns } from "./score-columns.ts";

export interface RelativeOptions<M extends MultiOutputError> extends ScoreOptions<M> {
  /** The means of the training targets, T. */
  readonly baseline: VectorLike;
}

const owner = "averageRelativeRmse";

/**
 * aRRMSE: the mean over tasks of √(Σ w (y − p)² / Σ w (y − m_t)²), m_t the task's mean in training.
 *
 * Below 1 a model beats the means. A task whose mean is never wrong has no such ratio: its raw value is NaN, and it is
 * left out of the mean, which is NaN where no task is left.
 *
 * Missing targets (NaN in Y), weights of 0 and absent rows are the same thing. Tasks with rows of their own are
 * handed in as in `fit`, with one vector of predictions a task.
 *
 * @param Y - targets: n x T, n for one task, or tasks
 * @param P - predictions, shaped like Y
 * @throws PolytaskError where shapes differ, a prediction is not finite, or a task has no observed target
 * @see Spyromitros-Xioufis, Tsoumakas, Groves & Vlahavas 2016, Multi-target regression via input space expansion
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { averageRelativeRmse } from "polytask";
 *
 * const Y = [[1, 10], [3, 30]];
 * const P = [[2, 15], [2, 25]];
 * assert.equal(averageRelativeRmse(Y, P, { baseline: [2, 20] }), 0.75); // the mean of 1 and 0.5
 * ```
 */
export function averageRelativeRmse<M extends MultiOutputError = "uniformAverage">(
  Y: Targets,
  P: Predictions,
  options: RelativeOptions<M>,
): Score<M> {
  checkOptions(owner, options, ["baseline", "sampleWeight", "multioutput"]);
  const columns = readColumns(owner, Y, P, options?.sampleWeight);
  const T = columns.length;
  const means = readMeans(options?.baseline, T);
  const ratio = (column: Column, t: number) => ({ score: relativeRmse(column, means[t]!) });
  const ratios = scoreColumns(owner, columns, "rawValues", ratio);
  const multioutput: MultiOutputError = options.multioutput ?? "uniformAverage";
  if (multioutput === "rawValues") return ratios as Score<M>;
  const weights = taskWeights(`${owner}.multioutput`, multioutput, T, undefined);
  const defined = weights.map((weight, t) => (Number.isNaN(ratios[t]) ? 0 : weight));
  return averageScores(ratios, defined) as Score<M>;
}

function relativeRmse(column: Column, mean: number): number {
  const { y, p } = column;
  const error = weightedSum(column, (i) => (y[i]! - p[i]!) ** 2);
  const baseline = weightedSum(column, (i) => (y[i]! - mean) ** 2);
  return baseline === 0 ? NaN : Math.sqrt(error) / Math.sqrt(baseline);
}

function readMeans(given: unknown, T: number): Float64Array {
  const where = `${owner}.baseline`;
  if (given === undefined) reject("param", where, `${T} training means, one a task`, given);
  const means = readVector(where, given);
  if (means.length !== T) reject("shape", where, `${T} training means, one a task`, said(`${means.length}`));
  return means;
}
