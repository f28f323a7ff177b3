import { born } from "../base/born.ts";
import type { RowNorm } from "./penalty.ts";
import { rowwise } from "./rowwise.ts";
import { ratio, strengths } from "./strength.ts";

/**
 * The l∞,1 norm: g(W) = alpha Σ_j max_t |W_jt|, one row a feature.
 *
 * Tasks share their features, as with `l21`, and the largest coefficients of a row tend to be equal in size: once a
 * task pays for a feature, the others use it for free. It is the shared part of `dirty`.
 *
 * @param alpha - strength, a finite number >= 0
 * @throws PolytaskError where the strength is negative or not finite
 * @see Turlach, Venables, Wright 2005; Quattoni, Carreras, Collins, Darrell 2009; prox: Michelot 1986
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { lInf1 } from "polytask/penalty";
 *
 * const W = Float64Array.of(5, -4, 1);
 * assert.equal(lInf1(2).value(W, { p: 1, T: 3 }), 10);
 *
 * lInf1(1).prox(W, 3, { p: 1, T: 3 }); // the largest give up 3 in all
 * assert.deepEqual([...W], [3, -3, 1]);
 * ```
 */
export function lInf1(alpha: number): RowNorm {
  return born(
    "lInf1",
    lInf1,
    [alpha],
    rowwise(
      {
        value: (W, from, to) => alpha * largest(W, from, to),
        prox(W, from, to, step) {
          const tau = step * alpha;
          if (tau === 0) return;
          const cap = sumOfSizes(W, from, to) <= tau ? 0 : capFor(W, from, to, tau);
          for (let k = from; k < to; k++) {
            if (cap === 0) W[k] = 0;
            else if (W[k]! > cap) W[k] = cap;
            else if (W[k]! < -cap) W[k] = -cap;
          }
        },
        dual: (Z, from, to) => ratio(sumOfSizes(Z, from, to), alpha),
      },
      { name: "lInf1", parameters: strengths("lInf1", { alpha }), separable: "row", zero: alpha === 0 },
    ),
  );
}

/**
 * The c > 0 with Σ max(0, |w| − c) = tau, where Σ |w| > tau: Newton's method on a sum that is convex in c and has a
 * kink at each |w|. From c = 0 it rises past kinks only and ends on the piece that holds the root, exactly.
 */
function capFor(W: Float64Array, from: number, to: number, tau: number): number {
  let cap = 0;
  for (let above = to - from + 1; ; ) {
    let sum = 0;
    let count = 0;
    for (let k = from; k < to; k++) {
      const size = Math.abs(W[k]!);
      if (size <= cap) continue;
      sum += size;
      count++;
    }
    if (count === 0 || count >= above) return cap;
    cap = Math.max(cap, (sum - tau) / count);
    above = count;
  }
}

function largest(W: Float64Array, from: number, to: number): number {
  let most = 0;
  for (let k = from; k < to; k++) most = Math.max(most, Math.abs(W[k]!));
  return most;
}

function sumOfSizes(W: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let k = from; k < to; k++) sum += Math.abs(W[k]!);
  return sum;
}
