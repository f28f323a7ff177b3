import { born } from "../base/born.ts";
import type { VectorLike } from "../check/matrix.ts";
import { clamp, isBelowZero } from "./norm.ts";
import type { RowNorm } from "./penalty.ts";
import { type PositiveOptions, readPositive } from "./positive.ts";
import { rowwise } from "./rowwise.ts";
import { ratio, strengths } from "./strength.ts";
import { checkTasks, readTaskWeights } from "./task-weights.ts";
import { plainNorm, weightedNorm } from "./weighted-norm.ts";

/** Options of `l21`. */
export interface L21Options extends PositiveOptions {
  /** One a task, > 0: the norm is then Σ_j ‖(weight_t W_jt)_t‖₂, and a task of a larger weight is kept smaller. */
  readonly weights?: VectorLike;
}

/**
 * The l21 norm, the multitask Lasso's penalty: g(W) = alpha Σ_j ‖W_j·‖₂, one row a feature.
 *
 * Tasks share their features: a row is zero for all of them or for none.
 *
 * @param alpha - strength, a finite number >= 0
 * @param options - `weights`, one a task, and `positive`: W >= 0
 * @throws PolytaskError where the strength is negative or not finite, or a weight is not above 0
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
export function l21(alpha: number, options?: L21Options): RowNorm {
  const strength = strengths("l21", { alpha });
  const positive = readPositive("l21", options, ["positive", "weights"]);
  const weights = readTaskWeights("l21.weights", options?.weights);
  const floor = positive ? 0 : -Infinity;
  const { value, shrink, dual } = weights ? weightedNorm(weights) : plainNorm;
  return born(
    "l21",
    l21,
    [alpha, options],
    rowwise(
      {
        value: (W, from, to) =>
          positive && isBelowZero(W, from, to) ? Infinity : alpha * value(W, from, to),
        prox(W, from, to, step) {
          if (positive) clamp(W, from, to);
          shrink(W, from, to, step * alpha);
        },
        dual: (Z, from, to) => ratio(dual(Z, from, to, floor), alpha),
      },
      {
        name: "l21",
        parameters: Object.freeze({
          ...strength,
          ...(weights && { weights: Array.from(weights) }),
          ...(positive && { positive }),
        }),
        separable: "row",
        zero: alpha === 0 && !positive,
        check: (shape) => checkTasks("l21.weights", weights, shape),
        ...(!positive && !weights && { rowStrengths: { l1: 0, l21: alpha } }),
      },
    ),
  );
}
