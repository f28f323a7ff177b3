import { born } from "../base/born.ts";
import { l1 } from "./l1.ts";
import type { Shape, Staged } from "./penalty.ts";
import { strengths } from "./strength.ts";

/**
 * The capped l1 norm of multi-stage multitask learning: g(W) = alpha Σ_j min(‖W_j·‖₁, theta), one row a feature.
 *
 * Rows that are clearly in use pay theta and no more, so they are not shrunk: less bias than the Lasso's. It is not
 * convex and has no prox: `stage(W)` is the weighted l1 norm to solve with next, in which rows with ‖W_j·‖₁ >= theta
 * are free. What the stages end in is a stationary point that depends on where they began, not an optimum; from W = 0
 * the first one is the Lasso.
 *
 * @param alpha - strength, a finite number >= 0
 * @param theta - what a row pays for at most, a finite number >= 0
 * @throws PolytaskError where a number is negative or not finite
 * @see Gong, Ye, Zhang 2012, Multi-stage multi-task feature learning, eq. 2 and algorithm 1; MALSAR
 * Least_msmtfl_capL1
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { cappedL1 } from "polytask/penalty";
 *
 * const penalty = cappedL1(2, 4);
 * const shape = { p: 2, T: 2 };
 * const W = Float64Array.of(1, -2, 3, 3); // rows of size 3 and 6
 * assert.equal(penalty.value(W, shape), 2 * (3 + 4));
 * assert.deepEqual(penalty.stage(W, shape).parameters, { alpha: 2, weights: [[1], [0]] });
 * ```
 */
export function cappedL1(alpha: number, theta: number): Staged {
  return born("cappedL1", cappedL1, [alpha, theta], {
    name: "cappedL1",
    parameters: strengths("cappedL1", { alpha, theta }),
    separable: "row",
    zero: alpha === 0 || theta === 0,
    value(W, { p, T }) {
      let sum = 0;
      for (let j = 0; j < p; j++) sum += Math.min(size(W, j, T), theta);
      return alpha * sum;
    },
    stage(W, { p, T }: Shape) {
      const weights = Array.from({ length: p }, (_, j) => (size(W, j, T) < theta ? 1 : 0));
      return weights.includes(0) ? l1(alpha, { weights }) : l1(alpha);
    },
  });
}

/** ‖W_j·‖₁ */
function size(W: Float64Array, j: number, T: number): number {
  let sum = 0;
  for (let k = j * T; k < j * T + T; k++) sum += Math.abs(W[k]!);
  return sum;
}
