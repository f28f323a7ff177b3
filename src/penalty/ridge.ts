import { born } from "../base/born.ts";
import type { Proximal } from "./penalty.ts";
import { halfSquare, scaleBy } from "./square.ts";
import { ratio, strengths } from "./strength.ts";

/**
 * The ridge: g(W) = alpha/2 ‖W‖_F².
 *
 * It shares nothing between tasks, keeps coefficients small and makes every problem strongly convex; solvers fold it
 * into the loss. Added to others by `sum`.
 *
 * @param alpha - strength, a finite number >= 0
 * @throws PolytaskError where the strength is negative or not finite
 * @see Hoerl, Kennard 1970
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { ridge } from "polytask/penalty";
 *
 * const W = Float64Array.of(3, -4);
 * assert.equal(ridge(2).value(W, { p: 1, T: 2 }), 25);
 *
 * ridge(2).prox(W, 0.5, { p: 1, T: 2 });
 * assert.deepEqual([...W], [1.5, -2]);
 * ```
 */
export function ridge(alpha: number): Proximal {
  const value = (W: Float64Array): number => alpha * halfSquare(W);
  const prox = (W: Float64Array, step: number): void => scaleBy(W, 1 / (1 + step * alpha));
  return born("ridge", ridge, [alpha], {
    name: "ridge",
    parameters: strengths("ridge", { alpha }),
    separable: "entry",
    zero: alpha === 0,
    value,
    prox,
    conjugate: (Z) => ratio(halfSquare(Z), alpha),
    row: { value, prox },
    ridge: { alpha, rest: undefined },
  });
}
