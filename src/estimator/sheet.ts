import type { TaskData } from "../base/tasks.ts";
import { type Dense, zeros } from "../matrix/dense.ts";

/** The observed targets of a task on a sheet: row numbers, values there, and weights where not all are 1. */
export interface SheetTask {
  readonly rows: Int32Array;
  readonly y: Float64Array;
  readonly weight: Float64Array | undefined;
}

/** Rows of inputs and the tasks that are observed on them; tasks handed in apart with the same X share a sheet. */
export interface Sheet {
  readonly X: Dense;
  readonly tasks: ReadonlyMap<number, SheetTask>;
}

/** Data as sheets: a missing target, a weight of 0 and a row that is not the task's are the same from here on. */
export function sheetsOf({ blocks }: Pick<TaskData, "blocks">): readonly Sheet[] {
  const sheets: { X: Dense; tasks: Map<number, SheetTask> }[] = [];
  for (const { X, Y, weight, tasks } of blocks) {
    const known = sheets.find((sheet) => isSame(sheet.X, X));
    const sheet = known ?? { X, tasks: new Map<number, SheetTask>() };
    if (!known) sheets.push(sheet);
    const perTask = weight !== undefined && weight.length !== X.rows;
    for (const [k, t] of tasks.entries()) {
      const weightOf = (i: number): number => weight?.[perTask ? i * Y.columns + k : i] ?? 1;
      const targetOf = (i: number): number => Y.data[i * Y.columns + k]!;
      const all = Int32Array.from({ length: X.rows }, (_, i) => i);
      const rows = all.filter((i) => weightOf(i) > 0 && !Number.isNaN(targetOf(i)));
      const weights = Float64Array.from(rows, weightOf);
      const ones = weights.every((value) => value === 1);
      sheet.tasks.set(t, { rows, y: Float64Array.from(rows, targetOf), weight: ones ? undefined : weights });
    }
  }
  return sheets;
}

/** Inputs with more columns on their right. */
export function widen(X: Dense, more: readonly Float64Array[]): Dense {
  const p = X.columns + more.length;
  const out = zeros(X.rows, p);
  for (let i = 0; i < X.rows; i++) {
    out.data.set(X.data.subarray(i * X.columns, (i + 1) * X.columns), i * p);
    for (const [k, column] of more.entries()) out.data[i * p + X.columns + k] = column[i]!;
  }
  return out;
}

/** Some rows, in their order. */
export function rowsOf({ data, columns }: Dense, rows: ArrayLike<number>): Dense {
  const out = zeros(rows.length, columns);
  for (let k = 0; k < rows.length; k++)
    out.data.set(data.subarray(rows[k]! * columns, (rows[k]! + 1) * columns), k * columns);
  return out;
}

function isSame(a: Dense, b: Dense): boolean {
  if (a.rows !== b.rows) return false;
  for (let k = 0; k < a.data.length; k++) if (a.data[k] !== b.data[k]) return false;
  return true;
}
