import { type FitOptions, readTaskData, type Task } from "../base/tasks.ts";
import { drain, type OnProgress } from "../base/work.ts";
import type { MatrixLike, VectorLike } from "../check/matrix.ts";
import { accumulate } from "./accumulate.ts";
import type { TaskStatistics } from "./task-statistics.ts";

interface Options extends FitOptions {
  readonly onProgress?: OnProgress;
}

/**
 * The statistics of data: all that squared loss will ever ask of the rows, in one pass over them. Takes the same two
 * forms as `fit`; the rows are not kept.
 */
export function statisticsOf(X: MatrixLike, Y: MatrixLike | VectorLike, options?: Options): TaskStatistics;
export function statisticsOf(tasks: readonly Task[]): TaskStatistics;
export function statisticsOf(
  given: MatrixLike | readonly Task[],
  Y?: unknown,
  options?: Options,
): TaskStatistics {
  return drain(accumulate(readTaskData("statisticsOf", given, Y, options)), options?.onProgress);
}
