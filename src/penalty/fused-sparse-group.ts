import { born } from "../base/born.ts";
import { reject, said } from "../check/reject.ts";
import { l1 } from "./l1.ts";
import type { RowNorm } from "./penalty.ts";
import { scratch } from "./scratch.ts";
import { strengths } from "./strength.ts";
import { totalVariation, totalVariationProx } from "./total-variation.ts";
import { type RowSum, withGroup } from "./with-group.ts";

/**
 * The fused sparse group Lasso's penalty: g(W) = alpha Σ_jt |W_jt| + beta Σ_t ‖w_t+1 − w_t‖₁ + gamma Σ_j ‖W_j·‖₂, the tasks being
 * points in time, in their order.
 *
 * A feature is in use or not (gamma), may come and go (alpha), and its coefficient stays what it was until it jumps (beta).
 * The prox is that of the total variation, then l1's, then l21's; beta alone is refused, as it says nothing of what all times
 * have in common and so has no dual norm.
 *
 * @param alpha - strength of the entries, a finite number >= 0
 * @param beta - strength of the jumps, a finite number >= 0
 * @param gamma - strength of the rows, a finite number >= 0
 * @throws PolytaskError where a strength is negative or not finite, or beta stands alone
 * @see Zhou, Liu, Narayan, Ye 2012, Modeling disease progression via fused sparse group Lasso, eq. 3 and theorem 1; MALSAR
 * Least_CFGLasso
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { fusedSparseGroup } from "polytask/penalty";
 *
 * const shape = { p: 1, T: 4 };
 * const W = Float64Array.of(4, 4, 0, 0);
 * assert.equal(fusedSparseGroup(1, 0.5, 0).value(W, shape), 8 + 2);
 *
 * const steps = Float64Array.of(5, 3, 1, -1);
 * fusedSparseGroup(0.5, 1, 0).prox(steps, 1, shape); // total variation: (3.5, 3, 1, 0.5 − 0) after its ends gave 1 each
 * assert.deepEqual([...steps], [3.5, 2.5, 0.5, 0]);
 * ```
 */
export function fusedSparseGroup(alpha: number, beta: number, gamma: number): RowNorm {
  const parameters = strengths("fusedSparseGroup", { alpha, beta, gamma });
  if (beta > 0 && alpha === 0 && gamma === 0) {
    const rule = "alpha or gamma above 0 beside beta, without which there is no dual norm";
    reject("param", "fusedSparseGroup", rule, said(`alpha 0, beta ${beta} and gamma 0`));
  }
  return born(
    "fusedSparseGroup",
    fusedSparseGroup,
    [alpha, beta, gamma],
    withGroup(fused(alpha, beta), gamma, { name: "fusedSparseGroup", parameters }),
  );
}

/** alpha Σ |W_jt| + beta Σ_t ‖w_t+1 − w_t‖₁, whose prox is that of the second, then that of the first (Friedman et al. 2007). */
function fused(alpha: number, beta: number): RowSum {
  const entries = l1(alpha);
  const smooth = totalVariationProx();
  const rowOf = scratch();
  const value = (w: Float64Array, j: number): number =>
    entries.row.value(w, j) + (beta === 0 ? 0 : beta * totalVariation(w));
  const prox = (w: Float64Array, step: number, j: number): void => {
    smooth(w, step * beta);
    entries.row.prox(w, step, j);
  };
  const read = (W: Float64Array, from: number, T: number): Float64Array => {
    const row = rowOf(T);
    for (let t = 0; t < T; t++) row[t] = W[from + t]!;
    return row;
  };
  return {
    zero: alpha === 0 && beta === 0,
    betweenTasks: beta > 0,
    row: { value, prox },
    value(W, { p, T }) {
      let sum = 0;
      for (let j = 0; j < p; j++) sum += value(read(W, j * T, T), j);
      return sum;
    },
    prox(W, step, { p, T }) {
      for (let j = 0; j < p; j++) {
        const row = read(W, j * T, T);
        prox(row, step, j);
        W.set(row, j * T);
      }
    },
  };
}
