import { type Label, type LabelsLike, type LabelTable, readLabels } from "../base/label.ts";
import { checkOptions } from "../check/options.ts";
import { reject, said } from "../check/reject.ts";
import { readWeights } from "../check/weights.ts";
import { type Column, columnOf, weightedSum } from "./column.ts";
import type { MultiOutputError, Score } from "./multi-output.ts";
import { type ScoreOptions, scoreColumns } from "./score-columns.ts";

/**
 * The share of labels that are right, task by task: Σ w [y = p] / Σ w.
 *
 * Missing labels (null or NaN in Y) and weights of 0 do not count. A label is right where it is the same value of the same kind:
 * 1 is not "1".
 *
 * @param Y - labels: n x T, or n for one task
 * @param P - predicted labels, shaped like Y
 * @param options - `sampleWeight`: n or n x T; `multioutput`: as of `r2Score`
 * @throws PolytaskError where shapes differ, a prediction is missing, or a task has no observed label
 * @see scikit-learn, `sklearn.metrics.accuracy_score`, which for several columns asks that all of a row are right
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { accuracyScore } from "polytask";
 *
 * assert.equal(accuracyScore(["a", "b", "b", null], ["a", "a", "b", "a"]), 2 / 3);
 * assert.deepEqual(accuracyScore([[1, true], [0, true]], [[1, true], [1, true]], { multioutput: "rawValues" }), [0.5, 1]);
 * ```
 */
export function accuracyScore<M extends MultiOutputError = "uniformAverage">(
  Y: LabelsLike,
  P: LabelsLike,
  options?: ScoreOptions<M>,
): Score<M> {
  const owner = "accuracyScore";
  checkOptions(owner, options, ["sampleWeight", "multioutput"]);
  const [y, p] = [readLabels(`${owner}.Y`, Y), readLabels(`${owner}.P`, P)];
  const { rows, columns } = y;
  if (p.rows !== rows || p.columns !== columns) {
    reject("shape", `${owner}.P`, `${rows} x ${columns}, as Y`, said(`${p.rows} x ${p.columns}`));
  }
  const missing = p.labels.indexOf(undefined);
  if (missing >= 0) {
    const place = `${owner}.P row ${Math.floor(missing / columns)}, column ${missing % columns}`;
    reject("value", place, "a label", said("a missing one"));
  }
  const weights = readWeights(`${owner}.sampleWeight`, options?.sampleWeight, rows, columns);
  const right = rightColumns(y, p.labels, weights, (t) => `${owner}.Y task ${t}`);
  return scoreColumns(owner, right, options?.multioutput, (column) => ({ score: shareOfRight(column) }));
}

/** Observed labels as 1 where they are predicted and 0 elsewhere, a column a task. `nameOf` says whose they are. */
export function rightColumns(
  { labels, rows, columns }: LabelTable,
  predicted: readonly (Label | undefined)[],
  weights: Float64Array | undefined,
  nameOf: (t: number) => string,
): Column[] {
  const data = Float64Array.from(labels, (label, k) =>
    label === undefined ? NaN : Number(label === predicted[k]),
  );
  const right = { data, rows, columns };
  return Array.from({ length: columns }, (_, t) => columnOf(nameOf(t), right, right, weights, t));
}

/** The labels of one task as they are handed in, beside its predictions. */
export function labelColumn(
  where: string,
  given: unknown,
  p: readonly Label[],
  sampleWeight: unknown,
): Column {
  const y = readLabels(where, given);
  if (y.columns !== 1 || y.rows !== p.length) {
    reject("shape", where, `${p.length} labels, one a row of X`, said(`${y.rows} x ${y.columns}`));
  }
  const weights = readWeights(`${where} sampleWeight`, sampleWeight, p.length, 1);
  return rightColumns(y, p, weights, () => where)[0]!;
}

export const shareOfRight = (column: Column): number =>
  weightedSum(column, (i) => column.y[i]!) / weightedSum(column, () => 1);
