import type { Block } from "../kernel/arena.ts";
import { rowSizes } from "../kernel/sweep.ts";
import type { RowQuestions } from "./row-terms.ts";

/**
 * Primal and dual value of F(W) = 1/2 ‖Y − X W‖² + Σ_j g(W_j·) + ridge/2 ‖W‖², the ridge counted as √ridge I below X
 * with zeros below Y. With H = C − (G + ridge I) W the residual R of the longer X has ‖R‖² = ‖Y‖² − ⟨W, C + H⟩ and
 * ⟨R, Y⟩ = ‖Y‖² − ⟨W, C⟩. Scaled by s = min(1, 1 / max_j g°(H_j·)) it is dual feasible, with the value
 * D = s ⟨R, Y⟩ − s²/2 ‖R‖²: the dual point of scikit-learn's MultiTaskElasticNet.
 */
export interface FenchelGap {
  /** `features` says whose the rows are. F(W) from the m rows of W, C and H in which W may be other than zero; `half` is 1/2 ‖Y‖². */
  measure(
    half: number,
    W: Float64Array,
    C: Float64Array,
    H: Float64Array,
    m: number,
    features: Int32Array,
  ): number;
  /** Σ_j g(W_j·) + ridge/2 ‖W‖² over m rows of W. */
  penalty(W: Float64Array, m: number, ridge: number, features: Int32Array): number;
  /** D for the W last measured, where `dualNorm` is max_j g°(H_j·). */
  dual(dualNorm: number): number;
  /** sizes_k <- g°(H_k·) for m rows. */
  dualNorms(sizes: Block, H: Block, m: number, features: Int32Array): void;
}

export function fenchelGap({ row, norm }: RowQuestions, T: number, lanes: number): FenchelGap {
  const w = new Float64Array(T);
  let square = 0;
  let inner = 0;
  return {
    measure(half, W, C, H, m, features) {
      let cross = 0;
      let pull = 0;
      let penalty = 0;
      for (let k = 0; k < m; k++) {
        let empty = true;
        for (let t = 0, at = k * lanes; t < T; t++, at++) {
          const x = W[at]!;
          w[t] = x;
          if (x === 0) continue;
          empty = false;
          cross += x * C[at]!;
          pull += x * H[at]!;
        }
        if (!empty) penalty += row.value(w, features[k]!);
      }
      inner = 2 * half - cross;
      square = Math.max(0, inner - pull);
      return square / 2 + penalty;
    },
    penalty(W, m, ridge, features) {
      let sum = 0;
      for (let k = 0; k < m; k++) {
        let squares = 0;
        for (let t = 0, at = k * lanes; t < T; t++, at++) {
          w[t] = W[at]!;
          squares += w[t]! * w[t]!;
        }
        if (squares > 0) sum += row.value(w, features[k]!) + (ridge / 2) * squares;
      }
      return sum;
    },
    dual(dualNorm) {
      const s = scaleOf(dualNorm);
      return s * inner - (s * s * square) / 2;
    },
    dualNorms(sizes, H, m, features) {
      const out = sizes.values;
      if (norm) {
        rowSizes({ m, lanes }, sizes, H, norm.largest);
        for (let k = 0; k < m; k++) if (out[k] !== 0) out[k]! /= norm.strength;
        return;
      }
      const z = H.values;
      for (let k = 0; k < m; k++) {
        for (let t = 0; t < T; t++) w[t] = z[k * lanes + t]!;
        out[k] = row.dual(w, features[k]!);
      }
    },
  };
}

/** What takes a dual point to where all its dual norms are at most 1. */
export const scaleOf = (dualNorm: number): number => (dualNorm > 1 ? 1 / dualNorm : 1);

export function largestOf(sizes: Float64Array, m: number): number {
  let most = 0;
  for (let k = 0; k < m; k++) if (sizes[k]! > most) most = sizes[k]!;
  return most;
}
