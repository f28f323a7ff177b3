import type { Matrix } from "ml-matrix";
import { toMatrix } from "../base/linear-model.ts";
import { count, type Values } from "../base/parameter.ts";
import { clustered } from "../penalty/clustered.ts";
import type { Penalty } from "../penalty/penalty.ts";
import { subspaceOf } from "./task-clusters.ts";
import { strengthOrSearch, TwoStrengthsRegressor, twoStrengths } from "./two-strengths.ts";

const table = {
  /** Dimensions of the shared subspace, at most as many as there are tasks. */
  k: count(1, 1, Infinity),
  /** Strength of what lies outside the subspace. */
  alpha: strengthOrSearch(1, false),
  /** Strength of all coefficients. */
  beta: strengthOrSearch(1, false),
  ...twoStrengths,
};

/**
 * Convex alternating structure optimisation (cASO): minimise
 * 1/(2 n̄) Σ_t ‖y_t − X_t w_t − b_t‖² + alpha η (1 + η) tr(Wᵀ (η I + M)⁻¹ W) over W, b and p x p matrices 0 ⪯ M ⪯ I with tr M = k, η = beta / alpha.
 *
 * The tasks share a subspace of k combinations of features, in which coefficients cost less than outside; M is its convex
 * relaxation and `subspace` reads it off. In W this is the problem of `ClusteredTaskRegressor`, where M is between tasks:
 * the same coefficients, read in the other way, for k <= min(p, T).
 *
 * `alpha: "cv"` or `beta: "cv"` finds a strength, or the pair, among `alphas` and `betas` by cross-validation.
 *
 * @throws PolytaskError where there are more dimensions than tasks
 * @see Ando & Zhang 2005; Chen, Tang, Liu & Ye 2009, A convex formulation for learning shared structures from multiple tasks; Zhou,
 * Chen & Ye 2011, theorem 3.1 (the equivalence); MALSAR Least_CASO
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { SharedSubspaceRegressor } from "polytask";
 *
 * const X = [[1, 0], [2, 1], [3, -1], [4, 1], [5, -1]];
 * const Y = X.map(([a, b]) => [a! + b!, 2 * (a! + b!), 3 * (a! + b!)]); // x0 + x1 in all tasks
 * const model = new SharedSubspaceRegressor({ k: 1, alpha: 1, beta: 1e-4 }).fit(X, Y);
 * const [a, b] = model.subspace.getRow(0);
 * assert.ok(Math.abs(a! - b!) < 1e-2 && Math.abs(a! * a! + b! * b! - 1) < 1e-12);
 * ```
 */
export class SharedSubspaceRegressor extends TwoStrengthsRegressor<typeof table> {
  static readonly parameters = table;

  constructor(params?: Partial<Values<typeof table>>) {
    super("SharedSubspaceRegressor", table, params);
  }

  protected override get formula(): string {
    return "1/(2 n̄) Σ_t ‖y_t − X_t w_t − b_t‖² + alpha η (1 + η) tr(Wᵀ (η I + M)⁻¹ W), 0 ⪯ M ⪯ I, tr M = k, η = beta / alpha";
  }

  protected override penaltyOf(alpha: number, beta: number): Penalty {
    return clustered(this.params.k, alpha, beta);
  }

  /** Θ, min(k, p, T) x p, rows orthonormal: the leading directions of M between features, which are those of W. */
  get subspace(): Matrix {
    return toMatrix(subspaceOf(this.learnt("subspace").coef, this.params.k));
  }
}
