import type { Card } from "../base/display/card.ts";
import { shownAs } from "../base/display/shown.ts";
import type { LabelsLike } from "../base/label.ts";
import type { FitOptions, Task } from "../base/tasks.ts";
import { drain, drainAsync, type OnProgress, type Work, within } from "../base/work.ts";
import type { MatrixLike, VectorLike } from "../check/matrix.ts";
import { reject } from "../check/reject.ts";
import type { Folds } from "../estimator/folds.ts";
import type { LabelTask } from "../estimator/label-answers.ts";
import type { FoldStatistics } from "../fold/fold-statistics.ts";
import type { ThreadOptions } from "../parallel/thread-options.ts";
import { type Candidate, checkCandidate } from "./candidate.ts";
import { runJobs } from "./jobs.ts";
import { metricsOf, type Scorings } from "./metrics.ts";
import { type TaskScores, taskScores } from "./task-scores.ts";
import { handsOf } from "./threads.ts";
import { readValidationData, type ValidationData } from "./validation-data.ts";

export interface CrossValidateOptions {
  /** Folds, 5 runs of rows without it; tasks with rows of their own are split each within itself. `LeaveOneTaskOut` leaves out tasks. */
  readonly cv?: Folds;
  /** How predictions are scored, or several ways; default R², and the accuracy of classes. */
  readonly scoring?: Scorings;
  /** Whether the rows that were learnt from are scored too. Default false. */
  readonly returnTrainScore?: boolean;
  /** Whether the fitted estimators are kept, one a fold. Default false. */
  readonly returnEstimator?: boolean;
}

/** How an estimator does on rows that it has not seen, task by task. */
export interface CrossValidation<E = Candidate> {
  /** The tasks' names, or their numbers. */
  readonly tasks: readonly (string | number)[];
  /** By the name of the score; a function alone is called "score". */
  readonly scores: Readonly<Record<string, TaskScores>>;
  /** Seconds, one a fold. */
  readonly fitTimes: Float64Array;
  readonly scoreTimes: Float64Array;
  /** Fitted, one a fold, where they were asked for. */
  readonly estimators?: readonly E[];
}

type Targets = MatrixLike | VectorLike | LabelsLike;
type Tasks = readonly Task[] | readonly LabelTask[];

const known = ["cv", "scoring", "returnTrainScore", "returnEstimator", "onProgress"] as const;

/**
 * Fits an estimator on the training part of every fold and scores it on the rest, task by task.
 *
 * Data go in in both forms, and the estimator, ours or the user's own, gets them in the form in which they came; it stays as it is. Missing targets and
 * weights of 0 do not count; weights weigh in fits and in scores. A task without a target to train on in some fold is refused by name;
 * a task without one to test in a fold has the score NaN there, which no mean counts.
 *
 * Estimators that learn from statistics do so, where all scores are of squares (R², explained variance, mean squared error and its root): one
 * pass over the rows gives the statistics of all folds, and scores are read off those of the test rows.
 *
 * @throws PolytaskError where data, folds or options are wrong, before any work
 * @see scikit-learn, `sklearn.model_selection.cross_validate`, which has no scores of targets
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiOutputRidge } from "polytask";
 * import { crossValidate } from "polytask/select";
 *
 * const X = [[0], [1], [2], [3], [4], [5]];
 * const Y = X.map(([x]) => [1 + 2 * x!, (x! * 7) % 4]); // a line, and what is none
 * const { scores } = crossValidate(new MultiOutputRidge({ alpha: 1e-6 }), X, Y, { cv: 3, scoring: ["r2", "negMeanSquaredError"] });
 * const { test, taskMeans } = scores["r2"]!;
 * assert.deepEqual([test.rows, test.columns], [3, 2]); // folds x tasks
 * assert.ok(taskMeans[0]! > 0.999 && taskMeans[1]! < 0.5);
 * ```
 */
export function crossValidate<E extends Candidate>(
  estimator: E,
  X: MatrixLike,
  Y: Targets,
  options?: CrossValidateOptions & FitOptions & { readonly onProgress?: OnProgress },
): CrossValidation<E>;
export function crossValidate<E extends Candidate>(
  estimator: E,
  tasks: Tasks,
  options?: CrossValidateOptions & { readonly onProgress?: OnProgress },
): CrossValidation<E>;
/** From the statistics of folds, such as an engine gives them: no row is read, scores are of squares, the estimator learns from statistics. */
export function crossValidate<E extends Candidate>(
  estimator: E,
  folds: FoldStatistics,
  options?: Omit<CrossValidateOptions, "cv"> & { readonly onProgress?: OnProgress },
): CrossValidation<E>;
export function crossValidate<E extends Candidate>(estimator: E, ...given: unknown[]): CrossValidation<E> {
  const { work, options } = prepared("crossValidate", estimator, given, known, false);
  return drain(work, options.onProgress);
}

