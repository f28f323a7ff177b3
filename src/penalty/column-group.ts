import { born } from "../base/born.ts";
import { norm, shrink } from "./norm.ts";
import type { Norm } from "./penalty.ts";
import { ratio, strengths } from "./strength.ts";

/**
 * The norm of columns: g(W) = alpha Σ_t ‖W_·t‖₂, one column a task.
 *
 * A task's coefficients are zero as a whole or not at all. As the second part of `robustFeatures` and `robustLowRank`
 * it holds the tasks that do not belong: outliers.
 *
 * @param alpha - strength, a finite number >= 0
 * @throws PolytaskError where the strength is negative or not finite
 * @see Chen, Zhou, Ye 2011, eq. 2; Gong, Ye, Zhang 2012 (robust features), eq. 1
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { columnGroup } from "polytask/penalty";
 *
 * const W = Float64Array.of(3, 1, 4, 0); // columns (3, 4) and (1, 0)
 * assert.equal(columnGroup(2).value(W, { p: 2, T: 2 }), 12);
 *
 * columnGroup(2).prox(W, 1, { p: 2, T: 2 });
 * assert.deepEqual([...W].map((w) => Math.round(w * 10) / 10), [1.8, 0, 2.4, 0]);
 * ```
 */
export function columnGroup(alpha: number): Norm {
  const dual: Norm["dual"] = (Z, { p, T }) => {
    let most = 0;
    for (let t = 0; t < T; t++) most = Math.max(most, norm(Z, t, p * T, T));
    return ratio(most, alpha);
  };
  return born("columnGroup", columnGroup, [alpha], {
    name: "columnGroup",
    parameters: strengths("columnGroup", { alpha }),
    separable: "task",
    zero: alpha === 0,
    value(W, { p, T }) {
      let sum = 0;
      for (let t = 0; t < T; t++) sum += norm(W, t, p * T, T);
      return alpha * sum;
    },
    prox(W, step, { p, T }) {
      for (let t = 0; t < T; t++) shrink(W, t, p * T, T, norm(W, t, p * T, T), step * alpha);
    },
    dual,
    conjugate: (Z, shape) => (dual(Z, shape) <= 1 ? 0 : Infinity),
  });
}
