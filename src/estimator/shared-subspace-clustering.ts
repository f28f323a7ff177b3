import type { Matrix } from "ml-matrix";
import { toMatrix } from "../base/linear-model.ts";
import { count, real, type Values } from "../base/parameter.ts";
import type { Work } from "../base/work.ts";
import { reject, said } from "../check/reject.ts";
import { cluster } from "../solver/clustering/alternate.ts";
import type { RowsOfTasks } from "../solver/clustering/rows-of-tasks.ts";
import { subspaceMeans } from "../solver/clustering/subspace-means.ts";
import type { ClusteringModel } from "./clustering-model.ts";
import { clusteringParameters, TaskClustering } from "./task-clustering.ts";

const table = {
  ...clusteringParameters("SharedSubspaceClustering"),
  /** The dimension l of the shared subspace, at most p. */
  nComponents: count(1, 1, Infinity),
  /** The weight of the clusters in the shared subspace; the rest is that of every task's own. */
  sharing: real(0.5, 0, 1),
};

/**
 * Learning the shared subspace for multi-task clustering (LSSMTC): minimise
 *
 *     Σ_t Σ_i (1 − sharing) ‖x_ti − m_t,label(ti)‖² + sharing ‖Wᵀ x_ti − v_label(ti)‖²,    WᵀW = I
 *
 * over labels, centres m_t of every task, W (p x l) and centres v in the subspace, which all tasks share. Its first part is
 * k-means task by task (the paper's lambda is 1 − sharing); the second is k-means of all tasks together in the directions in
 * which their clusters agree.
 *
 * Labels are hard, as in the paper's problem before its relaxation to P >= 0 (which MALSAR's LSSMTC solves by multiplicative
 * updates): so every step is exact, the objective never rises, and it ends where no label changes. W takes the directions of
 * smallest scatter within the clusters, and starts are drawn from the rows of all tasks: where tasks lie apart as wholes, take
 * their means off first, or `sharing` near 1 and many runs. Features without any information should be left out, and all be on one scale.
 *
 * @see Gu & Zhou 2009, Learning the shared subspace for multi-task clustering and transductive transfer classification (ICDM)
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { SharedSubspaceClustering } from "polytask";
 *
 * // the first feature tells the clusters apart, in the same way in both tasks; the second moves with the task
 * const one = { X: [[0, 1], [0.2, -1], [5, 0.5], [5.2, -0.7]] };
 * const two = { X: [[0.1, 4.2], [0.3, 2], [5.1, 3.8], [5.3, 2.4]] };
 * const model = new SharedSubspaceClustering({ nClusters: 2, sharing: 0.9, randomState: 0 }).fit([one, two]);
 * const [a, b] = model.labels;
 * assert.deepEqual(a, b);
 * assert.ok(a![0] === a![1] && a![2] === a![3] && a![0] !== a![2]);
 * assert.ok(Math.abs(model.basis.get(0, 0)) > 0.99);
 * ```
 */
export class SharedSubspaceClustering extends TaskClustering<typeof table> {
  static readonly parameters = table;

  constructor(params?: Partial<Values<typeof table>>) {
    super("SharedSubspaceClustering", table, params);
  }

  protected override get formula(): string {
    return "Σ_t Σ_i (1 − sharing) ‖x_ti − m_t,label(ti)‖² + sharing ‖Wᵀ x_ti − v_label(ti)‖², WᵀW = I";
  }

  protected override *solve(rows: RowsOfTasks, where: string): Work<ClusteringModel> {
    const { nComponents: l, sharing } = this.params;
    if (l > rows.p) reject("value", `${this.name}.nComponents`, `at most p = ${rows.p}`, said(`${l}`));
    const settings = this.settingsFor(where, rows);
    const means = subspaceMeans(rows, settings.k, l, sharing);
    try {
      const found = yield* cluster(rows, means, settings);
      const basis = { data: found.state.basis, rows: rows.p, columns: l };
      return this.modelOf(rows, settings.k, found, { sharing, basis });
    } finally {
      means.close();
    }
  }

  /** W, p x l: orthonormal directions in which all tasks share their clusters, the one of least scatter first. */
  get basis(): Matrix {
    return toMatrix(this.learnt("basis").subspace!.basis);
  }
}
