import type { LinearModel } from "../base/linear-model.ts";
import { choice, count, flag, part, real, type Values } from "../base/parameter.ts";
import type { TaskData } from "../base/tasks.ts";
import { drain, type Work, within } from "../base/work.ts";
import type { Penalty } from "../penalty/penalty.ts";
import { fitPenalised, pair } from "../solver/penalised.ts";
import { accumulate } from "../statistics/accumulate.ts";
import type { TaskStatistics } from "../statistics/task-statistics.ts";
import { LinearEstimator } from "./linear-estimator.ts";

const table = {
  penalty: part<Penalty>(["value"], "what makes the tasks share, from polytask/penalty"),
  fitIntercept: flag(true, "whether every task has an intercept, which is never penalised"),
  taskWeight: choice(
    "samples",
    ["samples", "equal"],
    "samples: every row counts the same; equal: every task does, however many rows it has",
  ),
  tol: real(1e-6, 0, 1, "the gap to reach, as a share of the objective at W = 0"),
  maxIter: count(10_000, 1, Infinity, "most iterations"),
};

type Parameters = Partial<Values<typeof table>> & Pick<Values<typeof table>, "penalty">;

/**
 * Multitask regression with any penalty: minimise 1/(2 n̄) Σ_t ‖y_t − X_t w_t − b_t‖² + g(W), n̄ the mean number of rows a task.
 *
 * The rows are read once, into statistics; what follows is p x p work. The answer is certified: `dualGap` bounds how far it is
 * above the optimum, and `converged` says whether that is within `tol`. Penalties that are sums of two parts
 * (`decompose`, `dirty`, ...) leave both in `components`.
 *
 * @see Boyd, Parikh, Chu, Peleato & Eckstein 2011 for the solver
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiTaskRegressor } from "polytask";
 * import { l21 } from "polytask/penalty";
 *
 * // two tasks that use the first feature and ignore the second
 * const X = [[0, 1], [1, -1], [2, -1], [3, 1]];
 * const Y = [[0, 1], [2, 2], [4, 3], [6, 4]];
 * const model = new MultiTaskRegressor({ penalty: l21(0.1) }).fit(X, Y);
 * assert.deepEqual(model.coef.getRow(1), [0, 0]);
 * assert.ok(model.converged && model.score(X, Y) > 0.95);
 * ```
 */
export class MultiTaskRegressor extends LinearEstimator<typeof table> {
  static readonly parameters = table;

  constructor(params: Parameters) {
    super("MultiTaskRegressor", table, params);
  }

  /** Fits from statistics alone. Returns this. */
  fitStatistics(statistics: TaskStatistics): this {
    this.learn(drain(this.#fit(statistics, `${this.name}.fitStatistics`)));
    return this;
  }

  protected override *solve(data: TaskData, where: string): Work<LinearModel> {
    pair(where, this.params.penalty, data);
    return yield* within(this.#fit(yield* within(accumulate(data), 0, 0.5), where), 0.5, 1);
  }

  *#fit(statistics: TaskStatistics, where: string): Work<LinearModel> {
    const { model } = yield* fitPenalised(statistics, this.params.penalty, { ...this.params, where });
    return model;
  }
}
