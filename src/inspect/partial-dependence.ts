import type { Matrix } from "ml-matrix";
import { toMatrix } from "../base/linear-model.ts";
import { isTasks, type TaskInputs } from "../base/tasks.ts";
import { type AsyncOptions, drain, drainAsync, type OnProgress, report, type Work } from "../base/work.ts";
import { type FlatMatrix, type MatrixLike, readMatrix, readMatrixOrColumn } from "../check/matrix.ts";
import { checkOptions } from "../check/options.ts";
import { reject, said } from "../check/reject.ts";
import { zeros } from "../matrix/dense.ts";
import { checkPredictor, type Predictor, predictTasks } from "./predictor.ts";

export interface DependenceOptions {
  /** A column of X, or two. */
  readonly features: number | readonly [number] | readonly [number, number];
  /** Values a feature, where it has more of its own; default 100. */
  readonly gridResolution?: number;
  /** Between which quantiles they lie; default [0.05, 0.95]. */
  readonly percentiles?: readonly [number, number];
}

export interface PartialDependence {
  /** The values of every feature. */
  readonly grid: readonly Float64Array[];
  /** Points of the grid x T: the mean prediction of a task's rows. Of two features the second one runs first. */
  readonly average: Matrix;
  /** One a task, its rows x points: the line of every row (individual conditional expectation). */
  readonly individual: readonly Matrix[];
}

const known = ["features", "gridResolution", "percentiles"] as const;

/**
 * What every task's model predicts, on average over its rows, where one feature or two are set to the values of a grid: any model
 * with `predict`. The grid is scikit-learn's: the values themselves where they are fewer than `gridResolution`, else as many
 * steps between two quantiles; tasks with rows of their own have one grid, of all their rows.
 *
 * @param model - a fitted model; `given` is X, on which it predicts all tasks, or one X a task
 * @throws PolytaskError where a feature is not there, or the quantiles of a feature are the same
 * @see Friedman 2001, section 8.2; Goldstein et al. 2015 for the lines; scikit-learn, `partial_dependence(method="brute")`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiOutputRidge } from "polytask";
 * import { partialDependence } from "polytask/inspect";
 *
 * const X = [[0, 1], [1, 0], [2, 2], [5, 1]];
 * const model = new MultiOutputRidge({ alpha: 0 }).fit(X, X.map(([a, b]) => [a! + 2 * b!, a!]));
 * const { grid, average, individual } = partialDependence(model, X, { features: 1 });
 * assert.deepEqual([...grid[0]!], [0, 1, 2]);
 * assert.ok(Math.abs(average.get(2, 0) - average.get(0, 0) - 4) < 1e-12); // two steps of 2
 * assert.deepEqual([individual.length, individual[0]!.rows, individual[0]!.columns], [2, 4, 3]);
 * ```
 */
export function partialDependence(
  model: Predictor,
  given: MatrixLike | readonly TaskInputs[],
  options: DependenceOptions & { readonly onProgress?: OnProgress },
): PartialDependence {
  const where = "partialDependence";
  checkOptions(where, options, [...known, "onProgress"]);
  return drain(onGrid(where, model, given, options), options?.onProgress);
}

/** The same, giving way to other work every 50 ms or so. */
export async function partialDependenceAsync(
  model: Predictor,
  given: MatrixLike | readonly TaskInputs[],
  options: DependenceOptions & AsyncOptions,
): Promise<PartialDependence> {
  const where = "partialDependenceAsync";
  checkOptions(where, options, [...known, "onProgress", "signal"]);
  return drainAsync(onGrid(where, model, given, options), options);
}