/**
 * Like `crossValidate`, giving way to other work between fits; the inputs are copied before the first pause. With `workers` the folds are
 * fitted on as many threads, with the same scores bit for bit; fitted estimators stay there, so that it does not go with `returnEstimator`.
 */
export function crossValidateAsync<E extends Candidate>(
  estimator: E,
  X: MatrixLike,
  Y: Targets,
  options?: CrossValidateOptions & FitOptions & ThreadOptions,
): Promise<CrossValidation<E>>;
export function crossValidateAsync<E extends Candidate>(
  estimator: E,
  tasks: Tasks,
  options?: CrossValidateOptions & ThreadOptions,
): Promise<CrossValidation<E>>;
export function crossValidateAsync<E extends Candidate>(
  estimator: E,
  folds: FoldStatistics,
  options?: Omit<CrossValidateOptions, "cv"> & ThreadOptions,
): Promise<CrossValidation<E>>;
export async function crossValidateAsync<E extends Candidate>(
  estimator: E,
  ...given: unknown[]
): Promise<CrossValidation<E>> {
  const { work, options } = prepared(
    "crossValidateAsync",
    estimator,
    given,
    [...known, "signal", "workers"],
    true,
  );
  return drainAsync(work, options);
}

function prepared<E extends Candidate>(
  where: string,
  estimator: E,
  given: readonly unknown[],
  names: readonly (keyof Options)[],
  copy: boolean,
) {
  checkCandidate(`${where} estimator`, estimator);
  const { data, options } = readValidationData<Options>(where, given, names, copy);
  for (const name of ["returnTrainScore", "returnEstimator"] as const) {
    const value = options[name] ?? false;
    if (typeof value !== "boolean") reject("param", `${where}.${name}`, "true or false", value);
  }
  if (options.returnEstimator === true && (options.workers ?? 1) !== 1) {
    const rule = "1 beside returnEstimator, as fitted estimators stay in their threads";
    reject("param", `${where}.workers`, rule, options.workers);
  }
  return { work: validated(where, estimator, data, options), options };
}

type Options = CrossValidateOptions & ThreadOptions;

function* validated<E extends Candidate>(
  where: string,
  estimator: E,
  { T, taskNames, hasLabels, sample, open }: ValidationData,
  { scoring, returnTrainScore = false, returnEstimator = false, workers }: Options,
): Work<CrossValidation<E>> {
  const metrics = metricsOf(where, scoring, estimator, { hasLabels });
  const doAll = handsOf(where, workers, [estimator], sample, metrics);
  const trial = yield* open([estimator], metrics);
  const estimators: E[] = [];
  const ask = returnTrainScore ? "scoreBoth" : "score";
  const work = returnEstimator
    ? runJobs(trial, [estimator], ask, (own) => estimators.push(own as E))
    : doAll(trial, ask);
  const [folds] = yield* within(work, 0.2, 1);
  const of = (m: number): TaskScores => {
    const train = returnTrainScore ? folds!.map((fold) => fold.train![m]!) : undefined;
    return taskScores(
      folds!.map(({ test }) => test[m]!),
      train,
    );
  };
  const result: CrossValidation<E> = {
    tasks: taskNames ?? Array.from({ length: T }, (_, t) => t),
    scores: Object.fromEntries(metrics.map(([name], m) => [name, of(m)])),
    fitTimes: Float64Array.from(folds!, ({ fitTime }) => fitTime),
    scoreTimes: Float64Array.from(folds!, ({ scoreTime }) => scoreTime),
    ...(returnEstimator && { estimators }),
  };
  return shownAs(result, () => cardOf(result));
}

const cardOf = ({ tasks, scores }: CrossValidation<unknown>): Card => ({
  title: "cross-validation",
  tables: Object.entries(scores).map(([metric, { taskMeans, taskDeviations, mean, deviation }]) => ({
    caption: `${metric} on rows held out`,
    head: ["task", "mean", "deviation"],
    rows: [["all", mean, deviation], ...tasks.map((task, t) => [`${task}`, taskMeans[t], taskDeviations[t]])],
  })),
});
