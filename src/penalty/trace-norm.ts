import { born } from "../base/born.ts";
import type { Norm } from "./penalty.ts";
import { largestSingular, nuclearNorm, shrinkSpectrum } from "./spectrum.ts";
import { ratio, strengths } from "./strength.ts";

/**
 * The trace norm, the sum of singular values: g(W) = alpha ‖W‖_* = alpha Σ_i σ_i(W).
 *
 * Tasks share a subspace: W has low rank, so that every task is a mix of a few common directions. Unlike `l21` it
 * selects no features, and rotating features or tasks changes nothing.
 *
 * @param alpha - strength, a finite number >= 0
 * @throws PolytaskError where the strength is negative or not finite
 * @see Argyriou, Evgeniou, Pontil 2008; Ji, Ye 2009, eq. 2; prox: Cai, Candès, Shen 2010, theorem 2.1; MALSAR
 * Least_Trace
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { traceNorm } from "polytask/penalty";
 *
 * const shape = { p: 3, T: 2 };
 * const W = Float64Array.of(3, 0, 0, 1, 0, 0); // singular values 3 and 1
 * assert.ok(Math.abs(traceNorm(2).value(W, shape) - 8) < 1e-12);
 *
 * traceNorm(2).prox(W, 1, shape); // each 2 nearer to 0: rank 1
 * assert.deepEqual([...W].map((w) => Math.round(w * 1e12) / 1e12), [1, 0, 0, 0, 0, 0]);
 * ```
 */
export function traceNorm(alpha: number): Norm {
  const dual: Norm["dual"] = (Z, shape) => ratio(largestSingular(Z, shape), alpha);
  return born("traceNorm", traceNorm, [alpha], {
    name: "traceNorm",
    parameters: strengths("traceNorm", { alpha }),
    zero: alpha === 0,
    value: (W, shape) => alpha * nuclearNorm(W, shape),
    prox: (W, step, shape) => shrinkSpectrum(W, step * alpha, shape),
    dual,
    conjugate: (Z, shape) => (dual(Z, shape) <= 1 ? 0 : Infinity),
  });
}
