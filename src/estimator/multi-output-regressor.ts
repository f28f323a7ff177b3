import { part, type Values } from "../base/parameter.ts";
import { taskLabel } from "../base/task-names.ts";
import type { TaskData } from "../base/tasks.ts";
import { report, type Work } from "../base/work.ts";
import { type Dense, zeros } from "../matrix/dense.ts";
import { groupsOf } from "../statistics/group.ts";
import { rowsOf } from "./sheet.ts";
import { fitCopy, predictCopy, type SingleOutputRegressor } from "./task-copy.ts";
import { TaskEstimator } from "./task-estimator.ts";
import type { TaskModel } from "./task-model.ts";

const table = {
  estimator: part<SingleOutputRegressor>(
    ["clone", "fit", "predict"],
    "the regressor that every task gets a copy of",
  ),
};

/**
 * One copy of a single-output regressor a task: nothing is shared between the tasks. The simple road to many outputs,
 * and the one that multitask estimators are compared with.
 *
 * A task's copy sees only the rows where its target is observed and its weight positive.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiOutputRegressor, MultiOutputRidge } from "polytask";
 *
 * const X = [[0], [1], [2], [3]];
 * const Y = [[1, 0], [3, -1], [5, -2], [7, -3]];
 * const apart = new MultiOutputRegressor({ estimator: new MultiOutputRidge({ alpha: 0.5 }) }).fit(X, Y);
 * const together = new MultiOutputRidge({ alpha: 0.5 }).fit(X, Y);
 * assert.deepEqual(apart.predict([[10]]).to2DArray(), together.predict([[10]]).to2DArray());
 * ```
 */
export class MultiOutputRegressor extends TaskEstimator<typeof table, FittedCopies> {
  static readonly parameters = table;

  /** Tasks may have parameters of their own: nothing is shared between them. */
  readonly separatesByTask = true;

  constructor(params: Values<typeof table>) {
    super("MultiOutputRegressor", table, params);
  }

  protected override solve(data: TaskData, where: string): Work<FittedCopies> {
    return fitCopies(where, this.params.estimator, data);
  }

  /** The fitted copies, one a task. */
  get estimators(): readonly SingleOutputRegressor[] {
    return this.learnt("estimators").copies;
  }
}

interface FittedCopies extends TaskModel {
  readonly copies: readonly SingleOutputRegressor[];
}

function* fitCopies(where: string, base: SingleOutputRegressor, data: TaskData): Work<FittedCopies> {
  const { p, T, taskNames } = data;
  const copies = new Array<SingleOutputRegressor>(T);
  for (const { X, Y, rows, columns, weight, tasks } of groupsOf(data)) {
    const observed = rowsOf(X, rows);
    for (const [k, t] of tasks.entries()) {
      const y = Float64Array.from(rows, (i) => Y.data[i * Y.columns + columns[k]!]!);
      copies[t] = fitCopy(where, taskLabel(t, taskNames), base, observed, y, weight);
      yield* report({ stage: taskLabel(t, taskNames), fraction: (t + 1) / T });
    }
  }
  const applyTask = (t: number, X: Dense): Float64Array => predictCopy(where, copies[t]!, X);
  const apply = (X: Dense): Dense => {
    const out = zeros(X.rows, T);
    for (let t = 0; t < T; t++)
      for (const [i, value] of applyTask(t, X).entries()) out.data[i * T + t] = value;
    return out;
  };
  return { p, T, taskNames, copies, apply, applyTask };
}
