import { reject, said } from "../check/reject.ts";
import { f64, inArena } from "../kernel/arena.ts";
import * as factor from "../kernel/factor.ts";
import { type Dense, zeros } from "./dense.ts";
import { inverseNorm } from "./inverse-norm.ts";

/** A symmetric positive definite matrix A = L Lᵀ, factored once to be solved with many times. */
export interface Cholesky {
  /** p × p, lower triangular with a positive diagonal. */
  readonly L: Dense;
  /** X with A X = B, for B of p × T; a column has the same bits alone and among others. */
  solve(B: Dense): Dense;
  /**
   * About 1 / (‖A‖₁ ‖A⁻¹‖₁), from 1 (the identity) down to 0 (singular): below 1e-16 a solution has no digits left.
   * Hager and Higham's estimate of ‖A⁻¹‖₁, at most eleven solves; LAPACK dpocon.
   */
  reciprocalCondition(): number;
}

/** Factors A, of which only the lower triangle is read; undefined when A is not positive definite. */
export function cholesky(A: Dense): Cholesky | undefined {
  const p = A.rows;
  if (A.columns !== p)
    reject("internal", "cholesky A", "as many columns as rows", said(`${p} x ${A.columns}`));
  const L = zeros(p, p);
  const failed = inArena({ a: f64(p * p) }, ({ a }) => {
    a.values.set(A.data);
    const code = factor.cholesky(a, p);
    for (let i = 0; i < p; i++) L.data.set(a.values.subarray(i * p, i * p + i + 1), i * p);
    return code;
  });
  if (failed) return undefined;
  return {
    L,
    solve(B) {
      if (B.rows !== p) reject("internal", "Cholesky.solve B", `${p} rows, one a row of A`, B.rows);
      // few columns get idle ones beside them: then they take the road, and have the bits, that they have among many
      const T = Math.max(B.columns, factor.steadySides(p));
      return inArena({ l: f64(p * p), b: f64(p * T) }, ({ l, b }) => {
        l.values.set(L.data);
        b.values.set(widen(B, T).data);
        factor.choleskySolve(l, p, b, T);
        return widen({ data: b.values.slice(), rows: p, columns: T }, B.columns);
      });
    },
    reciprocalCondition() {
      if (p === 0) return 1;
      const inverse = inArena({ l: f64(p * p), x: f64(p) }, ({ l, x }) => {
        l.values.set(L.data);
        return inverseNorm(x.values, () => factor.choleskySolve(l, p, x, 1));
      });
      return 1 / norm(A) / inverse;
    },
  };
}

/**
 * (A + shift I)⁻¹ B, and the reciprocal condition: what `cholesky` has, without a factor that leaves the kernels' memory. Undefined
 * where A + shift I is not positive definite.
 */
export function solveShifted(
  A: Dense,
  shift: number,
  B: Dense,
): { readonly X: Dense; readonly reciprocalCondition: number } | undefined {
  const p = A.rows;
  const T = Math.max(B.columns, factor.steadySides(p));
  return inArena({ a: f64(p * p), b: f64(p * T), x: f64(p) }, ({ a, b, x }) => {
    const values = a.values;
    values.set(A.data);
    for (let i = 0; i < p; i++) values[i * (p + 1)]! += shift;
    const size = norm({ ...A, data: values });
    if (factor.cholesky(a, p)) return undefined;
    const inverse = inverseNorm(x.values, () => factor.choleskySolve(a, p, x, 1));
    b.values.set(widen(B, T).data);
    factor.choleskySolve(a, p, b, T);
    const X = widen({ data: b.values.slice(), rows: p, columns: T }, B.columns);
    return { X, reciprocalCondition: 1 / size / inverse };
  });
}

/** ‖A‖₁, the largest sum of a column, read from the lower triangle. */
function norm({ data, rows: p }: Dense): number {
  const sums = new Float64Array(p);
  for (let i = 0; i < p; i++) {
    for (let j = 0; j <= i; j++) {
      const size = Math.abs(data[i * p + j]!);
      sums[j]! += size;
      if (j < i) sums[i]! += size;
    }
  }
  return sums.reduce((most, sum) => Math.max(most, sum), 0);
}

/** The first columns of A, or A with columns of zeros after its own. */
function widen(A: Dense, columns: number): Dense {
  if (columns === A.columns) return A;
  const out = zeros(A.rows, columns);
  const width = Math.min(columns, A.columns);
  for (let i = 0; i < A.rows; i++) {
    for (let t = 0; t < width; t++) out.data[i * columns + t] = A.data[i * A.columns + t]!;
  }
  return out;
}
