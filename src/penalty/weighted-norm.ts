import { norm, shrink } from "./norm.ts";
import { scratch } from "./scratch.ts";

/** ‖A w‖₂ of rows w for A = diag(weights), weights > 0, with its prox and its dual. */
export interface WeightedNorm {
  value(W: Float64Array, from: number, to: number): number;
  /** w <- argmin_v 1/2 ‖v − w‖² + tau ‖A v‖₂, in place. */
  shrink(W: Float64Array, from: number, to: number, tau: number): void;
  /** ‖A⁻¹ z‖₂; with `floor` 0 numbers below 0 count as 0. */
  dual(Z: Float64Array, from: number, to: number, floor: number): number;
}

/** All weights 1. */
export const plainNorm: WeightedNorm = {
  value: (W, from, to) => norm(W, from, to),
  shrink: (W, from, to, tau) => shrink(W, from, to, 1, norm(W, from, to), tau),
  dual: (Z, from, to, floor) => norm(Z, from, to, 1, floor),
};

export function weightedNorm(weights: Float64Array): WeightedNorm {
  const copyOf = scratch();
  const T = weights.length;
  return {
    value(W, from, to) {
      const u = copyOf(T);
      for (let t = 0; t < T; t++) u[t] = weights[t]! * W[from + t]!;
      return norm(u, 0, to - from);
    },
    shrink(W, from, to, tau) {
      const size = norm(W, from, to);
      if (tau === 0 || size === 0) return;
      const u = copyOf(T);
      for (let t = 0; t < T; t++) u[t] = W[from + t]! / size;
      const r = radius(u, weights, tau / size);
      for (let t = 0; t < T; t++) {
        const a = weights[t]!;
        W[from + t] = r === 0 ? 0 : (W[from + t]! * r) / (r + (tau / size) * a * a);
      }
    },
    dual(Z, from, to, floor) {
      const u = copyOf(T);
      for (let t = 0; t < T; t++) u[t] = Z[from + t]! / weights[t]!;
      return norm(u, 0, to - from, 1, floor);
    },
  };
}

/**
 * r = ‖A w‖ of the prox w_t = v_t r / (r + tau a_t²), or 0 where ‖A⁻¹ v‖ <= tau: the root of φ(r) = ‖(a_t v_t / (r + tau a_t²))_t‖ = 1.
 * 1/φ is nearly straight, and Newton's method on it rises to the root from below without passing it (Moré & Sorensen 1983);
 * ‖A v‖ − tau max a² <= r <= ‖A v‖ − tau min a² is where to begin, and what a step may not leave.
 */
function radius(v: Float64Array, weights: Float64Array, tau: number): number {
  let [stretched, squeezed, least, most] = [0, 0, Infinity, 0];
  for (let t = 0; t < v.length; t++) {
    const a = weights[t]!;
    stretched += (a * v[t]!) ** 2;
    squeezed += (v[t]! / a) ** 2;
    least = Math.min(least, a);
    most = Math.max(most, a);
  }
  if (Math.sqrt(squeezed) <= tau) return 0;
  const high = Math.sqrt(stretched) - tau * least * least;
  let r = Math.max(0, Math.sqrt(stretched) - tau * most * most);
  for (let turn = 0; turn < 100; turn++) {
    let [square, slope] = [0, 0];
    for (let t = 0; t < v.length; t++) {
      const a = weights[t]!;
      const below = r + tau * a * a;
      const part = (a * v[t]!) / below;
      square += part * part;
      slope += (part * part) / below;
    }
    const next = Math.min(high, r + (square * (Math.sqrt(square) - 1)) / slope);
    if (!(next > r)) break;
    r = next;
  }
  return r;
}
