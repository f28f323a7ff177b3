import type { LinearModel } from "../base/linear-model.ts";
import { count, flag, real, type Values } from "../base/parameter.ts";
import type { TaskData } from "../base/tasks.ts";
import type { Work } from "../base/work.ts";
import { checkSameRows, reducedRank } from "../solver/reduced-rank.ts";
import { groupsOf } from "../statistics/group.ts";
import type { TaskStatistics } from "../statistics/task-statistics.ts";
import { LinearRegressor } from "./linear-regressor.ts";

const table = {
  /** The rank of W; from min(p, T) on it is ridge regression. */
  rank: count(1, 1, Infinity),
  /** Strength of the ridge. */
  alpha: real(0, 0, Infinity),
  /** Whether every task has an intercept, which is never penalised. */
  fitIntercept: flag(true),
};

/**
 * Reduced-rank (ridge) regression: minimise 1/(2 n) ‖Y − X W − b‖² + alpha/2 ‖W‖² over all W of rank at most `rank`.
 *
 * Tasks share a few mixtures of the features, `rank` of them, and nothing else. The closed form: ridge regression, then
 * the projection of its fitted values on their foremost singular vectors. It is not convex, and yet its optimum is known
 * (Eckart & Young 1936): `dualGap` is how far the objective may be above it. MultiOutputRidge's alpha is n times this one.
 *
 * All tasks must be on the same rows with the same weights; other data are refused, as they have no closed form: `traceNorm`
 * takes those.
 *
 * @see Izenman 1975, Reduced-rank regression for the multivariate linear model; Mukherjee & Zhu 2011, Reduced rank ridge
 * regression, section 2
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { ReducedRankRegressor } from "polytask";
 *
 * const X = [[0, 1], [1, -1], [2, -1], [3, 1], [1, 2]];
 * const Y = [[1, 2, 1], [0, 1, -1], [1, 1, 0], [4, 9, 4], [3, 6, 4]]; // about x0 + x1 in all three
 * const model = new ReducedRankRegressor({ rank: 1 }).fit(X, Y);
 * const [[a, b, c], [d, e, f]] = model.coef.to2DArray() as [number[], number[]];
 * assert.ok(Math.abs(a! * e! - b! * d!) < 1e-12 && Math.abs(b! * f! - c! * e!) < 1e-12); // rank 1
 * assert.ok(model.converged);
 * ```
 */
export class ReducedRankRegressor extends LinearRegressor<typeof table> {
  static readonly parameters = table;

  constructor(params?: Partial<Values<typeof table>>) {
    super("ReducedRankRegressor", table, params);
  }

  protected override get formula(): string {
    return "1/(2 n) ‖Y − X W − b‖² + alpha/2 ‖W‖² over W of rank <= rank";
  }

  protected override solve(data: TaskData, where: string): Work<LinearModel> {
    const groups = groupsOf(data).map(({ tasks, rows }) => ({ tasks, count: rows.length }));
    checkSameRows(where, groups, data.taskNames);
    return super.solve(data, where);
  }

  protected override solveStatistics(statistics: TaskStatistics, where: string): Work<LinearModel> {
    const groups = statistics.groups.map(({ tasks, moments }) => ({ tasks, count: moments.count }));
    checkSameRows(where, groups, statistics.taskNames);
    return reducedRank(statistics, { ...this.params, where });
  }
}
