import type { FitOptions, Task } from "../base/tasks.ts";
import { type AsyncOptions, drain, drainAsync, type OnProgress, report, type Work } from "../base/work.ts";
import type { FlatMatrix, MatrixLike, VectorLike } from "../check/matrix.ts";
import { reject, said } from "../check/reject.ts";
import { type Folds, foldsParameter, splitterOf } from "../estimator/folds.ts";
import { isPartition } from "../fold/splitter.ts";
import { takeRows } from "../fold/take-rows.ts";
import {
  ConformalIntervals,
  type ConformalOptions,
  heldOutOf,
  neededFor,
  placeOf,
  readConformal,
} from "./intervals.ts";
import { type NamedRows, type Predictor, predictTasks, type Rows, readRows } from "./predictor.ts";

/** Any estimator of numbers. */
export interface Fittable extends Predictor {
  clone(): Fittable;
  fit(given: never, Y?: never, options?: never): unknown;
}

export interface CvPlusOptions extends ConformalOptions {
  /** Folds, 10 without it; the estimators that `cv` has. As many folds as rows are the jackknife+. */
  readonly cv?: Folds;
}

const known = ["alpha", "joint", "scales", "cv"] as const;

/**
 * CV+ intervals: a model a fold, and every row's residual under the model that has not seen it. The interval for x goes from the
 * ⌊alpha (n + 1)⌋-th smallest of μ_k(i)(x) − R_i to the ⌈(1 − alpha)(n + 1)⌉-th smallest of μ_k(i)(x) + R_i, task by task. All rows
 * both learn and calibrate; a new target lies inside with probability 1 − 2 alpha − √(2/n) or more, and near 1 − alpha as a rule.
 *
 * `joint`, missing targets, weights and `unbounded` are as in `splitConformal`; the estimator gets the weights.
 *
 * @param estimator - it stays as it is
 * @throws PolytaskError where data or options are wrong, or folds do not hold every row out once
 * @see Barber, Candès, Ramdas & Tibshirani 2021, Predictive inference with the jackknife+, section 3 and theorem 4
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiOutputRidge, RandomState } from "polytask";
 * import { cvPlus } from "polytask/inspect";
 *
 * const random = new RandomState(0);
 * const X = Array.from({ length: 30 }, () => [random.randn()]);
 * const Y = X.map(([x]) => [2 * x! + random.randn(), random.randn()]);
 * const { lower, upper } = cvPlus(new MultiOutputRidge(), X, Y, { alpha: 0.2, joint: true }).predict([[1]]);
 * assert.ok(lower.get(0, 0) < 2 && 2 < upper.get(0, 0) && lower.get(0, 1) < 0 && 0 < upper.get(0, 1));
 * ```
 */
export function cvPlus(
  estimator: Fittable,
  X: MatrixLike,
  Y: MatrixLike | VectorLike,
  options?: FitOptions & CvPlusOptions & { onProgress?: OnProgress },
): ConformalIntervals;
export function cvPlus(
  estimator: Fittable,
  tasks: readonly Task[],
  options?: Pick<CvPlusOptions, "alpha" | "cv"> & { onProgress?: OnProgress },
): ConformalIntervals;
export function cvPlus(estimator: Fittable, ...given: unknown[]): ConformalIntervals {
  const where = "cvPlus";
  const extra = [...known, "onProgress"] as const;
  const { rows, options } = readRows<CvPlusOptions & { onProgress?: OnProgress }>(where, given, extra);
  return drain(heldOutFits(where, estimator, rows, options), options.onProgress);
}

/** The same, giving way to other work between the fits. */
export function cvPlusAsync(
  estimator: Fittable,
  X: MatrixLike,
  Y: MatrixLike | VectorLike,
  options?: FitOptions & CvPlusOptions & AsyncOptions,
): Promise<ConformalIntervals>;
export function cvPlusAsync(
  estimator: Fittable,
  tasks: readonly Task[],
  options?: Pick<CvPlusOptions, "alpha" | "cv"> & AsyncOptions,
): Promise<ConformalIntervals>;
export async function cvPlusAsync(estimator: Fittable, ...given: unknown[]): Promise<ConformalIntervals> {
  const where = "cvPlusAsync";
  const extra = [...known, "onProgress", "signal"] as const;
  const { rows, options } = readRows<CvPlusOptions & AsyncOptions>(where, given, extra);
  return drainAsync(heldOutFits(where, estimator, rows, options), options);
}

