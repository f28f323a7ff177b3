import type { Matrix } from "ml-matrix";
import { toMatrix } from "../base/linear-model.ts";
import { count, type Values } from "../base/parameter.ts";
import { clustered } from "../penalty/clustered.ts";
import type { Penalty } from "../penalty/penalty.ts";
import { classified, PenalisedClassifier } from "./penalised-classifier.ts";
import { subspaceOf } from "./task-clusters.ts";
import { strength } from "./two-strengths.ts";

const table = {
  /** Dimensions of the shared subspace, at most as many as there are columns of `coef`. */
  k: count(1, 1, Infinity),
  /** Strength of what lies outside the subspace. */
  alpha: strength(0.1, false),
  /** Strength of all coefficients. */
  beta: strength(0.1, false),
  ...classified,
};

/**
 * Classification in a shared subspace: `SharedSubspaceRegressor` with the losses of `MultiTaskClassifier`.
 *
 * @throws PolytaskError where there are more dimensions than columns of `coef`
 * @see Chen, Tang, Liu & Ye 2009; MALSAR Logistic_CASO
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { SharedSubspaceClassifier } from "polytask";
 *
 * const X = [[1, 0], [2, 1], [-3, -1], [4, 1], [-1, -2], [-2, 1], [3, -2]];
 * const Y = X.map(([a, b]) => [a! + b! > 0, a! + b! > 1]); // x0 + x1 tells both
 * const model = new SharedSubspaceClassifier({ k: 1, alpha: 0.1, beta: 1e-4 }).fit(X, Y);
 * const [a, b] = model.subspace.getRow(0);
 * assert.ok(a! * b! > 0.3 && model.score(X, Y) === 1);
 * ```
 */
export class SharedSubspaceClassifier extends PenalisedClassifier<typeof table> {
  static readonly parameters = table;

  constructor(params?: Partial<Values<typeof table>>) {
    super("SharedSubspaceClassifier", table, params);
  }

  protected override get formula(): string {
    return "1/n̄ Σ_t Σ_i s_ti ℓ_t(x_ti, y_ti) + alpha η (1 + η) tr(Wᵀ (η I + M)⁻¹ W), 0 ⪯ M ⪯ I, tr M = k, η = beta / alpha";
  }

  protected override penalty(): Penalty {
    const { k, alpha, beta } = this.params;
    return clustered(k, alpha, beta);
  }

  /** Θ, min(k, p, C) x p for C columns of `coef`, rows orthonormal: the leading directions of W between features. */
  get subspace(): Matrix {
    return toMatrix(subspaceOf(this.learnt("subspace").linear.coef, this.params.k));
  }
}
