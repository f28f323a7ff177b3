import type { Matrix } from "ml-matrix";
import { readArguments } from "../base/arguments.ts";
import { toMatrix } from "../base/linear-model.ts";
import { taskLabel } from "../base/task-names.ts";
import type { FitOptions, Task, TaskData } from "../base/tasks.ts";
import {
  type AsyncOptions,
  drain,
  drainAsync,
  type OnProgress,
  report,
  type Work,
  within,
} from "../base/work.ts";
import type { MatrixLike, VectorLike } from "../check/matrix.ts";
import { reject, said } from "../check/reject.ts";
import { type Folds, foldsParameter, observedOn, splitterOf } from "../estimator/folds.ts";
import { drawnStatistics, type FoldStatistics, partedStatistics } from "../fold/fold-statistics.ts";
import { isPartition } from "../fold/splitter.ts";
import type { Dense } from "../matrix/dense.ts";
import { checkSplits, countSplits } from "../solver/folds.ts";
import { checkObserved } from "../solver/ridge-fit.ts";
import { groupsOf } from "../statistics/group.ts";
import { addPairErrors, errorsAlone } from "./pair-fits.ts";

export interface PairStrengths {
  /** Folds, 5 without it. Tasks with rows of their own are split each within itself. */
  readonly cv?: Folds;
  /** Strengths of every task's own ridge, > 0. The best one alone is kept in all its pairs. */
  readonly alphas?: readonly number[];
  /** Strengths of what makes a pair alike, `meanRegularized`, > 0. Infinity pools: one vector of coefficients for both. */
  readonly betas?: readonly number[];
  readonly fitIntercept?: boolean;
}

export interface PairwiseGains {
  /** Names of the tasks, or numbers where they have none: the order of all that follows. */
  readonly tasks: readonly (string | number)[];
  /** Held-out mean squared error of every task alone, the mean over the folds. */
  readonly alone: Float64Array;
  /** T x T: entry (t, s) is that of task t learnt together with s; on the diagonal alone. */
  readonly together: Matrix;
  /** T x T: entry (t, s) is the gain of t from s, 1 − together / alone. 0 where t has no error alone. */
  readonly gains: Matrix;
  /** The strength of every task's ridge. */
  readonly alphas: Float64Array;
  /** T x T, symmetric: the strength that makes the pair alike; 0 on the diagonal. */
  readonly betas: Matrix;
}

export const pairStrengths = {
  alphas: Object.freeze([0.001, 0.01, 0.1, 1]),
  betas: Object.freeze([0.03, 0.3, 3, Infinity]),
};

const known = ["cv", "alphas", "betas", "fitIntercept", "onProgress"] as const;

type Options = PairStrengths & AsyncOptions;

/**
 * What every task gains from every other one, learnt as a pair instead of alone: all T(T − 1)/2 pairs from one pass over the rows.
 *
 * Alone is a ridge; a pair minimises 1/(2n̄) Σ_u ‖y_u − X_u w_u − b_u‖² + Σ_u alpha_u/2 ‖w_u‖² + beta/4 ‖w_s − w_t‖², a ridge with
 * `meanRegularized(beta)`, n̄ the mean number of training rows of all tasks. Both are measured on held-out rows by cross-validation, and
 * from statistics: a pair, a fold and a strength more cost one p x p factor, or no factor for tasks on the same rows.
 *
 * A task's alpha is the one of its least error alone, a pair's beta the one of the least sum of together / alone. They are chosen on the
 * rows that measure, so gains are a little too large; `TaskGrouping` measures its groups on rows that chose nothing.
 *
 * @throws PolytaskError where there is one task only, a task has fewer rows than folds, or strengths are not positive
 * @see Thrun & O'Sullivan 1996, Discovering structure in multiple learning tasks; Standley et al. 2020; Evgeniou & Pontil 2004
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { makeMultitask } from "polytask/data";
 * import { pairwiseGains } from "polytask/select";
 *
 * const { tasks, clusters } = makeMultitask({ nTasks: 5, nClusters: 2, nSamples: 40, randomState: 0 });
 * const { gains } = pairwiseGains(tasks);
 * const friend = clusters!.indexOf(clusters![0]!, 1);
 * const stranger = clusters!.findIndex((cluster) => cluster !== clusters![0]);
 * assert.ok(gains.get(0, friend) > gains.get(0, stranger));
 * ```
 */
export function pairwiseGains(
  X: MatrixLike,
  Y: MatrixLike | VectorLike,
  options?: PairStrengths & FitOptions & { onProgress?: OnProgress },
): PairwiseGains;
export function pairwiseGains(
  tasks: readonly Task[],
  options?: PairStrengths & { onProgress?: OnProgress },
): PairwiseGains;
export function pairwiseGains(...given: unknown[]): PairwiseGains {
  const { data, options } = readArguments<Options>("pairwiseGains", given, known);
  return drain(gainsOf("pairwiseGains", data, options), options.onProgress);
}