function* heldOutFits(
  where: string,
  estimator: Fittable,
  rows: Rows,
  options: CvPlusOptions,
): Work<ConformalIntervals> {
  if (typeof estimator?.clone !== "function" || typeof estimator.predict !== "function")
    reject("param", `${where} estimator`, "an estimator, with clone, fit and predict", estimator);
  const { cv = 10 } = options;
  if (!foldsParameter.accepts(cv)) reject("param", `${where}.cv`, foldsParameter.rule, cv);
  const { alpha, joint, scales } = readConformal(where, rows, options);
  const split = splitterOf(`${where} cv`, cv);
  const splits = rows.tasks.map(({ X }) => split(X.rows));
  const K = splits[0]!.length;
  if (splits.some(({ length }) => length !== K))
    reject("param", `${where} cv`, `${K} splits of every task`, said("others"));
  if (!rows.tasks.every(({ X }, t) => isPartition(splits[t]!, X.rows)))
    reject("param", `${where} cv`, "folds that test every row once and train on all others", said("others"));
  const models: Fittable[] = [];
  const predictions = rows.tasks.map(({ X }) => new Float64Array(X.rows));
  const foldOf = rows.tasks.map(({ X }) => new Int32Array(X.rows));
  for (let k = 0; k < K; k++) {
    const model = estimator.clone();
    learn(
      model,
      rows,
      rows.tasks.map((task, t) => taken(task, splits[t]![k]!.train)),
    );
    models.push(model);
    const held = rows.tasks.map((task, t) => taken(task, splits[t]![k]!.test));
    for (const [t, found] of predictTasks(where, model, held, rows.shared).entries()) {
      for (const [at, i] of splits[t]![k]!.test.entries()) {
        predictions[t]![i] = found[at]!;
        foldOf[t]![i] = k;
      }
    }
    yield* report({ stage: "fold", fraction: (k + 1) / K });
  }
  const held = heldOutOf(rows, predictions, joint, scales);
  const counts = held.map(({ scores }) => scores.length);
  return new ConformalIntervals(where, rows, counts, neededFor(alpha), (inputs, shared) => {
    const named = inputs.map(({ X, t }) => ({ X, task: rows.tasks[t]!.task }));
    const found = models.map((model) => predictTasks(`${where}.predict`, model, named, shared));
    return inputs.map(({ X, t }, k) => {
      const { rows: at, scores } = held[t]!;
      const place = placeOf(alpha, scores.length);
      const folds = Array.from(at, (i) => foldOf[t]![i]!);
      const reach = scores.map((score) => (joint ? score * scales[t]! : score));
      /** The bound on one side: below, it is the one above of everything mirrored. */
      const side = (sign: 1 | -1): Float64Array =>
        Float64Array.from({ length: X.rows }, (_, i) => {
          const ends = reach.map((score, row) => sign * found[folds[row]!]![k]![i]! + score).sort();
          return sign * (ends[place - 1] ?? Infinity);
        });
      return { lower: side(-1), upper: side(1) };
    });
  });
}

/** Some rows of a task. */
const taken = ({ task, X, y, weight }: NamedRows, at: Int32Array): NamedRows => ({
  task,
  X: takeRows(X, at) as FlatMatrix,
  y: takeRows(y, at) as Float64Array,
  weight: weight && (takeRows(weight, at) as Float64Array),
});

/** Fits rows in the form in which they came. */
function learn(model: Fittable, { shared, T }: Rows, tasks: readonly NamedRows[]): void {
  if (!shared) {
    const given = tasks.map(({ task, X, y, weight }) => ({
      ...{ X, y },
      ...(typeof task === "string" && { name: task }),
      ...(weight && { sampleWeight: weight }),
    }));
    model.fit(given as never);
    return;
  }
  const { X, weight } = tasks[0]!;
  const flat = (of: (task: NamedRows) => Float64Array): FlatMatrix => ({
    data: Float64Array.from({ length: X.rows * T }, (_, k) => of(tasks[k % T]!)[Math.floor(k / T)]!),
    rows: X.rows,
    columns: T,
  });
  const named = typeof tasks[0]!.task === "string" && { taskNames: tasks.map(({ task }) => task) };
  const weighted = weight && { sampleWeight: flat((task) => task.weight!) };
  model.fit(X as never, flat(({ y }) => y) as never, { ...named, ...weighted } as never);
}
