import type { FitOptions, Task } from "../base/tasks.ts";
import { type AsyncOptions, drain, drainAsync, type OnProgress, report, type Work } from "../base/work.ts";
import type { MatrixLike, VectorLike } from "../check/matrix.ts";
import { reject, said } from "../check/reject.ts";
import { takeRows } from "../fold/take-rows.ts";
import { type RandomState, randomStateOf } from "../matrix/random.ts";
import { mean } from "../metric/mean.ts";
import { normalCdf, normalQuantile } from "../metric/normal.ts";
import { isScoring, type Scoring, scoreTask, scoringRule } from "../metric/scoring.ts";
import { checkPredictor, type Predictor, predictTasks, type Rows, readRows } from "./predictor.ts";

export interface BootstrapOptions {
  /** Another model: the difference of the scores is what is looked at, the first model's less this one's. */
  readonly against?: Predictor;
  /** How a task is scored, more is better; default "r2". */
  readonly scoring?: Scoring;
  /** "BCa" (default), corrected for bias and skewness, or "percentile". */
  readonly method?: "BCa" | "percentile";
  /** Whether the rows of every task that is drawn are drawn too; default false: the scores of the tasks are as they are. */
  readonly resampleRows?: boolean;
  /** Default 9999. */
  readonly nResamples?: number;
  /** Default 0.95. */
  readonly confidence?: number;
  readonly randomState?: number | RandomState;
}

export interface BootstrapInterval {
  /** The mean over the tasks. */
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** The standard deviation of the resampled means. */
  readonly standardError: number;
  /** One a task: its score, or the difference of its scores. */
  readonly tasks: Float64Array;
  /** The resampled means. */
  readonly distribution: Float64Array;
}

const known = [
  ...(["against", "scoring", "method", "resampleRows", "nResamples", "confidence", "randomState"] as const),
];

/**
 * An interval of a mean over tasks, of a score or of the difference between two models, by drawing tasks with replacement: what
 * it would be for other tasks of the same kind, for which rows alone say nothing.
 *
 * With `resampleRows` the rows of every task drawn are drawn too, which adds what the rows leave open. A task that is drawn without
 * an observed target is drawn again. Tasks are drawn as `scipy.stats.bootstrap` draws for the same seed. Of one task, or of tasks
 * that all score the same, the BCa interval is undefined and refused.
 *
 * @throws PolytaskError where data or options are wrong
 * @see Efron 1987, Better bootstrap confidence intervals; Field & Welsh 2007 for two levels
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiOutputRidge, MultiTaskLasso } from "polytask";
 * import { makeMultitask } from "polytask/data";
 * import { taskBootstrap } from "polytask/inspect";
 *
 * const make = () => makeMultitask({ structure: "sharedSupport", nSamples: 60, randomState: 0 }).tasks;
 * const train = make().map(({ X, y }) => ({ X: { ...X, data: X.data.slice(0, 600), rows: 30 }, y: y.slice(0, 30) }));
 * const test = make().map(({ X, y }) => ({ X: { ...X, data: X.data.slice(600), rows: 30 }, y: y.slice(30) }));
 * const [lasso, ridge] = [new MultiTaskLasso({ alpha: 0.3 }).fit(train), new MultiOutputRidge().fit(train)];
 * const { mean, low, high } = taskBootstrap(lasso, test, { against: ridge, randomState: 0 });
 * assert.ok(0 < low && low < mean && mean < high); // it pays, for tasks such as these
 * ```
 */
export function taskBootstrap(
  model: Predictor,
  X: MatrixLike,
  Y: MatrixLike | VectorLike,
  options?: FitOptions & BootstrapOptions & { onProgress?: OnProgress },
): BootstrapInterval;
export function taskBootstrap(
  model: Predictor,
  tasks: readonly Task[],
  options?: BootstrapOptions & { onProgress?: OnProgress },
): BootstrapInterval;
export function taskBootstrap(model: Predictor, ...given: unknown[]): BootstrapInterval {
  const where = "taskBootstrap";
  const extra = [...known, "onProgress"] as const;
  const { rows, options } = readRows<BootstrapOptions & { onProgress?: OnProgress }>(where, given, extra);
  return drain(resampled(where, model, rows, options), options.onProgress);
}

/** The same, giving way to other work every 50 ms or so. */
export function taskBootstrapAsync(
  model: Predictor,
  X: MatrixLike,
  Y: MatrixLike | VectorLike,
  options?: FitOptions & BootstrapOptions & AsyncOptions,
): Promise<BootstrapInterval>;
export function taskBootstrapAsync(
  model: Predictor,
  tasks: readonly Task[],
  options?: BootstrapOptions & AsyncOptions,
): Promise<BootstrapInterval>;
export async function taskBootstrapAsync(model: Predictor, ...given: unknown[]): Promise<BootstrapInterval> {
  const where = "taskBootstrapAsync";
  const extra = [...known, "onProgress", "signal"] as const;
  const { rows, options } = readRows<BootstrapOptions & AsyncOptions>(where, given, extra);
  return drainAsync(resampled(where, model, rows, options), options);
}

