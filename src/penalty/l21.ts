import { clamp, isBelowZero, norm, shrink } from "./norm.ts";
import type { RowNorm } from "./penalty.ts";
import { type PositiveOptions, readPositive } from "./positive.ts";
import { rowwise } from "./rowwise.ts";
import { ratio, strengths } from "./strength.ts";

/**
 * The l21 norm, the multitask Lasso's penalty: g(W) = alpha Σ_j ‖W_j·‖₂, one row a feature.
 *
 * Tasks share their features: a row is zero for all of them or for none.
 *
 * @param alpha - strength, a finite number >= 0
 * @param options - `positive`: W >= 0
 * @throws PolytaskError where the strength is negative or not finite
 * @see Obozinski, Taskar, Jordan 2010, eq. 3; Argyriou, Evgeniou, Pontil 2008; MALSAR Least_L21
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { l21 } from "polytask/penalty";
 *
 * const w = Float64Array.of(3, 4); // ‖w‖ = 5
 * l21(1).row.prox(w, 2.5, 0); // shrinks by half
 * assert.deepEqual([...w], [1.5, 2]);
 *
 * const W = Float64Array.of(3, 4, 0, 1);
 * assert.equal(l21(2).value(W, { p: 2, T: 2 }), 12);
 * ```
 */
export function l21(alpha: number, options?: PositiveOptions): RowNorm {
  const strength = strengths("l21", { alpha });
  const positive = readPositive("l21", options, ["positive"]);
  const floor = positive ? 0 : -Infinity;
  return rowwise(
    {
      value: (W, from, to) => (positive && isBelowZero(W, from, to) ? Infinity : alpha * norm(W, from, to)),
      prox(W, from, to, step) {
        if (positive) clamp(W, from, to);
        shrink(W, from, to, 1, norm(W, from, to), step * alpha);
      },
      dual: (Z, from, to) => ratio(norm(Z, from, to, 1, floor), alpha),
    },
    {
      name: "l21",
      parameters: positive ? Object.freeze({ ...strength, positive }) : strength,
      separable: "row",
      zero: alpha === 0 && !positive,
      ...(!positive && { rowStrengths: { l1: 0, l21: alpha } }),
    },
  );
}
