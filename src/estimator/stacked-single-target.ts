import { choice, part, type Values } from "../base/parameter.ts";
import { taskLabel } from "../base/task-names.ts";
import type { TaskData } from "../base/tasks.ts";
import { report, type Work } from "../base/work.ts";
import { type Form, madeBy } from "../check/form.ts";
import { sheetsOf } from "./sheet.ts";
import { StackedModel } from "./stacked-model.ts";
import { fitLink, foldsOf, targetColumns } from "./target-inputs.ts";
import type { SingleOutputRegressor } from "./task-copy.ts";
import { TaskEstimator } from "./task-estimator.ts";

const table = {
  /** The regressor that every task gets two copies of. */
  estimator: part<SingleOutputRegressor>(["clone", "fit", "predict"]),
  /** What stands for targets in training the second stage: predictions of rows left out (SST_cv), of rows fitted to (SST_train), the targets (SST_true). */
  source: choice("cv", ["cv", "train", "true"]),
  /** The folds of predictions of rows left out. */
  cv: foldsOf(10),
};

type Parameters = Partial<Values<typeof table>> & Pick<Values<typeof table>, "estimator">;

/**
 * Stacked single targets: a model a task, and then a second one a task whose inputs are the features and what the first models say of all
 * tasks, its own too. By default the second stage is trained on cross-validated predictions, as it will be asked with predictions.
 *
 * Where a target is not known, the prediction of its first model stands in for it, whatever `source` is.
 *
 * @throws PolytaskError where there are fewer observed rows than folds
 * @see Spyromitros-Xioufis, Tsoumakas, Groves & Vlahavas 2016, section 4.1 (SST)
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiOutputRidge, StackedSingleTarget } from "polytask";
 *
 * const X = [[0], [1], [2], [3], [4], [5]];
 * const Y = [[1, 2], [3, 6], [4, 8], [7, 14], [9, 18], [10, NaN]];
 * const stacked = new StackedSingleTarget({ estimator: new MultiOutputRidge(), cv: 3 }).fit(X, Y);
 * assert.ok(stacked.score(X, Y) > 0.9);
 * ```
 */
export class StackedSingleTarget extends TaskEstimator<typeof table, StackedModel> {
  static readonly parameters = table;

  constructor(params: Parameters) {
    super("StackedSingleTarget", table, params);
  }

  /** The fitted copies of both stages, one a task. */
  get estimators(): readonly (readonly SingleOutputRegressor[])[] {
    const { first, second } = this.learnt("estimators").parts;
    return [first, second];
  }

  protected override get form(): Form<StackedModel> {
    return madeBy(StackedModel);
  }

  protected override *solve(data: TaskData, where: string): Work<StackedModel> {
    const { p, T, taskNames } = data;
    const { estimator: base, source, cv } = this.params;
    const sheets = sheetsOf(data);
    const none = sheets.map((): Float64Array[] => []);
    const more = sheets.map((): Float64Array[] => []);
    const first: SingleOutputRegressor[] = [];
    for (let t = 0; t < T; t++) {
      const label = taskLabel(t, taskNames);
      const link = fitLink({ where, label, base }, sheets, none, t);
      first.push(link.copy);
      const columns = targetColumns({ where, label, base, source, cv }, sheets, none, link);
      for (const [s, column] of columns.entries()) more[s]!.push(column);
      yield* report({ stage: label, fraction: (t + 1) / (2 * T) });
    }
    const second: SingleOutputRegressor[] = [];
    for (let t = 0; t < T; t++) {
      const label = taskLabel(t, taskNames);
      second.push(fitLink({ where, label, base }, sheets, more, t).copy);
      yield* report({ stage: label, fraction: (T + t + 1) / (2 * T) });
    }
    return new StackedModel({ p, T, taskNames, first, second });
  }
}
