import { type Label, type LabelsLike, readLabels } from "../base/label.ts";
import { part, type Values } from "../base/parameter.ts";
import { taskLabel } from "../base/task-names.ts";
import { report, type Work } from "../base/work.ts";
import { type FlatMatrix, type MatrixLike, readMatrix } from "../check/matrix.ts";
import { reject, said } from "../check/reject.ts";
import type { Dense } from "../matrix/dense.ts";
import type { LabelModel } from "./label-answers.ts";
import type { LabelData } from "./label-data.ts";
import { LabelEstimator } from "./label-estimator.ts";
import { rowsOf, sheetsOf } from "./sheet.ts";

/** A classifier of one target: ours, or the user's own. */
export interface SingleOutputClassifier {
  /** An unfitted copy, one for each task. */
  clone(): SingleOutputClassifier;
  /** X is n x p, y and sampleWeight n; weights are passed only where not all are 1. */
  fit(X: FlatMatrix, y: readonly Label[], options?: { sampleWeight?: Float64Array }): unknown;
  /** n labels, or n rows of one. */
  predict(X: FlatMatrix): LabelsLike;
  /** n x K, columns in the order of the sorted classes, or a list of one such matrix. */
  predictProba(X: FlatMatrix): MatrixLike | readonly MatrixLike[];
}

const table = {
  estimator: part<SingleOutputClassifier>(
    ["clone", "fit", "predict", "predictProba"],
    "the classifier that every task gets a copy of",
  ),
};

interface FittedCopies extends LabelModel {
  readonly copies: readonly SingleOutputClassifier[];
}

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
export class MultiOutputClassifier extends LabelEstimator<typeof table, FittedCopies> {
  static readonly parameters = table;

  constructor(params: Values<typeof table>) {
    super("MultiOutputClassifier", table, params);
  }

  /** The fitted copies, one a task. */
  get estimators(): readonly SingleOutputClassifier[] {
    return this.learnt("estimators").copies;
  }

  protected override *solve(data: LabelData, where: string): Work<FittedCopies> {
    const { p, T, taskNames, classes } = data;
    const copies = new Array<SingleOutputClassifier>(T);
    for (const { X, tasks } of sheetsOf(data)) {
      for (const [t, { rows, y, weight }] of tasks) {
        const label = taskLabel(t, taskNames);
        if (rows.length === 0) {
          const rule = "at least one observed target with a positive weight";
          reject("value", `${where} ${label}`, rule, said("none"));
        }
        const copy = this.params.estimator.clone();
        const labels = Array.from(y, (code) => classes[t]![code]!);
        const fitted = copy.fit(rowsOf(X, rows), labels, weight && { sampleWeight: weight });
        if (typeof (fitted as { then?: unknown } | undefined)?.then === "function")
          reject("pair", `${where} estimator.fit`, "an estimator that fits at once", said("a promise"));
        copies[t] = copy;
        yield* report({ stage: label, fraction: (t + 1) / T });
      }
    }
    return {
      ...{ p, T, taskNames, copies },
      classes: (t) => classes[t]!,
      labels: (t, X) => labelsOf(`${where} estimator.predict`, copies[t]!, X),
      probabilities: (t, X) => sharesOf(`${where} estimator.predictProba`, copies[t]!, X, classes[t]!.length),
    };
  }
}

function labelsOf(where: string, copy: SingleOutputClassifier, X: Dense): Label[] {
  const { labels } = readLabels(where, copy.predict(X));
  if (labels.length === X.rows && !labels.includes(undefined)) return [...labels] as Label[];
  return reject("shape", where, `${X.rows} labels`, said(`${labels.length}`));
}

function sharesOf(where: string, copy: SingleOutputClassifier, X: Dense, K: number): Dense {
  const given = copy.predictProba(X);
  const first = Array.isArray(given) && given.length === 1 && !Array.isArray(given[0]) ? given[0] : given;
  const shares = readMatrix(where, first);
  if (shares.rows === X.rows && shares.columns === K) return shares;
  return reject("shape", where, `${X.rows} x ${K} probabilities`, said(`${shares.rows} x ${shares.columns}`));
}
