import type { Matrix } from "ml-matrix";
import { toMatrix } from "../base/linear-model.ts";
import { count, type Values } from "../base/parameter.ts";
import { randomStateOf } from "../matrix/random.ts";
import { clustered } from "../penalty/clustered.ts";
import type { Penalty } from "../penalty/penalty.ts";
import { roundedBy } from "./clustered-task-regressor.ts";
import { classified, PenalisedClassifier } from "./penalised-classifier.ts";
import { clusterMatrix, clustersOf } from "./task-clusters.ts";
import { strength } from "./two-strengths.ts";

const table = {
  /** How many clusters, at most as many as there are columns of `coef`. */
  k: count(1, 1, Infinity),
  /** Strength of the clusters. */
  alpha: strength(0.1, false),
  /** Strength of all coefficients. */
  beta: strength(0.1, false),
  randomState: roundedBy,
  ...classified,
};

/**
 * Clustered multitask classification: `ClusteredTaskRegressor` with the losses of `MultiTaskClassifier`.
 *
 * What falls into clusters are the columns of `coef`: the tasks, where all have two classes; a task of K > 2 classes has K.
 *
 * @throws PolytaskError where there are more clusters than columns
 * @see Zhou, Chen & Ye 2011; MALSAR Logistic_CMTL
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { ClusteredTaskClassifier } from "polytask";
 *
 * const X = [[1, 0], [2, 1], [-3, -1], [4, 1], [-1, -2], [-2, 2], [3, -2]];
 * const Y = X.map(([a, b]) => [a! > 0, b! > 0, a! + b! / 9 > 0, b! + a! / 9 > 0]);
 * const model = new ClusteredTaskClassifier({ k: 2, alpha: 0.1, beta: 0.01 }).fit(X, Y);
 * assert.deepEqual(model.clusters, [0, 1, 0, 1]);
 * ```
 */
export class ClusteredTaskClassifier extends PenalisedClassifier<typeof table> {
  static readonly parameters = table;

  constructor(params?: Partial<Values<typeof table>>) {
    super("ClusteredTaskClassifier", table, params);
  }

  protected override get formula(): string {
    return "1/n̄ Σ_t Σ_i s_ti ℓ_t(x_ti, y_ti) + alpha η (1 + η) tr(W (η I + M)⁻¹ Wᵀ), 0 ⪯ M ⪯ I, tr M = k, η = beta / alpha";
  }

  protected override penalty(): Penalty {
    const { k, alpha, beta } = this.params;
    return clustered(k, alpha, beta);
  }

  /** M, C x C for the C columns of `coef`, of trace k. */
  get clusterMatrix(): Matrix {
    return toMatrix(clusterMatrix(this.learnt("clusterMatrix").linear.coef, this.params));
  }

  /** The cluster of every column of `coef`, numbered in the order of their first columns. */
  get clusters(): readonly number[] {
    const { coef } = this.learnt("clusters").linear;
    return clustersOf(coef, this.params, randomStateOf(`${this.name}.randomState`, this.params.randomState));
  }
}
