import { born } from "../base/born.ts";
import { reject } from "../check/reject.ts";
import { l21 } from "./l21.ts";
import { norm } from "./norm.ts";
import { pathProduct, unitRadius } from "./path-system.ts";
import type { Proximal } from "./penalty.ts";
import { scratch } from "./scratch.ts";
import { strengths } from "./strength.ts";

/**
 * Smooth in time: g(W) = alpha/2 Σ_t ‖w_t − w_t+1‖² + beta Σ_j ‖W_j·‖₂, the tasks being points in time, in their order.
 *
 * Neighbours are alike, and a feature is in use at all times or never. With L the Laplacian of the path 1 – 2 – ... – T, a row of
 * the prox with step s of v is 0 where ‖v‖ <= s beta, else r u with (r (I + s alpha L) + s beta I) u = v and r > 0 such that ‖u‖ = 1.
 *
 * alpha alone is refused, as it says nothing of what all times have in common, so that no gap can be had.
 *
 * @param alpha - strength of the coupling of neighbours, a finite number >= 0
 * @param beta - strength of the rows, a finite number >= 0
 * @throws PolytaskError where a strength is negative or not finite, or alpha stands alone
 * @see Zhou, Yuan, Liu, Ye 2011, A multi-task learning formulation for predicting disease progression, eq. 4; MALSAR Least_TGL
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { temporal } from "polytask/penalty";
 *
 * const shape = { p: 1, T: 3 };
 * const W = Float64Array.of(2, 1, 2);
 * assert.equal(temporal(3, 1).value(W, shape), 1.5 * (1 + 1) + 3);
 *
 * temporal(1e9, 1).prox(W, 1, shape); // no more than the mean, 5/3 each, and that is shrunk by 1
 * assert.ok(W.every((w) => Math.abs(w - (5 / 3 - 1 / Math.sqrt(3))) < 1e-8));
 * ```
 */
export function temporal(alpha: number, beta: number): Proximal {
  const parameters = strengths("temporal", { alpha, beta });
  if (alpha > 0 && beta === 0) reject("param", "temporal.beta", "a number > 0 beside alpha", beta);
  if (alpha === 0)
    return born("temporal", temporal, [alpha, beta], { ...l21(beta), name: "temporal", parameters });
  const radius = unitRadius();
  const [rowOf, slopeOf] = [scratch(), scratch()];

  const value = (w: Float64Array): number => (alpha / 2) * jumps(w) + beta * norm(w, 0, w.length);

  function prox(w: Float64Array, step: number): void {
    const T = w.length;
    const size = norm(w, 0, T);
    const tau = step * beta;
    if (step === 0 || size === 0) return;
    if (size <= tau) w.fill(0);
    else {
      for (let t = 0; t < T; t++) w[t]! /= size;
      const r = radius(w, 1, step * alpha, tau / size);
      for (let t = 0; t < T; t++) w[t] = size * r * w[t]! + 0;
    }
  }

  /** alpha/2 wᵀ L w at the w where ⟨w, z⟩ − g(w) is largest, alpha L w + beta w / ‖w‖ = z. */
  function conjugate(z: Float64Array): number {
    const T = z.length;
    const size = norm(z, 0, T);
    if (size <= beta) return 0;
    let mean = 0;
    for (let t = 0; t < T; t++) mean += z[t]! / size / T;
    if (!(Math.abs(mean) * Math.sqrt(T) * size < beta)) return Infinity;
    const r = radius(z, 0, alpha, beta);
    return (alpha / 2) * r * r * jumps(z);
  }

  const read = (W: Float64Array, from: number, T: number): Float64Array => {
    const row = rowOf(T);
    for (let t = 0; t < T; t++) row[t] = W[from + t]!;
    return row;
  };
  return born("temporal", temporal, [alpha, beta], {
    name: "temporal",
    parameters,
    separable: "row",
    zero: false,
    betweenTasks: true,
    value(W, { T }) {
      let sum = 0;
      for (let from = 0; from < W.length; from += T) sum += value(read(W, from, T));
      return sum;
    },
    prox(W, step, { T }) {
      for (let from = 0; from < W.length; from += T) {
        const row = read(W, from, T);
        prox(row, step);
        W.set(row, from);
      }
    },
    conjugate(Z, { T }) {
      let sum = 0;
      for (let from = 0; from < Z.length; from += T) sum += conjugate(read(Z, from, T));
      return sum;
    },
    row: { value, prox },
    quadratic: {
      rest: l21(beta),
      addSlope(W, into, { T }) {
        let square = 0;
        for (let from = 0; from < W.length; from += T) {
          const row = read(W, from, T);
          const slope = slopeOf(T);
          pathProduct(row, 0, alpha, slope);
          for (let t = 0; t < T; t++) into[from + t]! += slope[t]!;
          square += alpha * jumps(row);
        }
        return square;
      },
      scaled: (byNorm, bySquare) => temporal(bySquare * alpha, byNorm * beta),
    },
  });
}

/** Σ_t (w_t − w_t+1)² */
function jumps(w: Float64Array): number {
  let sum = 0;
  for (let t = 1; t < w.length; t++) sum += (w[t]! - w[t - 1]!) ** 2;
  return sum;
}
