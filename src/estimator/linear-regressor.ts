import { readArguments } from "../base/arguments.ts";
import { giveState, type LearntState, takeState } from "../base/learnt-state.ts";
import type { LinearModel } from "../base/linear-model.ts";
import type { ParameterTable } from "../base/parameter.ts";
import type { TaskShape } from "../base/task-names.ts";
import type { FitOptions, Task, TaskData } from "../base/tasks.ts";
import { drain, type Work, within } from "../base/work.ts";
import { madeBy, optional } from "../check/form.ts";
import type { MatrixLike, VectorLike } from "../check/matrix.ts";
import { reject } from "../check/reject.ts";
import { accumulate } from "../statistics/accumulate.ts";
import { isStatistics, TaskStatistics } from "../statistics/task-statistics.ts";
import { LinearEstimator } from "./linear-estimator.ts";

/**
 * Estimators whose model is y_t = x · w_t + b_t under squared loss: statistics are all they need of the rows, so they
 * fit from them and go on with more. A subclass says how a minimum is found, in `solveStatistics`.
 */
export abstract class LinearRegressor<Table extends ParameterTable> extends LinearEstimator<Table> {
  #statistics: TaskStatistics | undefined;

  /** Whether `fitStatistics` takes it and gives what `fit` gives. */
  get learnsFromStatistics(): boolean {
    return true;
  }

  /** Learns from statistics. */
  protected abstract solveStatistics(statistics: TaskStatistics, where: string): Work<LinearModel>;

  /** Refuses what can be seen from the shape of the data alone, before any work. */
  protected checkShape(_shape: TaskShape, _where: string): void {}

  protected override *solve(data: TaskData, where: string): Work<LinearModel> {
    this.checkShape(data, where);
    const statistics = yield* within(accumulate(data), 0, 0.5);
    return yield* within(this.solveStatistics(statistics, where), 0.5, 1);
  }

  /** Fits from statistics alone; `partialFit` goes on from them. Returns this. */
  fitStatistics(statistics: TaskStatistics): this {
    const where = `${this.name}.fitStatistics`;
    if (!isStatistics(statistics))
      reject("shape", `${where} statistics`, "TaskStatistics, as statisticsOf gives them", statistics);
    this.checkShape(statistics, where);
    this.learn(drain(this.solveStatistics(statistics, where)), statistics);
    return this;
  }

  /**
   * Adds rows to those of earlier calls, in either form; what a batch has no target of waits for a later one. The
   * rows are not kept, and the coefficients are found when they are next asked for. A `fit` forgets them all.
   */
  partialFit(X: MatrixLike, Y: MatrixLike | VectorLike, options?: FitOptions): this;
  partialFit(tasks: readonly Task[]): this;
  partialFit(...given: unknown[]): this {
    const where = `${this.name}.partialFit`;
    const { data } = readArguments(where, given, []);
    this.checkShape(data, where);
    if (this.#statistics) this.#statistics.checkSame(where, data);
    const batch = drain(accumulate(data));
    const statistics = this.#statistics?.merge(batch) ?? batch;
    this.learn(() => drain(this.solveStatistics(statistics, where)), statistics);
    return this;
  }

  /** A fit forgets the statistics of earlier calls. */
  protected override learn(model: LinearModel | (() => LinearModel), statistics?: TaskStatistics): void {
    super.learn(model);
    this.#statistics = statistics;
  }

  override [giveState](): LearntState | undefined {
    const state = super[giveState]();
    return state && this.#statistics ? { ...state, statistics: this.#statistics } : state;
  }

  override [takeState](state: LearntState): void {
    super[takeState](state);
    const { statistics } = state;
    this.#statistics = optional(madeBy(TaskStatistics))(`${this.name} statistics`, statistics);
    this.#statistics?.checkSame(`${this.name} statistics`, this.learnt("statistics"));
  }
}
