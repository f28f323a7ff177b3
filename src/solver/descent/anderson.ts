import { type Block, f64, openArena } from "../../kernel/arena.ts";
import { combine, differenceGram } from "../../kernel/sweep.ts";

/**
 * Anderson extrapolation from K + 1 iterates: s = Σ_k c_k s_k+1 with Σ c = 1 and ‖Σ c_k (s_k+1 − s_k)‖ least, that is
 * c = (UᵀU)⁻¹ 1 / sum, U the differences (Bertrand & Massias 2021, algorithm 2). Whether it helps is for the caller to see.
 */
export interface Anderson {
  /** to <- the extrapolation; false where the differences give none. What held the iterates holds differences then. */
  extrapolate(to: Block, iterates: Block, size: number): boolean;
  close(): void;
}

export function openAnderson(K: number): Anderson {
  const arena = openArena({ U: f64(K * K), c: f64(K) });
  const { U, c } = arena.blocks;
  return {
    extrapolate(to, iterates, size) {
      differenceGram(U, iterates, size, K);
      const weights = c.values;
      if (!solveOnes(U.values, weights, K)) return false;
      // Σ c_k s_k+1 = s_K − Σ_l (c_0 + ... + c_l−1) (s_l+1 − s_l)
      let before = 0;
      for (let k = 0; k < K; k++) {
        const own = weights[k]!;
        weights[k] = -before;
        before += own;
      }
      combine(to, iterates, size, K, c);
      return true;
    },
    close: () => arena.close(),
  };
}

/** c <- A⁻¹ 1 scaled to sum 1, by elimination with pivots; A is used up. */
function solveOnes(A: Float64Array, c: Float64Array, K: number): boolean {
  c.fill(1);
  const scale = A[0]!;
  if (!(scale > 0 && scale < Infinity)) return false;
  for (let k = 0; k < K; k++) {
    let pivot = k;
    for (let i = k + 1; i < K; i++) if (Math.abs(A[i * K + k]!) > Math.abs(A[pivot * K + k]!)) pivot = i;
    if (!(Math.abs(A[pivot * K + k]!) > 1e-300)) return false;
    if (pivot !== k) {
      for (let l = 0; l < K; l++) {
        const kept = A[k * K + l]!;
        A[k * K + l] = A[pivot * K + l]!;
        A[pivot * K + l] = kept;
      }
      const kept = c[k]!;
      c[k] = c[pivot]!;
      c[pivot] = kept;
    }
    for (let i = k + 1; i < K; i++) {
      const factor = A[i * K + k]! / A[k * K + k]!;
      for (let l = k; l < K; l++) A[i * K + l]! -= factor * A[k * K + l]!;
      c[i]! -= factor * c[k]!;
    }
  }
  let sum = 0;
  for (let k = K - 1; k >= 0; k--) {
    for (let l = k + 1; l < K; l++) c[k]! -= A[k * K + l]! * c[l]!;
    c[k]! /= A[k * K + k]!;
    sum += c[k]!;
  }
  for (let k = 0; k < K; k++) c[k]! /= sum;
  return c.every((weight) => Number.isFinite(weight));
}
