import { real, type Values } from "../base/parameter.ts";
import type { Work } from "../base/work.ts";
import { cluster } from "../solver/clustering/alternate.ts";
import type { RowsOfTasks } from "../solver/clustering/rows-of-tasks.ts";
import { tiedMeans } from "../solver/clustering/tied-means.ts";
import type { ClusteringModel } from "./clustering-model.ts";
import { clusteringParameters, TaskClustering } from "./task-clustering.ts";

const table = {
  ...clusteringParameters("MultiTaskKMeans"),
  /** How strongly the centres of the tasks are tied together. */
  alpha: real(1, 0, Infinity),
};

/**
 * k-means of several tasks whose clusters are alike: minimise
 *
 *     Σ_t Σ_i ‖x_ti − m_t,label(ti)‖² + alpha Σ_t Σ_k ‖m_tk − c_k‖²
 *
 * over labels, centres m_t of every task and centres c that tie them together. alpha = 0 lets the tasks apart (from common
 * starts), a large alpha pools their rows; alpha is in rows: a centre is the mean of its rows and of alpha copies of c_k. With one
 * task it is k-means, with scikit-learn's starts for the same `randomState`.
 *
 * This is mean regularisation (Evgeniou & Pontil 2004) of the squared-distance case of multitask Bregman clustering, in which
 * task-wise losses are tied by a distance of the tasks' centres; ties to their mean are ties of all pairs. Cluster k means the
 * same in all tasks, as they begin with the same centres. Lloyd's alternation with exact halves: the objective never rises, and
 * ends where no label changes. A cluster that loses all its rows stays where it was.
 *
 * @see Zhang & Zhang 2010, Multitask Bregman clustering (AAAI); Lloyd 1982; Arthur & Vassilvitskii 2007
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiTaskKMeans } from "polytask";
 *
 * const north = { name: "north", X: [[0], [1], [10], [11]] };
 * const south = { name: "south", X: [[2], [12]] }; // few rows, alike
 * const model = new MultiTaskKMeans({ nClusters: 2, alpha: 1, randomState: 0 }).fit([north, south]);
 * const [a, b] = model.labels;
 * assert.equal(a![0], b![0]);
 * assert.equal(a![2], b![1]);
 * assert.deepEqual(model.predict([[3]], { task: "south" })[0], b![0]);
 * ```
 */
export class MultiTaskKMeans extends TaskClustering<typeof table> {
  static readonly parameters = table;

  constructor(params?: Partial<Values<typeof table>>) {
    super("MultiTaskKMeans", table, params);
  }

  protected override get formula(): string {
    return "Σ_t Σ_i ‖x_ti − m_t,label(ti)‖² + alpha Σ_t Σ_k ‖m_tk − c_k‖²";
  }

  protected override *solve(rows: RowsOfTasks, where: string): Work<ClusteringModel> {
    const settings = this.settingsFor(where, rows);
    const found = yield* cluster(rows, tiedMeans(rows, settings.k, this.params.alpha), settings);
    return this.modelOf(rows, settings.k, found, undefined);
  }
}
