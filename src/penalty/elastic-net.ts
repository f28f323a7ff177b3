import { born } from "../base/born.ts";
import { reject } from "../check/reject.ts";
import { l21 } from "./l21.ts";
import type { Proximal } from "./penalty.ts";
import { type PositiveOptions, readPositive } from "./positive.ts";
import { ridge } from "./ridge.ts";
import { strengths } from "./strength.ts";
import { sum } from "./sum.ts";

/**
 * The multitask elastic net: g(W) = alpha l1Ratio Σ_j ‖W_j·‖₂ + alpha (1 − l1Ratio)/2 ‖W‖_F², one row a feature.
 *
 * Tasks share their features, as with `l21`, and features that resemble each other enter together rather than one by
 * chance. It is the sum of `l21(alpha l1Ratio)` and `ridge(alpha (1 − l1Ratio))`.
 *
 * @param alpha - strength, a finite number >= 0
 * @param l1Ratio - share of the l21 norm, from 0 (ridge) to 1 (l21)
 * @param options - `positive`: W >= 0
 * @throws PolytaskError where the strength is negative or not finite, or the share is not from 0 to 1
 * @see Zou, Hastie 2005; scikit-learn, `MultiTaskElasticNet`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { elasticNet } from "polytask/penalty";
 *
 * const W = Float64Array.of(3, 4);
 * assert.equal(elasticNet(2, 0.5).value(W, { p: 1, T: 2 }), 5 + 12.5);
 *
 * elasticNet(2, 0.5).prox(W, 1, { p: 1, T: 2 }); // (‖w‖ − 1)/(1 + 1) = 2 of 5 is left
 * assert.deepEqual([...W].map((w) => Math.round(w * 10) / 10), [1.2, 1.6]);
 * ```
 */
export function elasticNet(alpha: number, l1Ratio: number, options?: PositiveOptions): Proximal {
  const strength = strengths("elasticNet", { alpha });
  if (!(Number.isFinite(l1Ratio) && l1Ratio >= 0 && l1Ratio <= 1)) {
    reject("param", "elasticNet.l1Ratio", "a number from 0 to 1", l1Ratio);
  }
  const positive = readPositive("elasticNet", options, ["positive"]);
  const parameters = Object.freeze({ ...strength, l1Ratio, ...(positive && { positive }) });
  return born("elasticNet", elasticNet, [alpha, l1Ratio, options], {
    ...sum(l21(alpha * l1Ratio, { positive }), ridge(alpha * (1 - l1Ratio))),
    name: "elasticNet",
    parameters,
  });
}