function* resampled(
  where: string,
  model: Predictor,
  rows: Rows,
  options: BootstrapOptions,
): Work<BootstrapInterval> {
  const { against, scoring = "r2", method = "BCa", resampleRows = false, nResamples = 9999 } = options;
  const { confidence = 0.95, randomState } = options;
  checkPredictor(where, model);
  if (against !== undefined) checkPredictor(`${where} against`, against);
  if (!isScoring(scoring)) reject("param", `${where}.scoring`, scoringRule, scoring);
  if (method !== "BCa" && method !== "percentile")
    reject("param", `${where}.method`, 'one of "BCa", "percentile"', method);
  if (!(Number.isInteger(nResamples) && nResamples >= 1))
    reject("param", `${where}.nResamples`, "an integer >= 1", nResamples);
  if (!(confidence > 0 && confidence < 1))
    reject("param", `${where}.confidence`, "a number between 0 and 1", confidence);
  const random = randomStateOf(`${where}.randomState`, randomState);
  const { T, tasks } = rows;
  const found = [model, ...(against ? [against] : [])].map((one) =>
    predictTasks(where, one, rows.tasks, rows.shared),
  );
  const scoreOf = (t: number, at?: Int32Array): number => {
    const { y, weight, task } = tasks[t]!;
    const some = (values: Float64Array): Float64Array =>
      at ? (takeRows(values, at) as Float64Array) : values;
    const own = found.map((predictions) =>
      scoreTask(
        `${where} task ${JSON.stringify(task)}`,
        scoring,
        some(y),
        some(predictions[t]!),
        weight && some(weight),
      ),
    );
    return own.length === 2 ? own[0]! - own[1]! : own[0]!;
  };
  const scores = Float64Array.from(tasks, (_, t) => scoreOf(t));
  const redrawn = (t: number): number => {
    const { y, weight } = tasks[t]!;
    for (;;) {
      const at = random.choice(y.length, y.length);
      if (at.some((i) => !Number.isNaN(y[i]!) && weight?.[i] !== 0)) return scoreOf(t, at);
    }
  };
  const distribution = new Float64Array(nResamples);
  for (let b = 0; b < nResamples; b++) {
    let sum = 0;
    for (const t of random.choice(T, T)) sum += resampleRows ? redrawn(t) : scores[t]!;
    distribution[b] = sum / T;
    if (b % 64 === 0) yield* report({ stage: "resample", fraction: b / nResamples });
  }
  const tail = (1 - confidence) / 2;
  const shares =
    method === "BCa" ? corrected(where, scores, distribution, tail) : ([tail, 1 - tail] as const);
  const sorted = distribution.slice().sort();
  const centre = mean(distribution);
  const variance = distribution.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (nResamples - 1);
  return {
    ...{ mean: mean(scores), tasks: scores, distribution },
    low: quantile(sorted, shares[0]),
    high: quantile(sorted, shares[1]),
    standardError: Math.sqrt(variance),
  };
}

/** Which shares of the distribution the ends are, by its bias about the mean and by the skewness of the jackknife. */
function corrected(
  where: string,
  scores: Float64Array,
  distribution: Float64Array,
  tail: number,
): readonly [number, number] {
  const centre = mean(scores);
  let [cubes, squares, below] = [0, 0, 0];
  for (const score of scores) {
    const off = score - centre; // a jackknife mean is off / (T − 1) below the mean
    cubes += off * off * off;
    squares += off ** 2;
  }
  if (!(squares > 0))
    reject("value", where, "tasks of different scores, for a BCa interval", said("one score for all"));
  for (const value of distribution) below += value < centre ? 1 : value === centre ? 0.5 : 0;
  if (below === 0 || below === distribution.length) {
    const got = said(`${distribution.length}, all on one side of the mean`);
    reject("param", `${where}.nResamples`, "more resamples, for a BCa interval", got);
  }
  const bias = normalQuantile(below / distribution.length);
  const skewness = cubes / (6 * squares * Math.sqrt(squares));
  const share = (p: number): number => {
    const z = bias + normalQuantile(p);
    return normalCdf(bias + z / (1 - skewness * z));
  };
  return [share(tail), share(1 - tail)];
}

/** NumPy's linear quantile of sorted numbers. */
function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const k = Math.min(sorted.length - 1, Math.floor(place));
  const next = sorted[k + 1] ?? sorted[k]!;
  return sorted[k]! + (place - k) * (next - sorted[k]!);
}
