import { Matrix, SingularValueDecomposition } from "ml-matrix";
import { type Dataset, meanRows, type Norm, type Problem } from "./problem.ts";

/** What a W is worth, by plain loops that share nothing with the solvers. */
export interface Verdict {
  readonly value: number;
  /** The Fenchel gap as a share of F(0). */
  readonly gap: number;
}

/** F(W) and its gap, W p x T, from the best dual point along the residual. */
export function judge({ data, norm, alpha }: Problem, W: Float64Array): Verdict {
  const { p, T } = data;
  const R = residuals(data, W);
  const n = meanRows(data);
  const rr = inner(R, R) / n;
  const ry = inner(R, data.y) / n;
  const s = Math.max(0, Math.min(ry / rr, alpha / dualNorm(norm, pull(data, R), p, T)));
  const value = rr / 2 + alpha * size(norm, W, p, T);
  const dual = s * ry - (s * s * rr) / 2;
  return { value, gap: (value - dual) / (inner(data.y, data.y) / (2 * n)) };
}

/** The least alpha at which W = 0 is best. */
export const alphaMax = (norm: Norm, data: Dataset): number =>
  dualNorm(norm, pull(data, data.y), data.p, data.T);

/** y_t − X_t w_t */
function residuals({ X, y, p, T }: Dataset, W: Float64Array): Float64Array[] {
  const used = Array.from({ length: p }, (_, j) => j).filter((j) =>
    W.subarray(j * T, (j + 1) * T).some((w) => w !== 0),
  );
  return y.map((target, t) =>
    target.map((value, i) => {
      let sum = value;
      for (const j of used) sum -= X[t]!.data[i * p + j]! * W[j * T + t]!;
      return sum;
    }),
  );
}

/** X_tᵀ r_t / n̄ in the columns of a p x T matrix. */
function pull(data: Dataset, R: readonly Float64Array[]): Float64Array {
  const { X, p, T } = data;
  const n = meanRows(data);
  const out = new Float64Array(p * T);
  for (const [t, r] of R.entries()) {
    for (const [i, value] of r.entries()) {
      for (let j = 0; j < p; j++) out[j * T + t]! += (X[t]!.data[i * p + j]! * value) / n;
    }
  }
  return out;
}

function size(norm: Norm, W: Float64Array, p: number, T: number): number {
  if (norm === "l1") return W.reduce((sum, w) => sum + Math.abs(w), 0);
  return (norm === "l21" ? rowNorms(W, p, T) : singularValues(W, p, T)).reduce((sum, s) => sum + s, 0);
}

function dualNorm(norm: Norm, Z: Float64Array, p: number, T: number): number {
  if (norm === "l1") return Z.reduce((most, z) => Math.max(most, Math.abs(z)), 0);
  return (norm === "l21" ? rowNorms(Z, p, T) : singularValues(Z, p, T)).reduce((a, b) => Math.max(a, b), 0);
}

const rowNorms = (W: Float64Array, p: number, T: number): number[] =>
  Array.from({ length: p }, (_, j) => Math.hypot(...W.subarray(j * T, (j + 1) * T)));

const singularValues = (W: Float64Array, p: number, T: number): number[] =>
  new SingularValueDecomposition(Matrix.from1DArray(p, T, W), { autoTranspose: true }).diagonal;

const inner = (A: readonly Float64Array[], B: readonly Float64Array[]): number =>
  A.reduce((sum, a, t) => a.reduce((own, x, i) => own + x * B[t]![i]!, sum), 0);
