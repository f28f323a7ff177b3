import type { Matrix } from "ml-matrix";
import { toMatrix } from "../base/linear-model.ts";
import { count, seed, type Values } from "../base/parameter.ts";
import { randomStateOf } from "../matrix/random.ts";
import { clustered } from "../penalty/clustered.ts";
import type { Penalty } from "../penalty/penalty.ts";
import { clusterMatrix, clustersOf } from "./task-clusters.ts";
import { strengthOrSearch, TwoStrengthsRegressor, twoStrengths } from "./two-strengths.ts";

/** Who draws the centres that clusters are found from. */
export const roundedBy = {
  ...seed(),
  default: 0,
};

const table = {
  /** How many clusters, at most as many as there are tasks. */
  k: count(1, 1, Infinity),
  /** Strength of the clusters. */
  alpha: strengthOrSearch(1, false),
  /** Strength of all coefficients. */
  beta: strengthOrSearch(1, false),
  randomState: roundedBy,
  ...twoStrengths,
};

/**
 * Clustered multitask learning (CMTL): minimise 1/(2 n̄) Σ_t ‖y_t − X_t w_t − b_t‖² + alpha η (1 + η) tr(W (η I + M)⁻¹ Wᵀ) over W, b
 * and T x T matrices 0 ⪯ M ⪯ I with tr M = k, η = beta / alpha.
 *
 * The tasks fall into k groups whose coefficients lie near one another, and which groups is learnt: M is the convex relaxation
 * of who is with whom, so the answer is a global optimum, with a certified gap. `clusters` rounds it to an assignment. With
 * k >= min(p, T) nothing is clustered any more, and it is a ridge of strength 2 beta.
 *
 * `alpha: "cv"` or `beta: "cv"` finds a strength, or the pair, among `alphas` and `betas` by cross-validation.
 *
 * @throws PolytaskError where there are more clusters than tasks
 * @see Jacob, Bach & Vert 2008; Zhou, Chen & Ye 2011, Clustered multi-task learning via alternating structure optimization;
 * MALSAR Least_CMTL, whose rho1 and rho2 are n̄ alpha and n̄ beta
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { ClusteredTaskRegressor } from "polytask";
 *
 * // tasks 0 and 2 are alike, and so are 1 and 3
 * const X = [[1, 0], [2, 1], [3, -1], [4, 1], [5, -1]];
 * const Y = X.map(([a, b]) => [a!, 5 * b!, 1.1 * a!, 4 * b!]);
 * const model = new ClusteredTaskRegressor({ k: 2, alpha: 0.1, beta: 0.01 }).fit(X, Y);
 * assert.deepEqual(model.clusters, [0, 1, 0, 1]);
 * assert.ok(model.converged && Math.abs(model.clusterMatrix.trace() - 2) < 1e-12);
 * ```
 */
export class ClusteredTaskRegressor extends TwoStrengthsRegressor<typeof table> {
  static readonly parameters = table;

  constructor(params?: Partial<Values<typeof table>>) {
    super("ClusteredTaskRegressor", table, params);
  }

  protected override get formula(): string {
    return "1/(2 n̄) Σ_t ‖y_t − X_t w_t − b_t‖² + alpha η (1 + η) tr(W (η I + M)⁻¹ Wᵀ), 0 ⪯ M ⪯ I, tr M = k, η = beta / alpha";
  }

  protected override penaltyOf(alpha: number, beta: number): Penalty {
    return clustered(this.params.k, alpha, beta);
  }

  /** M, T x T, of trace k: near 1 / size between tasks of the same cluster, near 0 between others. */
  get clusterMatrix(): Matrix {
    const { coef } = this.learnt("clusterMatrix");
    return toMatrix(clusterMatrix(coef, { k: this.params.k, ...this.strengths }));
  }

  /** The cluster of every task, numbered in the order of their first tasks: k-means of the tasks as points with inner products M. */
  get clusters(): readonly number[] {
    const { coef } = this.learnt("clusters");
    const { k, randomState } = this.params;
    const random = randomStateOf(`${this.name}.randomState`, randomState);
    return clustersOf(coef, { k, ...this.strengths }, random);
  }
}
