import { readArguments } from "../base/arguments.ts";
import type { Card } from "../base/display/card.ts";
import { shownAs } from "../base/display/shown.ts";
import type { Label, LabelsLike } from "../base/label.ts";
import { LinearModel } from "../base/linear-model.ts";
import { taskLabel } from "../base/task-names.ts";
import type { FitOptions, Task } from "../base/tasks.ts";
import type { MatrixLike, VectorLike } from "../check/matrix.ts";
import { reject, said } from "../check/reject.ts";
import { type Folds, foldsParameter } from "../estimator/folds.ts";
import type { LabelTask } from "../estimator/label-answers.ts";
import { readLabelArguments } from "../estimator/label-data.ts";
import { mean } from "../metric/mean.ts";
import { type PairedGain, pairedGain } from "./paired-gain.ts";
import { errorOf, fitted, type Rows, rowsOf, shareTested, splitsOfTasks, tasksOf } from "./task-rows.ts";

/** Any estimator of numbers or of classes. */
export interface TransferEstimator {
  readonly name: string;
  clone(): TransferEstimator;
  fit(tasks: readonly Task[] & readonly LabelTask[]): unknown;
  predict(tasks: readonly { X: MatrixLike; name?: string }[]): readonly ArrayLike<Label>[];
  /** What tells an estimator of classes. */
  predictProba?: unknown;
}

export interface TransferOptions extends FitOptions {
  /** What learns every task alone; without it the same estimator, on one task at a time. */
  readonly alone?: TransferEstimator;
  /** Folds, 5 without it; the estimators that `cv` has. Tasks are split each within itself. */
  readonly cv?: Folds;
  /** How sure the intervals are. Default 0.95. */
  readonly confidence?: number;
  /** Whether to give a model in which tasks that sharing harms have what they learn alone. Default false. */
  readonly safe?: boolean;
}

/** What sharing does to one task: alone − together is above 0 where it helps. */
export interface TaskTransfer extends PairedGain {
  /** Its name, or its number. */
  readonly task: string | number;
  /** Mean squared error on held-out rows, or for classes the share of wrong labels: the mean over the folds. */
  readonly alone: number;
  readonly together: number;
  /** Whether the safe model has this task as it is learnt alone: its gain is below 0. */
  readonly fallsBack: boolean;
}

export interface TransferReport {
  readonly tasks: readonly TaskTransfer[];
  /** Fitted on all rows; with `safe`, and of estimators of linear models. */
  readonly model?: LinearModel;
}

/**
 * Whether sharing pays, task by task: the gain in held-out error over the same tasks learnt alone, with a paired interval.
 *
 * In every fold the estimator learns all tasks together and each alone, and both are measured on the same held-out rows. The
 * interval is Student's over the K differences of a task, its variance corrected for training sets that overlap:
 * (1/K + test rows / training rows) times the sample variance. Tasks that share rows of X keep them in the same fold.
 *
 * With `safe` the report also has a model of all rows in which every task whose gain is below 0 has the coefficients that it
 * learns alone: the guard against negative transfer.
 *
 * @param estimator - how tasks are learnt together; it stays as it is
 * @throws PolytaskError where data, folds or options are wrong, or `safe` is asked of a model that is not linear,
 * or whose link is not that of what is learnt alone
 * @see Nadeau & Bengio 2003 for the variance; Rosenstein et al. 2005 for negative transfer
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiTaskRegressor, RandomState } from "polytask";
 * import { l21, ridge } from "polytask/penalty";
 * import { transferReport } from "polytask/select";
 *
 * // two tasks that use the same feature of eight, and one of noise
 * const random = new RandomState(0);
 * const X = Array.from({ length: 40 }, () => Array.from({ length: 8 }, () => random.randn()));
 * const Y = X.map(([x]) => [x! + random.randn(), x! + random.randn(), 3 * random.randn()]);
 * const together = new MultiTaskRegressor({ penalty: l21(0.2) });
 * const alone = new MultiTaskRegressor({ penalty: ridge(0.2) });
 * const { tasks, model } = transferReport(together, X, Y, { alone, safe: true, taskNames: ["a", "b", "noise"] });
 * assert.deepEqual(tasks.map(({ task }) => task), ["a", "b", "noise"]);
 * assert.ok(tasks.every(({ low, gain, high }) => low <= gain && gain <= high));
 * assert.equal(model?.T, 3);
 * ```
 */
