import type { LinearModel } from "../base/linear-model.ts";
import {
  choice,
  count,
  flag,
  type Parameter,
  type ParameterTable,
  real,
  type Values,
} from "../base/parameter.ts";
import type { TaskShape } from "../base/task-names.ts";
import type { TaskData } from "../base/tasks.ts";
import type { Work } from "../base/work.ts";
import type { RandomState } from "../matrix/random.ts";
import type { Penalty } from "../penalty/penalty.ts";
import type { WarmStart } from "../solver/admm.ts";
import type { PenalisedFit, PenalisedSettings } from "../solver/opened.ts";
import { fitPenalised, fitPenalisedRows, pair } from "../solver/penalised.ts";
import { groupsOf, meanWeightOf } from "../statistics/group.ts";
import type { TaskStatistics } from "../statistics/task-statistics.ts";
import { LinearRegressor } from "./linear-regressor.ts";

/** The parameters that every regression with a penalty has. */
export const penalised = {
  /** Whether every task has an intercept, which is never penalised. */
  fitIntercept: flag(true),
  /** Samples: every row counts the same; equal: every task does, however many rows it has. */
  taskWeight: choice("samples", ["samples", "equal"]),
  /** The gap to reach, as a share of the objective at W = 0. */
  tol: real(1e-6, 0, 1),
  /** Most iterations. */
  maxIter: count(10_000, 1, Infinity),
};

/** The parameters of those that fit on rows, whatever the loss. */
export const onRows = {
  /** "auto": proximal Newton, or accelerated gradients where Gram matrices would cost more; squared loss from statistics. */
  solver: choice("auto", ["auto", "fista", "proxNewton"]),
};

type Penalised = ParameterTable & { [K in keyof typeof penalised]: Parameter<Values<typeof penalised>[K]> };

/** A penalty in our strengths, and how it is fitted. */
export interface Problem extends Omit<PenalisedSettings, "where"> {
  readonly penalty: Penalty;
}

/** Squared loss with a penalty: a subclass says which. */
export abstract class PenalisedRegressor<Table extends Penalised> extends LinearRegressor<Table> {
  #ended: PenalisedFit | undefined;

  /** The penalty that the parameters ask for. */
  protected abstract penalty(): Penalty;

  protected override checkShape(shape: TaskShape, where: string): void {
    pair(where, this.penalty(), shape);
  }

  /** Who draws the order of sweeps; undefined where they go in order. */
  protected drawer(): RandomState | undefined {
    return undefined;
  }

  /** Whether a fit starts where the last one ended. */
  protected startsWarm(): boolean {
    return false;
  }

  /** What is minimised, once n̄ is known, the mean number of rows a task; `rows` are the data where they are at hand. */
  protected problem(_meanRows: () => number, _rows?: TaskData): Problem {
    const { fitIntercept, taskWeight, tol, maxIter } = this.params as Values<Penalised> as Values<
      typeof penalised
    >;
    return { penalty: this.penalty(), fitIntercept, taskWeight, tol, maxIter, random: this.drawer() };
  }

  protected override *solve(data: TaskData, where: string): Work<LinearModel> {
    const { penalty, ...settings } = this.problem(() => meanWeightOf(groupsOf(data), data.T), data);
    return this.#keep(yield* fitPenalisedRows(data, penalty, { ...settings, where }, this.#start(data)));
  }

  protected override *solveStatistics(statistics: TaskStatistics, where: string): Work<LinearModel> {
    const { penalty, ...settings } = this.problem(() => statistics.meanWeight);
    const start = this.#start(statistics);
    return this.#keep(yield* fitPenalised(statistics, penalty, { ...settings, where }, start));
  }

  /** Where the last fit ended, if it had as many features and tasks. */
  #start({ p, T }: TaskShape): WarmStart | undefined {
    const same = this.startsWarm() && this.#ended?.coef.rows === p && this.#ended.coef.columns === T;
    return same ? this.#ended!.state : undefined;
  }

  #keep(fit: PenalisedFit): LinearModel {
    this.#ended = fit;
    return fit.model();
  }
}
