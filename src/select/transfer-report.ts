import { readArguments } from "../base/arguments.ts";
import type { Label, LabelsLike } from "../base/label.ts";
import { LinearModel } from "../base/linear-model.ts";
import { taskLabel } from "../base/task-names.ts";
import type { FitOptions, Task, TaskData } from "../base/tasks.ts";
import type { FlatMatrix, MatrixLike, VectorLike } from "../check/matrix.ts";
import { reject, said } from "../check/reject.ts";
import { type Folds, foldsParameter, splitterOf } from "../estimator/folds.ts";
import type { LabelTask } from "../estimator/label-answers.ts";
import { type LabelData, readLabelArguments } from "../estimator/label-data.ts";
import type { RowSplit } from "../fold/split-rows.ts";
import { takeRows } from "../fold/take-rows.ts";
import { studentQuantile } from "../metric/student-t.ts";

/** Rows of one task, as every estimator takes them. */
interface Rows {
  readonly X: FlatMatrix;
  readonly y: Float64Array | readonly (Label | null)[];
  readonly name?: string;
  readonly sampleWeight?: Float64Array;
}

/** Any estimator of numbers or of classes. */
export interface TransferEstimator {
  readonly name: string;
  clone(): TransferEstimator;
  fit(tasks: readonly Task[] & readonly LabelTask[]): unknown;
  predict(tasks: readonly { X: MatrixLike; name?: string }[]): readonly ArrayLike<Label>[];
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

/** What sharing does to one task. */
export interface TaskTransfer {
  /** Its name, or its number. */
  readonly task: string | number;
  /** Mean squared error on held-out rows, or for classes the share of wrong labels: the mean over the folds. */
  readonly alone: number;
  readonly together: number;
  /** alone − together: above 0 where sharing helps. */
  readonly gain: number;
  /** The interval of the gain. */
  readonly low: number;
  readonly high: number;
  /** "helped" and "harmed" where the interval leaves 0 out. */
  readonly verdict: "helped" | "harmed" | "unclear";
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
 * @throws PolytaskError where data, folds or options are wrong, or `safe` is asked of a model that is not linear
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
  const classes = "predictProba" in estimator;
  const read = classes ? readLabelArguments<TransferOptions> : readArguments<TransferOptions>;
  const { data, options } = read(where, given, known);
  const { alone = estimator, cv = 5, confidence = 0.95, safe = false } = options;
  if (!foldsParameter.accepts(cv)) reject("param", `${where}.cv`, foldsParameter.rule, cv);
  if (!(confidence > 0 && confidence < 1))
    reject("param", `${where}.confidence`, "a number between 0 and 1", confidence);
  const tasks = tasksOf(data);
  const splits = splitsOf(where, cv, tasks);
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
    const shares = splits[t]!.map(({ train, test }) => test.length / train.length);
    const pairs = folds.map((fold) => ({ alone: fold.alone[t]!, together: fold.together[t]! }));
    return { task: name ?? t, ...compared(pairs, mean(shares), confidence) };
  });
  return safe
    ? { tasks: report, model: safeModel(where, estimator, alone, tasks, report) }
    : { tasks: report };
}

/** The tasks of both forms of data, apart. */
function tasksOf(data: TaskData | LabelData): Rows[] {
  const out: Rows[] = [];
  for (const { X, Y, weight, tasks } of data.blocks) {
    for (const [column, t] of tasks.entries()) {
      const codes = Float64Array.from({ length: X.rows }, (_, i) => Y.data[i * Y.columns + column]!);
      const y = "classes" in data ? Array.from(codes, (code) => data.classes[t]![code] ?? null) : codes;
      const own =
        weight && (weight.length === X.rows ? weight : weight.filter((_, k) => k % tasks.length === column));
      const name = data.taskNames?.[t];
      out[t] = { X, y, ...(name !== undefined && { name }), ...(own && { sampleWeight: own }) };
    }
  }
  return out;
}

function splitsOf(where: string, cv: Folds, tasks: readonly Rows[]): (readonly RowSplit[])[] {
  const split = splitterOf(`${where} cv`, cv);
  const splits = tasks.map(({ X }) => split(X.rows));
  const other = splits.find(({ length }) => length !== splits[0]!.length);
  if (other)
    reject("param", `${where} cv`, `${splits[0]!.length} splits of every task`, said(`${other.length}`));
  return splits;
}

const rowsOf = ({ X, y, name, sampleWeight }: Rows, rows: Int32Array): Rows => ({
  X: takeRows(X, rows),
  y: takeRows(y, rows),
  ...(name !== undefined && { name }),
  ...(sampleWeight && { sampleWeight: takeRows(sampleWeight, rows) }),
});

function fitted(estimator: TransferEstimator, tasks: readonly Rows[]): TransferEstimator {
  const own = estimator.clone();
  own.fit(tasks as never);
  return own;
}

/** The weighted mean squared error of numbers, or the share of labels that are wrong. */
function errorOf(found: ArrayLike<Label>, { y, sampleWeight }: Rows, where: string): number {
  let [sum, weight] = [0, 0];
  for (let i = 0; i < y.length; i++) {
    const [wanted, got] = [y[i]!, found[i]!];
    if (wanted === null || Number.isNaN(wanted)) continue;
    const own = sampleWeight?.[i] ?? 1;
    const wrong = ArrayBuffer.isView(y)
      ? ((wanted as number) - (got as number)) ** 2
      : Number(wanted !== got);
    sum += own * wrong;
    weight += own;
  }
  return weight > 0 ? sum / weight : reject("value", where, "an observed target to test", said("none"));
}

/** The paired comparison of the folds' errors. */
function compared(
  pairs: readonly { readonly alone: number; readonly together: number }[],
  share: number,
  confidence: number,
): Omit<TaskTransfer, "task"> {
  const K = pairs.length;
  const gains = pairs.map(({ alone, together }) => alone - together);
  const gain = mean(gains);
  const variance = gains.reduce((sum, own) => sum + (own - gain) ** 2, 0) / (K - 1);
  const half = K > 1 ? studentQuantile(confidence, K - 1) * Math.sqrt((1 / K + share) * variance) : Infinity;
  const [low, high] = [gain - half, gain + half];
  return {
    alone: mean(pairs.map((pair) => pair.alone)),
    together: mean(pairs.map((pair) => pair.together)),
    ...{ gain, low, high },
    verdict: low > 0 ? "helped" : high < 0 ? "harmed" : "unclear",
    fallsBack: gain < 0,
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
  let { converged } = model;
  for (const [t, { fallsBack }] of report.entries()) {
    if (!fallsBack) continue;
    const own = linear(fitted(alone, [tasks[t]!]));
    for (let j = 0; j < p; j++) coef.data[j * T + t] = own.coef.data[j]!;
    intercept[t] = own.intercept[0]!;
    converged &&= own.converged;
  }
  const { taskNames, link, marks } = model;
  return new LinearModel({ coef, intercept, taskNames, link, marks, converged });
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
