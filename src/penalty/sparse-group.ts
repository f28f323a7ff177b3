import { born } from "../base/born.ts";
import { l1 } from "./l1.ts";
import type { RowNorm } from "./penalty.ts";
import { strengths } from "./strength.ts";
import { withGroup } from "./with-group.ts";

/**
 * The sparse group Lasso's penalty: g(W) = alpha Σ_jt |W_jt| + beta Σ_j ‖W_j·‖₂, one row a feature.
 *
 * Tasks share their features, as with `l21`, and each may still drop some of them. The prox is l1's, then l21's.
 *
 * @param alpha - strength of the entries, a finite number >= 0
 * @param beta - strength of the rows, a finite number >= 0
 * @throws PolytaskError where a strength is negative or not finite
 * @see Simon, Friedman, Hastie, Tibshirani 2013, eq. 3; dual: Ndiaye, Fercoq, Gramfort, Salmon 2016, proposition 6
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { sparseGroup } from "polytask/penalty";
 *
 * const W = Float64Array.of(4, -5, 1);
 * assert.equal(sparseGroup(1, 0).value(W, { p: 1, T: 3 }), 10);
 *
 * sparseGroup(1, 2.5).prox(W, 1, { p: 1, T: 3 }); // (3, −4, 0), which then shrinks by half
 * assert.deepEqual([...W], [1.5, -2, 0]);
 * ```
 */
export function sparseGroup(alpha: number, beta: number): RowNorm {
  const parameters = strengths("sparseGroup", { alpha, beta });
  return born(
    "sparseGroup",
    sparseGroup,
    [alpha, beta],
    withGroup(l1(alpha), beta, { name: "sparseGroup", parameters }),
  );
}
