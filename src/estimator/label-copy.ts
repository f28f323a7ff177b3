import { type Label, type LabelsLike, readLabels } from "../base/label.ts";
import { type FlatMatrix, type MatrixLike, readMatrix } from "../check/matrix.ts";
import { reject, said } from "../check/reject.ts";
import type { Dense } from "../matrix/dense.ts";

/** A classifier of one target: ours, or the user's own. */
export interface SingleOutputClassifier {
  /** An unfitted copy, one for each task. */
  clone(): SingleOutputClassifier;
  /** X is n x p, y and sampleWeight n; weights are passed only where not all are 1. */
  fit(X: FlatMatrix, y: readonly Label[], options?: { sampleWeight?: Float64Array }): unknown;
  /** n labels, or n rows of one. */
  predict(X: FlatMatrix): LabelsLike;
  /** n x K, columns in the order of the sorted classes, or a list of one such matrix. */
  predictProba(X: FlatMatrix): MatrixLike | readonly MatrixLike[];
}

/** A fitted copy of a classifier; refuses tasks without labels, by name, and classifiers that fit later. */
export function fitLabelCopy(
  where: string,
  label: string,
  base: SingleOutputClassifier,
  X: Dense,
  labels: readonly Label[],
  weight: Float64Array | undefined,
): SingleOutputClassifier {
  if (labels.length === 0)
    reject("value", `${where} ${label}`, "at least one observed target with a positive weight", said("none"));
  const copy = base.clone();
  const fitted = copy.fit(X, labels, weight && { sampleWeight: weight });
  if (typeof (fitted as { then?: unknown } | undefined)?.then === "function")
    reject("pair", `${where} estimator.fit`, "an estimator that fits at once", said("a promise"));
  return copy;
}

/** The labels that a copy predicts, n. */
export function labelsOf(where: string, copy: SingleOutputClassifier, X: Dense): Label[] {
  const { labels } = readLabels(where, copy.predict(X));
  if (labels.length === X.rows && !labels.includes(undefined)) return [...labels] as Label[];
  return reject("shape", where, `${X.rows} labels`, said(`${labels.length}`));
}

/** The probabilities of a copy, n x K. */
export function sharesOf(where: string, copy: SingleOutputClassifier, X: Dense, K: number): Dense {
  const given = copy.predictProba(X);
  const first = Array.isArray(given) && given.length === 1 && !Array.isArray(given[0]) ? given[0] : given;
  const shares = readMatrix(where, first);
  if (shares.rows === X.rows && shares.columns === K) return shares;
  return reject("shape", where, `${X.rows} x ${K} probabilities`, said(`${shares.rows} x ${shares.columns}`));
}
