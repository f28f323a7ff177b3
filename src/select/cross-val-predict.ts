import { Matrix } from "ml-matrix";
import type { Label, LabelsLike } from "../base/label.ts";
import type { FitOptions, Task } from "../base/tasks.ts";
import { drain, drainAsync, type OnProgress, type Work } from "../base/work.ts";
import type { MatrixLike, VectorLike } from "../check/matrix.ts";
import { reject, said } from "../check/reject.ts";
import type { Folds } from "../estimator/folds.ts";
import type { LabelTask } from "../estimator/label-answers.ts";
import { isPartition } from "../fold/splitter.ts";
import type { ThreadOptions } from "../parallel/thread-options.ts";
import { type Candidate, checkCandidate } from "./candidate.ts";
import { cutsOf, leavesOutTasks } from "./cuts.ts";
import { readSample, type Sample } from "./sample.ts";
import { handsOf } from "./threads.ts";
import { rowTrial } from "./trial.ts";

export interface CrossValPredictOptions extends FitOptions {
  /** Folds that test every row once; 5 runs of rows without it. */
  readonly cv?: Folds;
  readonly onProgress?: OnProgress;
}

/**
 * Predictions of every row by an estimator that has not seen it: each fold is predicted by what the others taught. Rows without a target
 * are predicted too.
 *
 * @returns as `predict` does: for shared rows an n x T `Matrix`, or n rows of T labels; with tasks one list a task
 * @throws PolytaskError where data, folds or options are wrong, or a row is tested more than once or never
 * @see scikit-learn, `sklearn.model_selection.cross_val_predict`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiOutputRidge } from "polytask";
 * import { crossValPredict } from "polytask/select";
 *
 * const X = [[0], [1], [2], [3], [4], [5]];
 * const Y = X.map(([x]) => [1 + 2 * x!, -x!]);
 * const found = crossValPredict(new MultiOutputRidge({ alpha: 0 }), X, Y, { cv: 3 });
 * assert.ok("rows" in found && Math.abs(found.get(5, 0) - 11) < 1e-9);
 * ```
 */
export function crossValPredict(
  estimator: Candidate,
  X: MatrixLike,
  Y: MatrixLike | VectorLike | LabelsLike,
  options?: CrossValPredictOptions,
): Matrix | Label[][];
export function crossValPredict(
  estimator: Candidate,
  tasks: readonly Task[] | readonly LabelTask[],
  options?: Omit<CrossValPredictOptions, keyof FitOptions>,
): Float64Array[] | Label[][];
export function crossValPredict(estimator: Candidate, ...given: unknown[]): Found {
  const where = "crossValPredict";
  const { work, options } = prepared(where, estimator, given, ["cv", "onProgress"], false);
  return drain(work, options.onProgress);
}

/**
 * Like `crossValPredict`, giving way to other work between fits; the inputs are copied before the first pause. With `workers` the folds are
 * fitted on as many threads, with the same predictions bit for bit.
 */
export function crossValPredictAsync(
  estimator: Candidate,
  X: MatrixLike,
  Y: MatrixLike | VectorLike | LabelsLike,
  options?: CrossValPredictOptions & ThreadOptions,
): Promise<Matrix | Label[][]>;
export function crossValPredictAsync(
  estimator: Candidate,
  tasks: readonly Task[] | readonly LabelTask[],
  options?: Omit<CrossValPredictOptions, keyof FitOptions> & ThreadOptions,
): Promise<Float64Array[] | Label[][]>;
export async function crossValPredictAsync(estimator: Candidate, ...given: unknown[]): Promise<Found> {
  const where = "crossValPredictAsync";
  const { work, options } = prepared(
    where,
    estimator,
    given,
    ["cv", "onProgress", "signal", "workers"],
    true,
  );
  return drainAsync(work, options);
}

type Found = Matrix | Float64Array[] | Label[][];

function prepared(
  where: string,
  estimator: Candidate,
  given: readonly unknown[],
  names: readonly (keyof (CrossValPredictOptions & ThreadOptions))[],
  copy: boolean,
) {
  checkCandidate(`${where} estimator`, estimator);
  const { sample, options } = readSample<CrossValPredictOptions & ThreadOptions>(where, given, names, copy);
  return { work: found(where, estimator, sample, options), options };
}

type Chosen = Pick<CrossValPredictOptions & ThreadOptions, "cv" | "workers">;

/** Predictions in the form of the data: numbers as numbers, but not those that are the names of classes. */
function* found(where: string, estimator: Candidate, sample: Sample, options: Chosen): Work<Found> {
  const columns = yield* predicted(where, estimator, sample, options);
  const numbers =
    typeof estimator.predictProba !== "function" &&
    columns.every((own) => own.every((value) => typeof value === "number"));
  if (!sample.shared) return numbers ? columns.map((own) => Float64Array.from(own as number[])) : columns;
  const rows = Array.from({ length: sample.parts[0]!.rows }, (_, i) => columns.map((own) => own[i]!));
  return numbers ? new Matrix(rows as number[][]) : rows;
}

function* predicted(
  where: string,
  estimator: Candidate,
  sample: Sample,
  { cv = 5, workers }: Chosen,
): Work<Label[][]> {
  const doAll = handsOf(where, workers, [estimator], sample);
  const cuts = cutsOf(where, cv, sample);
  for (const [at, { rows }] of sample.parts.entries()) {
    const splits = cuts.map(({ train, test }) => ({ train: train[at]!, test: test[at]! }));
    if (!leavesOutTasks(cv) && !isPartition(splits, rows))
      reject("param", `${where} cv`, "folds that test every row once", said("others"));
  }
  const columns = Array.from({ length: sample.T }, (): Label[] => []);
  const [folds] = yield* doAll(rowTrial(where, sample, cuts, []), "predict");
  for (const [k, cut] of cuts.entries()) {
    for (const [t, own] of folds![k]!.entries()) {
      const rows = cut.test[sample.shared ? 0 : t]!;
      for (const [i, value] of (own ?? []).entries()) columns[t]![rows[i]!] = value;
    }
  }
  return columns;
}