export function transferReport(
  estimator: TransferEstimator,
  X: MatrixLike,
  Y: MatrixLike | VectorLike | LabelsLike,
  options?: TransferOptions,
): TransferReport;
export function transferReport(
  estimator: TransferEstimator,
  tasks: readonly Task[] | readonly LabelTask[],
  options?: Omit<TransferOptions, keyof FitOptions>,
): TransferReport;
export function transferReport(estimator: TransferEstimator, ...given: unknown[]): TransferReport {
  const where = "transferReport";
  if (typeof estimator?.clone !== "function" || typeof estimator.predict !== "function")
    reject("param", `${where} estimator`, "an estimator, with clone, fit and predict", estimator);
  const known = ["alone", "cv", "confidence", "safe"] as const;
  const classes = typeof estimator.predictProba === "function";
  const read = classes ? readLabelArguments<TransferOptions> : readArguments<TransferOptions>;
  const { data, options } = read(where, given, known);
  const { alone = estimator, cv = 5, confidence = 0.95, safe = false } = options;
  if (!foldsParameter.accepts(cv)) reject("param", `${where}.cv`, foldsParameter.rule, cv);
  if (!(confidence > 0 && confidence < 1))
    reject("param", `${where}.confidence`, "a number between 0 and 1", confidence);
  const tasks = tasksOf(data);
  const splits = splitsOfTasks(where, cv, data, tasks);
  const folds = splits[0]!.map((_, k) => {
    const train = tasks.map((task, t) => rowsOf(task, splits[t]![k]!.train));
    const test = tasks.map((task, t) => rowsOf(task, splits[t]![k]!.test));
    const measure = (model: TransferEstimator, own: readonly Rows[]): number[] =>
      model
        .predict(own as never)
        .map((found, t) => errorOf(found, own[t]!, `${where} fold ${k} ${taskLabel(t, data.taskNames)}`));
    const together = measure(fitted(estimator, train), test);
    return { together, alone: test.map((task, t) => measure(fitted(alone, [train[t]!]), [task])[0]!) };
  });
  const report = tasks.map(({ name }, t): TaskTransfer => {
    const pairs = folds.map((fold) => ({ alone: fold.alone[t]!, together: fold.together[t]! }));
    return { task: name ?? t, ...compared(pairs, shareTested(splits[t]!), confidence) };
  });
  const found: TransferReport = {
    tasks: report,
    ...(safe && { model: safeModel(where, estimator, alone, tasks, report) }),
  };
  return shownAs(found, () => cardOf(report));
}

const cardOf = (tasks: readonly TaskTransfer[]): Card => ({
  title: "transfer report",
  tables: [
    {
      caption: "held-out error, and its gain by sharing",
      head: ["task", "alone", "together", "gain", "low", "high", "verdict"],
      rows: tasks.map((own) => [
        `${own.task}`,
        own.alone,
        own.together,
        own.gain,
        own.low,
        own.high,
        own.verdict,
      ]),
    },
  ],
});

/** The paired comparison of the folds' errors. */
function compared(
  pairs: readonly { readonly alone: number; readonly together: number }[],
  share: number,
  confidence: number,
): Omit<TaskTransfer, "task"> {
  const paired = pairedGain(
    pairs.map(({ alone, together }) => alone - together),
    share,
    confidence,
  );
  return {
    alone: mean(pairs.map((pair) => pair.alone)),
    together: mean(pairs.map((pair) => pair.together)),
    ...paired,
    fallsBack: paired.gain < 0,
  };
}

/** All tasks together on all rows, but for those that fall back. */
function safeModel(
  where: string,
  estimator: TransferEstimator,
  alone: TransferEstimator,
  tasks: readonly Rows[],
  report: readonly TaskTransfer[],
): LinearModel {
  const linear = (own: TransferEstimator): LinearModel => {
    const { model } = own as { readonly model?: LinearModel };
    if (model?.coef && model.intercept) return model;
    return reject("pair", `${where}.safe`, "estimators of linear models of numbers", said(own.name));
  };
  const model = linear(fitted(estimator, tasks));
  const { p, T } = model;
  const coef = { ...model.coef, data: model.coef.data.slice() };
  const intercept = model.intercept.slice();
  const fitScores = model.fitScores?.slice();
  let { converged } = model;
  for (const [t, { fallsBack }] of report.entries()) {
    if (!fallsBack) continue;
    const own = linear(fitted(alone, [tasks[t]!]));
    if (own.link !== model.link) {
      const rule = `alone to predict as the estimator does, ${model.link ?? "without a link"}`;
      reject("pair", `${where}.safe`, rule, said(own.link ?? "predictions without a link"));
    }
    for (let j = 0; j < p; j++) coef.data[j * T + t] = own.coef.data[j]!;
    intercept[t] = own.intercept[0]!;
    if (fitScores && own.fitScores) fitScores[t] = own.fitScores[0]!;
    converged &&= own.converged;
  }
  const { taskNames, link, marks } = model;
  return new LinearModel({ coef, intercept, taskNames, link, marks, converged, fitScores });
}
