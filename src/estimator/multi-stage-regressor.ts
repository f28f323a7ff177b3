import type { LinearModel } from "../base/linear-model.ts";
import type { Mark } from "../base/mark.ts";
import { count, real, type Values } from "../base/parameter.ts";
import type { Work } from "../base/work.ts";
import { cappedL1 } from "../penalty/capped-l1.ts";
import { scaled } from "../penalty/scaled.ts";
import { fitStages } from "../solver/stages.ts";
import type { TaskStatistics } from "../statistics/task-statistics.ts";
import { compatParameter, scaleOf } from "./compat.ts";
import { LinearRegressor } from "./linear-regressor.ts";
import { penalised } from "./penalised-regressor.ts";

const table = {
  /** Strength of the penalty. */
  alpha: real(1, 0, Infinity),
  /** The l1 norm from which on a row pays no more. */
  theta: real(1, 0, Infinity),
  /** Most convex problems in a row. */
  maxStages: count(10, 1, Infinity),
  compat: compatParameter,
  ...penalised,
};

/**
 * Multi-stage multitask feature learning (MSMTFL): make 1/(2 n̄) Σ_t ‖y_t − X_t w_t − b_t‖² + alpha Σ_j min(‖W_j·‖₁, theta) small.
 *
 * Features in use pay theta and no more, so that they are not shrunk, as the Lasso's are. The first stage is the Lasso; in
 * each later one the rows with ‖W_j·‖₁ >= theta go free. The objective is not convex and falls from stage to stage: what they
 * end in depends on where they begin, and is not called an optimum. `marks` hold the objective after every stage; their `gap`, and `dualGap`, are
 * of the stage's convex problem. `converged` says that the stages came to their end, where the next is the same again,
 * and that the last was solved within `tol`.
 *
 * With `compat: "malsar"` alpha is that of Least_msmtfl_capL1, which has no 1/2; theta is the same in both.
 *
 * @see Gong, Ye & Zhang 2012, Multi-stage multi-task feature learning, algorithm 1; MALSAR Least_msmtfl_capL1
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiStageRegressor } from "polytask";
 *
 * const X = [[0, 1], [1, -1], [2, -1], [3, 1]];
 * const Y = [[0, 1], [2, 2], [4, 3], [6, 4]]; // 2 x0 and 1 + x0
 * const model = new MultiStageRegressor({ alpha: 0.1, theta: 1 }).fit(X, Y);
 * const [[a, b], row] = model.coef.to2DArray() as [[number, number], number[]];
 * assert.ok(Math.abs(a - 2) < 1e-6 && Math.abs(b - 1) < 1e-6); // not shrunk
 * assert.deepEqual(row, [0, 0]);
 * assert.ok(model.converged && model.marks.length === 2); // the Lasso, then the first feature goes free
 * ```
 */
export class MultiStageRegressor extends LinearRegressor<typeof table> {
  static readonly parameters = table;

  constructor(params?: Partial<Values<typeof table>>) {
    super("MultiStageRegressor", table, params);
  }

  protected override get formula(): string {
    return "1/(2 n̄) Σ_t ‖y_t − X_t w_t − b_t‖² + alpha Σ_j min(‖W_j·‖₁, theta)";
  }

  protected override solveStatistics(statistics: TaskStatistics, where: string): Work<LinearModel> {
    const { alpha, theta, maxStages, compat, ...settings } = this.params;
    const penalty = cappedL1(alpha, theta);
    if (compat === "none") return fitStages(statistics, penalty, { ...settings, where }, maxStages);
    const { taskWeight, ...factors } = scaleOf(compat, "squared", penalty.name, statistics.meanWeight);
    return fitStages(statistics, scaled(penalty, factors), { ...settings, taskWeight, where }, maxStages);
  }

  protected override doubt({ gap }: Mark): string {
    return `its stages have not settled, or the last is not solved, within ${gap.toExponential(1)} of its own optimum: allow more`;
  }
}
