import type { Matrix } from "ml-matrix";
import type { Table } from "../base/display/card.ts";
import { toMatrix } from "../base/linear-model.ts";
import type { Values } from "../base/parameter.ts";
import type { Penalty } from "../penalty/penalty.ts";
import { taskRelationship } from "../penalty/task-relationship.ts";
import { classified, PenalisedClassifier } from "./penalised-classifier.ts";
import { correlationOf, relationOf, relationRank, relationTable } from "./task-covariance.ts";
import { strength } from "./two-strengths.ts";

const table = {
  /** Strength of the ridge. */
  alpha: strength(0.1, true),
  /** Strength of the relation between tasks. */
  beta: strength(0.1, true),
  ...classified,
};

/**
 * Multitask relationship learning of labels: `TaskRelationshipRegressor` with the losses of `MultiTaskClassifier`.
 *
 * What is related are the columns of `coef`: the tasks, where all have two classes; a task of K > 2 classes has K of them.
 *
 * @see Zhang & Yeung 2010, A convex formulation for learning task relationships in multi-task learning
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { TaskRelationshipClassifier } from "polytask";
 *
 * const X = [[1, 0], [2, 1], [-3, -1], [4, 1], [-1, -2], [-2, 1], [3, -2]];
 * const Y = X.map(([a]) => [a! > 0, a! < 0]); // one label is the other, turned around
 * const model = new TaskRelationshipClassifier({ alpha: 0.01, beta: 0.01 }).fit(X, Y);
 * assert.ok(model.taskCorrelation.get(0, 1) < -0.99 && model.score(X, Y) === 1);
 * ```
 */
export class TaskRelationshipClassifier extends PenalisedClassifier<typeof table> {
  static readonly parameters = table;

  constructor(params?: Partial<Values<typeof table>>) {
    super("TaskRelationshipClassifier", table, params);
  }

  protected override get formula(): string {
    return "1/n̄ Σ_t Σ_i s_ti ℓ_t(x_ti, y_ti) + alpha/2 ‖W‖² + beta/2 tr(W Ω⁻¹ Wᵀ), Ω ⪰ 0, tr Ω = 1";
  }

  protected override penalty(): Penalty {
    const { alpha, beta } = this.params;
    return taskRelationship(alpha, beta);
  }

  /** Ω, C x C for the C columns of `coef`, of trace 1; I / C where all coefficients are 0. */
  get taskCovariance(): Matrix {
    return toMatrix(relationOf(this.learnt("taskCovariance").linear.coef));
  }

  /** The rank of Ω, that of `coef`: less than the C columns where Ω is singular, as where columns are copies. */
  get taskCovarianceRank(): number {
    return relationRank(this.learnt("taskCovarianceRank").linear.coef);
  }

  protected override seen(): readonly Table[] | "not fitted" {
    const seen = super.seen();
    return seen === "not fitted" ? seen : [...seen, relationTable(this.learnt("card").linear.coef)];
  }

  /** The correlations of Ω: 1 on the diagonal, 0 beside it for a column that is 0. */
  get taskCorrelation(): Matrix {
    return toMatrix(correlationOf(relationOf(this.learnt("taskCorrelation").linear.coef)));
  }
}
