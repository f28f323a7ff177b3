import { checkOptions } from "../check/options.ts";
import { type FitOptions, isTasks, readTaskData, type TaskData } from "./tasks.ts";

/**
 * Reads what a method was called with, (X, Y, options) or (tasks, options), into checked data and its options.
 * `extra` are the options of the method beside those of the data; with `copy`, which they may decide, the data are safe from later changes.
 */
export function readArguments<O extends object>(
  where: string,
  [given, second, third]: readonly unknown[],
  extra: readonly (string & keyof O)[],
  copy: boolean | ((options: O) => boolean) = false,
): { data: TaskData; options: O } {
  const perTask = isTasks(given);
  const [Y, options] =
    perTask && third === undefined && isPlain(second) ? [undefined, second] : [second, third];
  checkOptions(where, options, perTask ? extra : ["sampleWeight", "taskNames", ...extra]);
  const chosen = (options ?? {}) as O & FitOptions;
  const safe = typeof copy === "function" ? copy(chosen) : copy;
  return { data: readTaskData(where, given, Y, chosen, safe), options: chosen };
}

/** Whether a value is an object of options rather than a matrix or a vector. */
const isPlain = (value: unknown): boolean =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  !ArrayBuffer.isView(value) &&
  !("rows" in value);