function* onGrid(
  where: string,
  model: Predictor,
  given: MatrixLike | readonly TaskInputs[],
  options: DependenceOptions,
): Work<PartialDependence> {
  checkPredictor(where, model);
  const perTask = isTasks(given);
  const matrices = perTask
    ? given.map(({ X }, t) => readMatrix(`${where} task ${t} X`, X))
    : [readMatrix(`${where} X`, given)];
  const { features, gridResolution = 100, percentiles = [0.05, 0.95] } = options ?? {};
  const chosen = typeof features === "number" ? [features] : features;
  const p = matrices[0]!.columns;
  const isColumn = (j: unknown): boolean => Number.isInteger(j) && (j as number) >= 0 && (j as number) < p;
  if (!Array.isArray(chosen) || chosen.length < 1 || chosen.length > 2 || !chosen.every(isColumn))
    reject("param", `${where}.features`, `a column from 0 to ${p - 1}, or two`, features);
  if (!(Number.isInteger(gridResolution) && gridResolution >= 2))
    reject("param", `${where}.gridResolution`, "an integer >= 2", gridResolution);
  const [low, high] = percentiles;
  if (!(low >= 0 && low < high && high <= 1))
    reject("param", `${where}.percentiles`, "two numbers from 0 to 1, the lower one first", percentiles);
  const grid = chosen.map((j) => axisOf(where, matrices, j, gridResolution, [low, high]));
  const points = grid.reduce<number[][]>(
    (before, axis) => before.flatMap((point) => Array.from(axis, (value) => [...point, value])),
    [[]],
  );
  const T = perTask
    ? given.length
    : readMatrixOrColumn(`${where} predictions`, model.predict(matrices[0]!)).columns;
  const tasks = Array.from({ length: T }, (_, t) => ({
    X: matrices[perTask ? t : 0]!,
    task: (perTask ? given[t]!.name : undefined) ?? t,
  }));
  const average = zeros(points.length, T);
  const lines = tasks.map(({ X }) => zeros(X.rows, points.length));
  for (const [at, point] of points.entries()) {
    const set = matrices.map((X) => withValues(X, chosen, point));
    const inputs = tasks.map(({ task }, t) => ({ task, X: set[perTask ? t : 0]! }));
    for (const [t, found] of predictTasks(where, model, inputs, !perTask).entries()) {
      average.data[at * T + t] = found.reduce((sum, value) => sum + value, 0) / found.length;
      for (const [i, value] of found.entries()) lines[t]!.data[i * points.length + at] = value;
    }
    yield* report({ stage: "grid", fraction: (at + 1) / points.length });
  }
  return { grid, average: toMatrix(average), individual: lines.map(toMatrix) };
}

function axisOf(
  where: string,
  matrices: readonly FlatMatrix[],
  j: number,
  count: number,
  [low, high]: readonly [number, number],
): Float64Array {
  const values = Float64Array.from(
    matrices.flatMap(({ data, rows, columns }) =>
      Array.from({ length: rows }, (_, i) => data[i * columns + j]!),
    ),
  ).sort();
  const different = values.filter((value, k) => k === 0 || value !== values[k - 1]);
  if (different.length < count) return different;
  const [first, last] = [quantile(values, low), quantile(values, high)];
  if (Math.abs(first - last) <= 1e-8 + 1e-5 * Math.abs(last)) {
    const rule = `percentiles whose quantiles of column ${j} differ`;
    reject("value", `${where}.percentiles`, rule, said(`${first} and ${last}`));
  }
  const step = (last - first) / (count - 1);
  return Float64Array.from({ length: count }, (_, k) => (k === count - 1 ? last : first + k * step));
}

/** SciPy's `mquantiles`: alphap = betap = 0.4. */
function quantile(sorted: Float64Array, share: number): number {
  const n = sorted.length;
  const place = n * share + 0.4 + 0.2 * share;
  const k = Math.floor(Math.max(1, Math.min(n - 1, place)));
  const beyond = Math.max(0, Math.min(1, place - k));
  return (1 - beyond) * sorted[k - 1]! + beyond * (sorted[k] ?? sorted[k - 1]!);
}

function withValues(
  { data, rows, columns }: FlatMatrix,
  features: readonly number[],
  point: readonly number[],
) {
  const out = data.slice();
  for (let i = 0; i < rows; i++) for (const [at, j] of features.entries()) out[i * columns + j] = point[at]!;
  return { data: out, rows, columns };
}
