import { part, type Values } from "../base/parameter.ts";
import { taskLabel } from "../base/task-names.ts";
import type { TaskData } from "../base/tasks.ts";
import { report, type Work } from "../base/work.ts";
import { type Form, madeBy } from "../check/form.ts";
import { groupsOf } from "../statistics/group.ts";
import { CopiesModel } from "./copies-model.ts";
import { rowsOf } from "./sheet.ts";
import { fitCopy, type SingleOutputRegressor } from "./task-copy.ts";
import { TaskEstimator } from "./task-estimator.ts";

const table = {
  /** The regressor that every task gets a copy of. */
  estimator: part<SingleOutputRegressor>(["clone", "fit", "predict"]),
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
export class MultiOutputRegressor extends TaskEstimator<typeof table, CopiesModel> {
  static readonly parameters = table;

  /** Tasks may have parameters of their own: nothing is shared between them. */
  readonly separatesByTask = true;

  constructor(params: Values<typeof table>) {
    super("MultiOutputRegressor", table, params);
  }

  protected override get form(): Form<CopiesModel> {
    return madeBy(CopiesModel);
  }

  protected override solve(data: TaskData, where: string): Work<CopiesModel> {
    return fitCopies(where, this.params.estimator, data);
  }

  /** The fitted copies, one a task. */
  get estimators(): readonly SingleOutputRegressor[] {
    return this.learnt("estimators").parts.copies;
  }
}

function* fitCopies(where: string, base: SingleOutputRegressor, data: TaskData): Work<CopiesModel> {
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
  return new CopiesModel({ p, T, taskNames, copies });
}
