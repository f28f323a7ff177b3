import { born } from "../base/born.ts";
import { columnGroup } from "./column-group.ts";
import { decompose } from "./decompose.ts";
import type { Decomposition } from "./penalty.ts";
import { strengths } from "./strength.ts";
import { traceNorm } from "./trace-norm.ts";

/**
 * Robust multitask learning: g(W) = min over W = P + Q of alpha ‖P‖_* + beta Σ_t ‖Q_·t‖₂.
 *
 * Tasks lie in a subspace of few dimensions (P), but for outliers: tasks with a column in Q.
 *
 * @param alpha - strength of P, the subspace, a finite number >= 0
 * @param beta - strength of Q, the columns of outliers, a finite number >= 0
 * @throws PolytaskError where a strength is negative or not finite
 * @see Chen, Zhou, Ye 2011, Integrating low-rank and group-sparse structures, eq. 2; MALSAR Least_RMTL
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { robustLowRank } from "polytask/penalty";
 *
 * const { value } = robustLowRank(1, 2);
 * const P = [3, 3, 4, 4]; // rank 1: the singular value is 5 sqrt(2)
 * const Q = [0, 1, 0, 0]; // the second task is an outlier
 * const want = 5 * Math.SQRT2 + 2;
 * assert.ok(Math.abs(value(Float64Array.of(...P, ...Q), { p: 2, T: 2 }) - want) < 1e-12);
 * ```
 */
export function robustLowRank(alpha: number, beta: number): Decomposition {
  const parameters = strengths("robustLowRank", { alpha, beta });
  return born("robustLowRank", robustLowRank, [alpha, beta], {
    ...decompose(traceNorm(alpha), columnGroup(beta)),
    name: "robustLowRank",
    parameters,
  });
}
