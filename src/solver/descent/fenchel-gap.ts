import type { Block } from "../../kernel/arena.ts";
import { rowSizes } from "../../kernel/sweep.ts";
import { dot, squaredNorm } from "../../kernel/vector.ts";
import type { RowQuestions } from "./row-terms.ts";

/**
 * Primal and dual value of F(W) = 1/2 ‖Y − X W‖² + Σ_j g(W_j·) + ridge/2 ‖W‖², the ridge counted as √ridge I below X
 * with zeros below Y. With H = C − (G + ridge I) W the residual R of the longer X has ‖R‖² = ‖Y‖² − ⟨W, C + H⟩ and
 * ⟨R, Y⟩ = ‖Y‖² − ⟨W, C⟩. Scaled by s = min(1, 1 / max_j g°(H_j·)) it is dual feasible, with the value
 * D = s ⟨R, Y⟩ − s²/2 ‖R‖²: the dual point of scikit-learn's MultiTaskElasticNet.
 */
export interface FenchelGap {
  /** `features` says whose the rows are. F(W) from the m rows of W, C and H in which W may be other than zero; `half` is 1/2 ‖Y‖². */
  measure(half: number, W: Block, C: Block, H: Block, m: number, features: Int32Array): number;
  /** Σ_j g(W_j·) + ridge/2 ‖W‖² over m rows of W. */
  penalty(W: Block, m: number, ridge: number, features: Int32Array): number;
  /** D for the W last measured, where `dualNorm` is max_j g°(H_j·). */
  dual(dualNorm: number): number;
  /** sizes_k <- g°(H_k·) for m rows. */
  dualNorms(sizes: Block, H: Block, m: number, features: Int32Array): void;
}

/** `sizes` is scratch, a number a row. */
export function fenchelGap(
  { row, norm }: RowQuestions,
  { T, lanes, sizes }: { readonly T: number; readonly lanes: number; readonly sizes: Block },
): FenchelGap {
  const w = new Float64Array(T);
  let square = 0;
  let inner = 0;

  /** Σ_j g(W_j·) over m rows. */
  function norms(W: Block, m: number, features: Int32Array): number {
    let sum = 0;
    if (norm && !norm.largest) {
      rowSizes({ m, lanes }, sizes, W, false);
      const size = sizes.values;
      for (let k = 0; k < m; k++) sum += size[k]!;
      return norm.strength * sum;
    }
    const all = W.values;
    for (let k = 0; k < m; k++) {
      let empty = true;
      for (let t = 0, at = k * lanes; t < T; t++, at++) {
        w[t] = all[at]!;
        if (w[t] !== 0) empty = false;
      }
      if (!empty) sum += row.value(w, features[k]!);
    }
    return sum;
  }

  return {
    measure(half, W, C, H, m, features) {
      inner = 2 * half - dot(W, C);
      square = Math.max(0, inner - dot(W, H));
      return square / 2 + norms(W, m, features);
    },
    penalty: (W, m, ridge, features) =>
      norms(W, m, features) + (ridge === 0 ? 0 : (ridge / 2) * squaredNorm(W)),
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
