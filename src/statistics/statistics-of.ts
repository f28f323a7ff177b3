import { readArguments } from "../base/arguments.ts";
import type { FitOptions, Task } from "../base/tasks.ts";
import { drain, drainAsync, type OnProgress } from "../base/work.ts";
import type { MatrixLike, VectorLike } from "../check/matrix.ts";
import { readWorkers, type ThreadOptions } from "../parallel/thread-options.ts";
import { accumulate } from "./accumulate.ts";
import { accumulateOnThreads, areThreads } from "./on-threads.ts";
import type { TaskStatistics } from "./task-statistics.ts";

interface Options extends FitOptions {
  readonly onProgress?: OnProgress;
}

/**
 * The statistics of data: all that squared loss will ever ask of the rows, in one pass over them. Takes the same two
 * forms as `fit`; the rows are not kept.
 */
export function statisticsOf(X: MatrixLike, Y: MatrixLike | VectorLike, options?: Options): TaskStatistics;
export function statisticsOf(tasks: readonly Task[], options?: Pick<Options, "onProgress">): TaskStatistics;
export function statisticsOf(...given: unknown[]): TaskStatistics {
  const { data, options } = readArguments<Options>("statisticsOf", given, ["onProgress"]);
  return drain(accumulate(data), options.onProgress);
}

/**
 * Like `statisticsOf`, giving way to other work every 50 ms or so; the inputs are copied before the first pause. With `workers` as many threads
 * add up the rows, for data too large for one core: the same bits for any number of them. Estimators learn the rest by `fitStatistics`.
 *
 * Rows are added up in shards whose size depends on the data alone, each by itself, and shards are merged in their order. Threads need memory
 * that they share, which browsers have on pages that are isolated from other origins; elsewhere one thread does it all. Numbers are copied into
 * such memory, but for those that stand in a `SharedArrayBuffer` already: leave these as they are until the promise settles.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiOutputRidge, statisticsOf, statisticsOfAsync } from "polytask";
 *
 * const X = Array.from({ length: 1000 }, (_, i) => [i % 7, i % 5]);
 * const y = X.map(([a, b]) => 1 + a! - 2 * b!);
 * const statistics = await statisticsOfAsync(X, y, { workers: 2 });
 * assert.deepEqual(statistics, statisticsOf(X, y));
 * assert.ok(Math.abs(new MultiOutputRidge({ alpha: 0 }).fitStatistics(statistics).coef.get(1, 0) + 2) < 1e-12);
 * ```
 */
export function statisticsOfAsync(
  X: MatrixLike,
  Y: MatrixLike | VectorLike,
  options?: FitOptions & ThreadOptions,
): Promise<TaskStatistics>;
export function statisticsOfAsync(tasks: readonly Task[], options?: ThreadOptions): Promise<TaskStatistics>;
export async function statisticsOfAsync(...given: unknown[]): Promise<TaskStatistics> {
  const where = "statisticsOfAsync";
  const sizeOf = ({ workers }: ThreadOptions): number => readWorkers(where, workers);
  const alone = (options: ThreadOptions): boolean => !areThreads(sizeOf(options));
  const { data, options } = readArguments<ThreadOptions>(where, given, ["signal", "onProgress", "workers"], alone); // biome-ignore format: one line
  const work = alone(options) ? accumulate(data) : accumulateOnThreads(data, sizeOf(options));
  return drainAsync(work, options);
}
