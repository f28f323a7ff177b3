import { born } from "../base/born.ts";
import { columnGroup } from "./column-group.ts";
import { decompose } from "./decompose.ts";
import { l21 } from "./l21.ts";
import type { Decomposition } from "./penalty.ts";
import { strengths } from "./strength.ts";

/**
 * Robust feature learning: g(W) = min over W = P + Q of alpha Σ_j ‖P_j·‖₂ + beta Σ_t ‖Q_·t‖₂.
 *
 * Tasks share their features (rows of P), but for outliers: tasks with a column in Q, which goes its own way.
 *
 * @param alpha - strength of P, the rows that tasks share, a finite number >= 0
 * @param beta - strength of Q, the columns of outliers, a finite number >= 0
 * @throws PolytaskError where a strength is negative or not finite
 * @see Gong, Ye, Zhang 2012, Robust multi-task feature learning, eq. 1; MALSAR Least_rMTFL, Logistic_rMTFL
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { robustFeatures } from "polytask/penalty";
 *
 * const { dual } = robustFeatures(1, 2);
 * assert.equal(dual?.(Float64Array.of(3, 4, 0, 0), { p: 2, T: 2 }), 5); // a row of norm 5, columns of norm 3 and 4
 * ```
 */
export function robustFeatures(alpha: number, beta: number): Decomposition {
  const parameters = strengths("robustFeatures", { alpha, beta });
  return born("robustFeatures", robustFeatures, [alpha, beta], {
    ...decompose(l21(alpha), columnGroup(beta)),
    name: "robustFeatures",
    parameters,
  });
}
