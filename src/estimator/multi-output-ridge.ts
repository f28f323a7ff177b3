import type { LinearModel } from "../base/linear-model.ts";
import { choice, flag, realPerTask, type Values } from "../base/parameter.ts";
import type { TaskShape } from "../base/task-names.ts";
import type { TaskData } from "../base/tasks.ts";
import type { Work } from "../base/work.ts";
import { reject, said } from "../check/reject.ts";
import { type RidgeSettings, ridgeFromRows, ridgeFromStatistics } from "../solver/ridge-fit.ts";
import type { TaskStatistics } from "../statistics/task-statistics.ts";
import { LinearRegressor } from "./linear-regressor.ts";

const table = {
  /** Strength of the penalty, one for all tasks or one a task. */
  alpha: realPerTask(1, 0, Infinity),
  /** Whether every task has an intercept, which is never penalised. */
  fitIntercept: flag(true),
  /** "auto": Cholesky of the smaller of XᵀX and XXᵀ; cholesky: of XᵀX; svd: slower, exact on nearly singular inputs. */
  solver: choice("auto", ["auto", "cholesky", "svd"]),
};

/**
 * Ridge regression of all targets at once: minimise ‖Y − XW − b‖² + alpha ‖W‖², as scikit-learn's Ridge.
 *
 * Tasks that share X, weights and alpha share one Cholesky factor. Missing targets (NaN) and weights are exact: a
 * missing target, a weight of 0 and an absent row give the same bits. Inputs that are linearly dependent to working
 * precision are solved by the SVD, with an `IllConditionedWarning`: the coefficients of smallest norm.
 *
 * @see Hoerl & Kennard 1970, Ridge regression: biased estimation for nonorthogonal problems
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiOutputRidge } from "polytask";
 *
 * const X = [[0], [1], [2], [3]];
 * const Y = [[1, 0], [3, -1], [5, NaN], [7, -3]]; // y0 = 1 + 2x, y1 = -x
 * const model = new MultiOutputRidge({ alpha: 1e-9 }).fit(X, Y);
 * const [row] = model.predict([[10]]).to2DArray();
 * assert.ok(Math.abs(row![0]! - 21) < 1e-6 && Math.abs(row![1]! + 10) < 1e-6);
 * ```
 */
export class MultiOutputRidge extends LinearRegressor<typeof table> {
  static readonly parameters = table;

  /** Tasks may have parameters of their own: nothing is shared between them. */
  readonly separatesByTask = true;

  constructor(params?: Partial<Values<typeof table>>) {
    super("MultiOutputRidge", table, params);
  }

  protected override get formula(): string {
    return "‖Y − XW − b‖² + alpha ‖W‖²";
  }

  protected override solve(data: TaskData, where: string): Work<LinearModel> {
    return ridgeFromRows(data, this.#settings(where, data.T));
  }

  protected override solveStatistics(statistics: TaskStatistics, where: string): Work<LinearModel> {
    return ridgeFromStatistics(statistics, this.#settings(where, statistics.T));
  }

  protected override checkShape({ T }: TaskShape, where: string): void {
    this.#settings(where, T);
  }

  #settings(where: string, T: number): RidgeSettings {
    const { alpha, fitIntercept, solver } = this.params;
    if (typeof alpha !== "number" && alpha.length !== T) {
      reject("shape", `${this.name}.alpha`, `one for all tasks or ${T}, one a task`, said(`${alpha.length}`));
    }
    const alphas = typeof alpha === "number" ? new Array<number>(T).fill(alpha) : Array.from(alpha);
    return { where, alphas, fitIntercept, solver, tol: 1e-6 };
  }
}
