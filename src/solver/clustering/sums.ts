import type { RowsOfTasks } from "./rows-of-tasks.ts";

/** Fills the sums, T x k x p, and the numbers, T x k, of the rows of every task in every cluster. */
export function addUp(
  { X, p, task }: RowsOfTasks,
  k: number,
  labels: Int32Array,
  sums: Float64Array,
  counts: Float64Array,
): void {
  sums.fill(0);
  counts.fill(0);
  for (let i = 0; i < X.rows; i++) {
    const at = task[i]! * k + labels[i]!;
    counts[at]!++;
    for (let j = 0; j < p; j++) sums[at * p + j]! += X.data[i * p + j]!;
  }
}
