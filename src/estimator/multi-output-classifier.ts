import { part, type Values } from "../base/parameter.ts";
import { taskLabel } from "../base/task-names.ts";
import { report, type Work } from "../base/work.ts";
import { type Form, madeBy } from "../check/form.ts";
import { LabelCopiesModel } from "./label-copies-model.ts";
import { fitLabelCopy, type SingleOutputClassifier } from "./label-copy.ts";
import type { LabelData } from "./label-data.ts";
import { LabelEstimator } from "./label-estimator.ts";
import { rowsOf, sheetsOf } from "./sheet.ts";

const table = {
  /** The classifier that every task gets a copy of. */
  estimator: part<SingleOutputClassifier>(["clone", "fit", "predict", "predictProba"]),
};

/**
 * One copy of a single-output classifier a task: nothing is shared between the tasks. A task's copy sees only the rows where its label is
 * observed and its weight positive.
 *
 * @see scikit-learn, `sklearn.multioutput.MultiOutputClassifier`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiOutputClassifier, MultiTaskClassifier } from "polytask";
 * import { ridge } from "polytask/penalty";
 *
 * const X = [[0], [1], [2], [3]];
 * const Y = [["no", 1], ["no", 1], ["yes", 2], ["yes", null]];
 * const apart = new MultiOutputClassifier({ estimator: new MultiTaskClassifier({ penalty: ridge(0.1) }) }).fit(X, Y);
 * assert.deepEqual(apart.classes, [["no", "yes"], [1, 2]]);
 * assert.deepEqual(apart.predict([[4]]), [["yes", 2]]);
 * ```
 */
export class MultiOutputClassifier extends LabelEstimator<typeof table, LabelCopiesModel> {
  static readonly parameters = table;

  constructor(params: Values<typeof table>) {
    super("MultiOutputClassifier", table, params);
  }

  /** The fitted copies, one a task. */
  get estimators(): readonly SingleOutputClassifier[] {
    return this.learnt("estimators").parts.copies;
  }

  protected override get form(): Form<LabelCopiesModel> {
    return madeBy(LabelCopiesModel);
  }

  protected override *solve(data: LabelData, where: string): Work<LabelCopiesModel> {
    const { p, T, taskNames, classes } = data;
    const copies = new Array<SingleOutputClassifier>(T);
    for (const { X, tasks } of sheetsOf(data)) {
      for (const [t, { rows, y, weight }] of tasks) {
        const label = taskLabel(t, taskNames);
        const labels = Array.from(y, (code) => classes[t]![code]!);
        const observed = rowsOf(X, rows);
        copies[t] = fitLabelCopy(where, label, this.params.estimator, observed, labels, weight);
        yield* report({ stage: label, fraction: (t + 1) / T });
      }
    }
    return new LabelCopiesModel({ p, T, taskNames, copies, classes });
  }
}
