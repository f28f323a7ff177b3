import type { Group } from "../statistics/group.ts";

/**
 * A lower bound of twice the largest eigenvalue of XᵀX, where MALSAR's models of two parts begin to search for a step:
 * 2 max(‖X‖₁² / n, ‖X‖∞² / pT) of the block diagonal X, n rows in all, one block a task.
 */
export function firstCurvature(groups: readonly Group[], p: number, T: number): number {
  let [rowsInAll, column, row] = [0, 0, 0];
  for (const { X, rows, tasks } of groups) {
    const columns = new Float64Array(p);
    for (const i of rows) {
      let size = 0;
      for (let j = 0; j < p; j++) {
        const x = Math.abs(X.data[i * p + j]!);
        columns[j]! += x;
        size += x;
      }
      row = Math.max(row, size);
    }
    for (const size of columns) column = Math.max(column, size);
    rowsInAll += rows.length * tasks.length;
  }
  return 2 * Math.max((column * column) / rowsInAll, (row * row) / (p * T));
}
