import type { Matrix } from "ml-matrix";
import { readArguments } from "../base/arguments.ts";
import type { Table } from "../base/display/card.ts";
import { giveState, type LearntState, takeState } from "../base/learnt-state.ts";
import { type LinearModel, toMatrix } from "../base/linear-model.ts";
import type { Values } from "../base/parameter.ts";
import type { FitOptions, TaskData } from "../base/tasks.ts";
import { drain, type Work } from "../base/work.ts";
import { finite } from "../check/form.ts";
import type { MatrixLike, VectorLike } from "../check/matrix.ts";
import { reject, said } from "../check/reject.ts";
import type { FoldStatistics } from "../fold/fold-statistics.ts";
import { zeros } from "../matrix/dense.ts";
import type { Penalty } from "../penalty/penalty.ts";
import { taskRelationship } from "../penalty/task-relationship.ts";
import { newTask } from "../solver/new-task.ts";
import { accumulate } from "../statistics/accumulate.ts";
import { groupsOf, meanWeightOf } from "../statistics/group.ts";
import { TaskStatistics } from "../statistics/task-statistics.ts";
import { warnUnlessConverged } from "./convergence.ts";
import { NewTask } from "./new-task.ts";
import { correlationOf, relationOf, relationRank, relationTable } from "./task-covariance.ts";
import { strengthOrSearch, TwoStrengthsRegressor, twoStrengths } from "./two-strengths.ts";

const table = {
  /** Strength of the ridge. */
  alpha: strengthOrSearch(1, true),
  /** Strength of the relation between tasks. */
  beta: strengthOrSearch(1, true),
  ...twoStrengths,
};

/**
 * Multitask relationship learning (MTRL): minimise
 * 1/(2 n̄) Σ_t ‖y_t − X_t w_t − b_t‖² + alpha/2 ‖W‖² + beta/2 tr(W Ω⁻¹ Wᵀ) over W, b and covariances Ω of the tasks, Ω ⪰ 0, tr Ω = 1.
 *
 * Which tasks resemble each other, oppose each other or have nothing in common is learnt with the coefficients: `taskCovariance`
 * and `taskCorrelation` say it. The answer is the global optimum: the minimum over Ω is ‖W‖_*², at Ω = (WᵀW)^½ / ‖W‖_*, so that
 * one convex problem in W is left, which is solved to a certified gap. Nothing is inverted: tasks that are copies
 * of one another, whose Ω is singular, get the same coefficients, and Ω is found, of T x T numbers, when it is asked for.
 * `taskCovarianceRank` and the card say where it is singular.
 *
 * `alpha: "cv"` or `beta: "cv"` finds a strength, or the pair, among `alphas` and `betas` by cross-validation.
 *
 * @see Zhang & Yeung 2010, A convex formulation for learning task relationships in multi-task learning
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { TaskRelationshipRegressor } from "polytask";
 *
 * // the second task is the first one turned around, the third has nothing to do with them
 * const X = [[1, 0], [2, 1], [3, -1], [4, 1], [5, -1]];
 * const Y = X.map(([a, b]) => [a!, -a!, b!]);
 * const model = new TaskRelationshipRegressor({ alpha: 0, beta: 1e-3 }).fit(X, Y);
 * const correlation = model.taskCorrelation;
 * assert.ok(correlation.get(0, 1) < -0.99 && Math.abs(correlation.get(0, 2)) < 0.1);
 *
 * // a new task of two rows, beside the three that stay as they are
 * const fresh = model.fitNewTask([[1, 0], [2, 0]], [2, 4]);
 * assert.ok(fresh.converged && fresh.covariance[0]! > 0 && fresh.covariance[1]! < 0);
 * ```
 */
export class TaskRelationshipRegressor extends TwoStrengthsRegressor<typeof table> {
  static readonly parameters = table;
  #meanRows: number | undefined;

  constructor(params?: Partial<Values<typeof table>>) {
    super("TaskRelationshipRegressor", table, params);
  }

