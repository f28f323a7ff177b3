import { born } from "../base/born.ts";
import { decompose } from "./decompose.ts";
import { lInf1 } from "./l-inf1.ts";
import { l1 } from "./l1.ts";
import type { Decomposition } from "./penalty.ts";
import { strengths } from "./strength.ts";

/**
 * The dirty model: g(W) = min over W = P + Q of alpha Σ_j max_t |P_jt| + beta Σ_jt |Q_jt|.
 *
 * Features that all tasks share (rows of P) beside features of single tasks (entries of Q). With T tasks only
 * beta < alpha < T beta uses both parts: otherwise one of them is always 0.
 *
 * @param alpha - strength of P, the rows that tasks share, a finite number >= 0
 * @param beta - strength of Q, the entries of single tasks, a finite number >= 0
 * @throws PolytaskError where a strength is negative or not finite
 * @see Jalali, Ravikumar, Sanghavi, Ruan 2010, eq. 2; MALSAR Least_Dirty, Logistic_Dirty
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { dirty } from "polytask/penalty";
 *
 * const { dual, components } = dirty(3, 2);
 * assert.deepEqual(components.map(({ name }) => name), ["lInf1", "l1"]);
 * assert.equal(dual?.(Float64Array.of(4, -5), { p: 1, T: 2 }), 3); // max((4 + 5)/3, 5/2)
 * ```
 */
export function dirty(alpha: number, beta: number): Decomposition {
  const parameters = strengths("dirty", { alpha, beta });
  return born("dirty", dirty, [alpha, beta], {
    ...decompose(lInf1(alpha), l1(beta)),
    name: "dirty",
    parameters,
  });
}