/** Like `pairwiseGains`, giving way to other work every 50 ms or so. */
export function pairwiseGainsAsync(
  X: MatrixLike,
  Y: MatrixLike | VectorLike,
  options?: PairStrengths & FitOptions & AsyncOptions,
): Promise<PairwiseGains>;
export function pairwiseGainsAsync(
  tasks: readonly Task[],
  options?: PairStrengths & AsyncOptions,
): Promise<PairwiseGains>;
export async function pairwiseGainsAsync(...given: unknown[]): Promise<PairwiseGains> {
  const where = "pairwiseGainsAsync";
  const { data, options } = readArguments<Options>(where, given, [...known, "signal"], true);
  return drainAsync(gainsOf(where, data, options), options);
}

/** The same of checked data. */
export function* gainsOf(where: string, data: TaskData, options: PairStrengths): Work<PairwiseGains> {
  const { T, taskNames } = data;
  const { cv = 5, fitIntercept = true } = options;
  const alphas = readStrengths(`${where}.alphas`, options.alphas ?? pairStrengths.alphas, Number.MAX_VALUE);
  const betas = readStrengths(`${where}.betas`, options.betas ?? pairStrengths.betas, Infinity);
  if (typeof fitIntercept !== "boolean")
    reject("param", `${where}.fitIntercept`, "true or false", fitIntercept);
  if (T < 2) reject("shape", where, "at least two tasks", said("one"));
  const folds = yield* within(foldsOfTasks(where, data, cv), 0, 0.1);
  const K = folds.tests.length;
  const fold = (k: number) => ({ training: folds.train(k), test: folds.tests[k]!, fitIntercept });
  const single = alphas.map(() => new Float64Array(T));
  for (let k = 0; k < K; k++) {
    for (const [a, errors] of errorsAlone(where, fold(k), alphas).entries())
      for (let t = 0; t < T; t++) single[a]![t]! += errors[t]! / K;
    yield* report({ stage: "tasks alone", fraction: 0.1 + (0.1 * (k + 1)) / K });
  }
  const best = Int32Array.from({ length: T }, (_, t) => firstLeast(single.map((errors) => errors[t]!)));
  const alone = Float64Array.from(best, (a, t) => single[a]![t]!);
  const own = Float64Array.from(best, (a) => alphas[a]!);
  const errors = betas.map(() => new Float64Array(T * T));
  for (let k = 0; k < K; k++) {
    const pairs = addPairErrors(where, fold(k), own, betas, errors);
    yield* within(pairs, 0.2 + (0.8 * k) / K, 0.2 + (0.8 * (k + 1)) / K);
  }
  const share = (e: number, t: number): number => (alone[t]! > 0 ? e / alone[t]! : 1);
  const together = new Float64Array(T * T);
  const chosen = new Float64Array(T * T);
  for (let t = 0; t < T; t++) {
    together[t * (T + 1)] = alone[t]!;
    for (let s = 0; s < t; s++) {
      const [ts, st] = [t * T + s, s * T + t];
      const at = firstLeast(errors.map((e) => share(e[ts]! / K, t) + share(e[st]! / K, s)));
      together[ts] = errors[at]![ts]! / K;
      together[st] = errors[at]![st]! / K;
      chosen[ts] = chosen[st] = betas[at]!;
    }
  }
  const gains = together.map((e, k) => 1 - share(e, Math.floor(k / T)));
  const square = (values: Float64Array): Matrix =>
    toMatrix({ data: values, rows: T, columns: T } satisfies Dense);
  const tasks = Array.from({ length: T }, (_, t) => taskNames?.[t] ?? t);
  return {
    tasks,
    alone,
    together: square(together),
    gains: square(gains),
    alphas: own,
    betas: square(chosen),
  };
}

/** Every fold's statistics, after a look at whether every task has rows in all of them. */
function* foldsOfTasks(where: string, data: TaskData, cv: Folds): Work<FoldStatistics> {
  if (!foldsParameter.accepts(cv)) reject("param", `${where}.cv`, foldsParameter.rule, cv);
  const splitsOf = splitterOf(`${where} cv`, cv, observedOn(data));
  const groups = groupsOf(data);
  for (const { X, rows, tasks } of groups) {
    checkObserved(where, rows.length, tasks[0]!, data.taskNames);
    if (typeof cv !== "number" || X.rows >= cv) continue;
    const who = `${where} ${taskLabel(tasks[0]!, data.taskNames)}`;
    reject("value", who, `at least ${cv} rows, one a fold`, said(`${X.rows}`));
  }
  const count = countSplits(where, groups, splitsOf);
  for (const group of groups) checkSplits(where, group, splitsOf, data.taskNames);
  const parted = groups.every(({ X }) => isPartition(splitsOf(X.rows, X), X.rows));
  return yield* (parted ? partedStatistics : drawnStatistics)(data, groups, splitsOf, count);
}

function readStrengths(where: string, given: unknown, most: number): readonly number[] {
  const rule = `an array of numbers > 0${most < Infinity ? "" : ", Infinity too"}`;
  if (!Array.isArray(given) || given.length === 0) reject("param", where, rule, given);
  for (const strength of given as unknown[])
    if (!(typeof strength === "number" && strength > 0 && strength <= most))
      reject("param", where, rule, strength);
  return given as number[];
}

const firstLeast = (values: readonly number[]): number =>
  values.reduce((least, value, k) => (value < values[least]! ? k : least), 0);
