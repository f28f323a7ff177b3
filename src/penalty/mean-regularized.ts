import { born } from "../base/born.ts";
import { coupled } from "./coupled.ts";
import type { Coupled, Proximal } from "./penalty.ts";
import { strengths } from "./strength.ts";
import { noEdges } from "./task-graph.ts";

/**
 * All tasks are like their mean: g(W) = alpha/2 Σ_t ‖w_t − w̄‖², w̄ = 1/T Σ_t w_t.
 *
 * It is `graph` with an edge of weight 1/T between any two tasks, but costs no more than the tasks themselves. From tasks alone
 * (alpha = 0) it leads to one model for all of them, each with its own intercept. The mean costs nothing: add a `ridge` by
 * `sum` where that should be small too, as where there are more features than rows.
 *
 * @param alpha - strength, a finite number >= 0
 * @throws PolytaskError where the strength is negative or not finite
 * @see Evgeniou, Pontil 2004, eq. 23; MALSAR Least_SRMTL with R = I − 11ᵀ/T
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { meanRegularized } from "polytask/penalty";
 *
 * const W = Float64Array.of(1, 5, 0); // one feature, three tasks: the mean is 2
 * assert.equal(meanRegularized(2).value(W, { p: 1, T: 3 }), 1 + 9 + 4);
 *
 * meanRegularized(2).prox(W, 0.5, { p: 1, T: 3 }); // everyone half as far from it
 * assert.deepEqual([...W], [1.5, 3.5, 1]);
 * ```
 */
export function meanRegularized(alpha: number): Coupled & Proximal {
  const parameters = strengths("meanRegularized", { alpha });
  return born(
    "meanRegularized",
    meanRegularized,
    [alpha],
    coupled({ mean: alpha, strength: 0, graph: noEdges }, { name: "meanRegularized", parameters }),
  );
}