  protected override get formula(): string {
    return "1/(2 n̄) Σ_t ‖y_t − X_t w_t − b_t‖² + alpha/2 ‖W‖² + beta/2 tr(W Ω⁻¹ Wᵀ), Ω ⪰ 0, tr Ω = 1";
  }

  protected override penaltyOf(alpha: number, beta: number): Penalty {
    return taskRelationship(alpha, beta);
  }

  protected override *solve(data: TaskData, where: string): Work<LinearModel> {
    const model = yield* super.solve(data, where);
    this.#meanRows = meanWeightOf(groupsOf(data), data.T);
    return model;
  }

  protected override *solveStatistics(statistics: TaskStatistics, where: string): Work<LinearModel> {
    const model = yield* super.solveStatistics(statistics, where);
    this.#meanRows = statistics.meanWeight;
    return model;
  }

  protected override *solveFolds(folds: FoldStatistics, where: string): Work<LinearModel> {
    const model = yield* super.solveFolds(folds, where);
    this.#meanRows = folds.total.meanWeight;
    return model;
  }

  /** Ω, T x T, of trace 1; I / T where all coefficients are 0. Its rank is that of `coef`. */
  get taskCovariance(): Matrix {
    return toMatrix(relationOf(this.learnt("taskCovariance").coef));
  }

  /** The rank of Ω, that of `coef`: less than its T rows where Ω is singular, as where tasks are copies or there are fewer features than tasks. */
  get taskCovarianceRank(): number {
    return relationRank(this.learnt("taskCovarianceRank").coef);
  }

  protected override seen(): readonly Table[] | "not fitted" {
    const seen = super.seen();
    return seen === "not fitted" ? seen : [...seen, relationTable(this.learnt("card").coef)];
  }

  /** The correlations of Ω: 1 on the diagonal, 0 beside it for a task whose coefficients are 0. */
  get taskCorrelation(): Matrix {
    return toMatrix(correlationOf(relationOf(this.learnt("taskCorrelation").coef)));
  }

  /**
   * Fits a new task, n rows, from what was learnt, and leaves the old ones as they are: minimise over w and b
   * 1/(2 n̄) ‖y − X w − b‖² + alpha/2 ‖w‖² + beta/2 (‖[W w]‖_*² − ‖W‖_*²), n̄ of the old tasks. This is the joint problem of all
   * tasks along one column, convex, solved to a certified gap of `tol`; the covariance of the T + 1 tasks comes with it.
   *
   * @throws PolytaskError where the rows are not of p features, or there is more than one column of targets
   * @see Zhang & Yeung 2010, section 3.3, where Ω of the old tasks is kept up to a factor
   */
  fitNewTask(X: MatrixLike, y: MatrixLike | VectorLike, options?: Pick<FitOptions, "sampleWeight">): NewTask {
    const where = `${this.name}.fitNewTask`;
    const { coef, p } = this.learnt("fitNewTask");
    const { alpha, beta } = this.strengths;
    const { data } = readArguments(where, [X, y, options], []);
    if (data.p !== p) reject("shape", `${where} X`, `${p} columns, as in fit`, said(`${data.p}`));
    if (data.T !== 1) reject("shape", `${where} y`, "one task", said(`${data.T}`));
    const { groups } = drain(accumulate(data));
    const statistics = new TaskStatistics(p, 1, undefined, groups, this.#meanRows!);
    const model = drain(newTask(coef, statistics, { ...this.params, where, beta, ridge: alpha }));
    warnUnlessConverged(this.name, model);
    const T = coef.columns;
    const all = zeros(p, T + 1);
    for (let j = 0; j < p; j++) {
      all.data.set(coef.data.subarray(j * T, (j + 1) * T), j * (T + 1));
      all.data[j * (T + 1) + T] = model.coef.data[j]!;
    }
    const last = relationOf(all).data.subarray(T * (T + 1));
    return new NewTask(model, last.slice(0, T), last[T]!);
  }

  override [giveState](): LearntState | undefined {
    const state = super[giveState]();
    return state && { ...state, meanRows: this.#meanRows };
  }

  override [takeState](state: LearntState): void {
    super[takeState](state);
    this.#meanRows = finite(`${this.name} meanRows`, state["meanRows"]);
  }
}
