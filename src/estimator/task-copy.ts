import { type FlatMatrix, type MatrixLike, readVector, type VectorLike } from "../check/matrix.ts";
import { reject, said } from "../check/reject.ts";
import type { Dense } from "../matrix/dense.ts";

/** A regressor of one target: ours, an adapter, or the user's own. */
export interface SingleOutputRegressor {
  /** An unfitted copy, one for each task. */
  clone(): SingleOutputRegressor;
  /** X is n x p, y and sampleWeight n; weights are passed only where not all are 1. */
  fit(X: FlatMatrix, y: Float64Array, options?: { sampleWeight?: Float64Array }): unknown;
  predict(X: FlatMatrix): MatrixLike | VectorLike;
}

/** A fitted copy of a regressor; refuses tasks without targets, by name, and regressors that fit later. */
export function fitCopy(
  where: string,
  label: string,
  base: SingleOutputRegressor,
  X: Dense,
  y: Float64Array,
  weight: Float64Array | undefined,
): SingleOutputRegressor {
  if (y.length === 0) {
    reject("value", `${where} ${label}`, "at least one observed target with a positive weight", said("none"));
  }
  const copy = base.clone();
  const fitted = copy.fit(X, y, weight && { sampleWeight: weight.slice() });
  if (typeof (fitted as { then?: unknown } | undefined)?.then === "function") {
    reject("pair", `${where} estimator.fit`, "an estimator that fits at once", said("a promise"));
  }
  return copy;
}

/** What a copy predicts, one finite number a row. */
export function predictCopy(where: string, copy: SingleOutputRegressor, X: Dense): Float64Array {
  const P = readVector(`${where} estimator.predict`, copy.predict(X));
  if (P.length !== X.rows)
    reject("shape", `${where} estimator.predict`, `${X.rows} numbers`, said(`${P.length}`));
  return P;
}
