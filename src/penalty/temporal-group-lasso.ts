import { born } from "../base/born.ts";
import type { Proximal } from "./penalty.ts";
import { ridge } from "./ridge.ts";
import { strengths } from "./strength.ts";
import { sum } from "./sum.ts";
import { temporal } from "./temporal.ts";

/**
 * The temporal group Lasso: g(W) = alpha/2 ‖W‖_F² + beta/2 Σ_t ‖w_t − w_t+1‖² + gamma Σ_j ‖W_j·‖₂, the tasks being points in time,
 * in their order: `temporal(beta, gamma)` with a ridge.
 *
 * In `compat: "malsar"` the three strengths are rho1, rho2 and rho3 of Least_TGL, whose squares have no 1/2.
 *
 * @param alpha - strength of the ridge, a finite number >= 0
 * @param beta - strength of the coupling of neighbours, a finite number >= 0
 * @param gamma - strength of the rows, a finite number >= 0
 * @throws PolytaskError where a strength is negative or not finite
 * @see Zhou, Yuan, Liu, Ye 2011, A multi-task learning formulation for predicting disease progression, eq. 4; MALSAR Least_TGL
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { temporalGroupLasso } from "polytask/penalty";
 *
 * const penalty = temporalGroupLasso(2, 3, 1);
 * assert.equal(penalty.value(Float64Array.of(2, 1, 2), { p: 1, T: 3 }), 9 + 1.5 * (1 + 1) + 3);
 * assert.equal(penalty.ridge?.alpha, 2);
 * ```
 */
export function temporalGroupLasso(alpha: number, beta: number, gamma: number): Proximal {
  const parameters = strengths("temporalGroupLasso", { alpha, beta, gamma });
  return born("temporalGroupLasso", temporalGroupLasso, [alpha, beta, gamma], {
    ...sum(temporal(beta, gamma), ridge(alpha)),
    name: "temporalGroupLasso",
    parameters,
  });
}
