import type { FlatMatrix } from "../check/matrix.ts";
import type { TaskData } from "./tasks.ts";

/** The rows of one task. */
export interface TaskRows {
  readonly X: FlatMatrix;
  /** NaN where a target is missing. */
  readonly y: Float64Array;
  readonly weight: Float64Array | undefined;
}

/** Checked data task by task, whatever their form; tasks on the same rows have the same X. */
export function tasksApart({ blocks }: Pick<TaskData, "blocks">): TaskRows[] {
  const out: TaskRows[] = [];
  for (const { X, Y, weight, tasks } of blocks) {
    const perTask = weight && weight.length !== X.rows;
    for (const [column, t] of tasks.entries()) {
      out[t] = {
        X,
        y: Float64Array.from({ length: X.rows }, (_, i) => Y.data[i * Y.columns + column]!),
        weight: perTask ? weight.filter((_, k) => k % tasks.length === column) : weight,
      };
    }
  }
  return out;
}
