import { type Block, f64, openArena } from "../../kernel/arena.ts";
import { combine, differenceGram } from "../../kernel/sweep.ts";
import { solveSmall } from "../../matrix/solve-small.ts";

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

/** c <- A⁻¹ 1 scaled to sum 1; A is used up. */
function solveOnes(A: Float64Array, c: Float64Array, K: number): boolean {
  c.fill(1);
  if (!(A[0]! > 0 && A[0]! < Infinity) || !solveSmall(A, c, K)) return false;
  let sum = 0;
  for (let k = K - 1; k >= 0; k--) sum += c[k]!;
  for (let k = 0; k < K; k++) c[k]! /= sum;
  return c.every((weight) => Number.isFinite(weight));
}
