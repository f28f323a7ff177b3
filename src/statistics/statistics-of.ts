import { readArguments } from "../base/arguments.ts";
import type { FitOptions, Task } from "../base/tasks.ts";
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
export function statisticsOf(tasks: readonly Task[], options?: Pick<Options, "onProgress">): TaskStatistics;
export function statisticsOf(...given: unknown[]): TaskStatistics {
  const { data, options } = readArguments<Options>("statisticsOf", given, ["onProgress"]);
  return drain(accumulate(data), options.onProgress);
}
