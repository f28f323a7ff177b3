import { f64, openArena } from "../../kernel/arena.ts";
import { eigh, eighWork } from "../../kernel/factor.ts";

/** Eigenvalues and eigenvectors of small symmetric matrices, in memory that the next one writes over. Whoever opens it closes it. */
export interface SymmetricEigen {
  /** n of them, ascending. */
  readonly values: Float64Array;
  /** Entry (i, k), at i n + k, is number i of the vector of value k. */
  readonly vectors: Float64Array;
  decompose(A: Float64Array, n: number): void;
  close(): void;
}

/** Room for matrices of up to T rows. */
export function symmetricEigen(T: number): SymmetricEigen {
  const { blocks, close } = openArena({ a: f64(T * T), w: f64(T), v: f64(T * T), work: f64(eighWork(T)) });
  const { a, w, v, work } = blocks;
  return {
    get values() {
      return w.values;
    },
    get vectors() {
      return v.values;
    },
    decompose(A, n) {
      const room = a.values;
      for (let k = 0; k < n * n; k++) room[k] = A[k]!;
      eigh(a, n, w, v, work);
    },
    close,
  };
}

/** Below so many times the largest, an eigenvalue counts as 0. */
export const rankTolerance = 1e-12;
