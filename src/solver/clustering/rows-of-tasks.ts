import type { TaskShape } from "../../base/task-names.ts";
import type { Dense } from "../../matrix/dense.ts";

/** The rows of all tasks, one task after the other. */
export interface RowsOfTasks extends TaskShape {
  /** N x p. */
  readonly X: Dense;
  /** N: the task of every row. */
  readonly task: Int32Array;
}

/** ‖x_i − c_k‖² for row i of X and row k of C. */
export function squareBetween(X: Dense, i: number, C: Float64Array, k: number): number {
  const p = X.columns;
  let sum = 0;
  for (let j = 0; j < p; j++) {
    const step = X.data[i * p + j]! - C[k * p + j]!;
    sum += step * step;
  }
  return sum;
}
