/** Eigenvalues and eigenvectors of a small symmetric matrix, in arrays that the next one writes over. */
export interface SymmetricEigen {
  /** n of them, in no order. */
  readonly values: Float64Array;
  /** Entry (i, k), at i n + k, is number i of the vector of value k. */
  readonly vectors: Float64Array;
  decompose(A: Float64Array, n: number): void;
}

const sweeps = 30;

/**
 * Room for matrices of up to T rows: every pair is rotated to 0 in turn, until all are 0 beside the diagonal.
 *
 * @see Golub & Van Loan 2013, Matrix computations, algorithm 8.5.2 (Jacobi)
 */
export function symmetricEigen(T: number): SymmetricEigen {
  const M = new Float64Array(T * T);
  const vectors = new Float64Array(T * T);
  const values = new Float64Array(T);
  /** Columns p and q of a matrix, turned. */
  const turn = (X: Float64Array, n: number, p: number, q: number, c: number, s: number): void => {
    for (let k = 0; k < n; k++) {
      const x = X[k * n + p]!;
      const y = X[k * n + q]!;
      X[k * n + p] = c * x - s * y;
      X[k * n + q] = s * x + c * y;
    }
  };
  return {
    values,
    vectors,
    decompose(A, n) {
      for (let k = 0; k < n * n; k++) {
        M[k] = A[k]!;
        vectors[k] = k % (n + 1) === 0 ? 1 : 0;
      }
      let turned = true;
      for (let sweep = 0; turned && sweep < sweeps; sweep++) {
        turned = false;
        for (let p = 0; p < n; p++) {
          for (let q = p + 1; q < n; q++) {
            const a = M[p * n + p]!;
            const b = M[p * n + q]!;
            const d = M[q * n + q]!;
            if (Math.abs(b) <= 1e-16 * Math.sqrt(Math.abs(a * d))) continue;
            turned = true;
            const half = (d - a) / (2 * b);
            const tangent = (half < 0 ? -1 : 1) / (Math.abs(half) + Math.sqrt(1 + half * half));
            const c = 1 / Math.sqrt(1 + tangent * tangent);
            const s = c * tangent;
            turn(M, n, p, q, c, s);
            turn(vectors, n, p, q, c, s);
            for (let k = 0; k < n; k++) {
              const x = M[p * n + k]!;
              const y = M[q * n + k]!;
              M[p * n + k] = c * x - s * y;
              M[q * n + k] = s * x + c * y;
            }
            M[p * n + q] = 0;
            M[q * n + p] = 0;
          }
        }
      }
      for (let k = 0; k < n; k++) values[k] = M[k * n + k]!;
    },
  };
}

/** Below so many times the largest, an eigenvalue counts as 0. */
export const rankTolerance = 1e-12;
