import { born } from "../base/born.ts";
import { decompose } from "./decompose.ts";
import { l1 } from "./l1.ts";
import type { Decomposition } from "./penalty.ts";
import { strengths } from "./strength.ts";
import { traceNorm } from "./trace-norm.ts";

/**
 * Sparse and low rank: g(W) = min over W = P + Q of alpha Σ_jt |P_jt| + beta ‖Q‖_*.
 *
 * Tasks lie in a subspace of few dimensions (Q), and each may use some features in its own way (entries of P).
 *
 * @param alpha - strength of P, the entries of single tasks, a finite number >= 0
 * @param beta - strength of Q, the subspace, a finite number >= 0
 * @throws PolytaskError where a strength is negative or not finite
 * @see Chen, Liu, Ye 2010, Learning incoherent sparse and low-rank patterns, eq. 2 (there ‖Q‖_* is bounded); MALSAR
 * Least_SparseTrace
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { sparseLowRank } from "polytask/penalty";
 *
 * const { value } = sparseLowRank(1, 2);
 * const P = [0, -1, 0, 0];
 * const Q = [3, 0, 4, 0]; // rank 1: the singular value is 5
 * assert.ok(Math.abs(value(Float64Array.of(...P, ...Q), { p: 2, T: 2 }) - 11) < 1e-12);
 * ```
 */
export function sparseLowRank(alpha: number, beta: number): Decomposition {
  const parameters = strengths("sparseLowRank", { alpha, beta });
  return born("sparseLowRank", sparseLowRank, [alpha, beta], {
    ...decompose(l1(alpha), traceNorm(beta)),
    name: "sparseLowRank",
    parameters,
  });
}
