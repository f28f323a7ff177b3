import type { Label } from "../base/label.ts";
import { reject, said } from "../check/reject.ts";
import type { RowSplit } from "./split-rows.ts";

/** Row numbers to train on and to test on. */
export interface Split {
  readonly train: ArrayLike<number>;
  readonly test: ArrayLike<number>;
}

/** What rows are: which tasks have targets on them, and the targets. */
export interface SplitRows {
  /** The numbers of the tasks: one, or all that share the rows. */
  readonly tasks: readonly number[];
  /** One list a task, as many as there are rows; null, undefined and NaN are missing. */
  readonly targets: readonly ArrayLike<Label | null | undefined>[];
}

/** Whoever splits n rows, such as `KFold`. */
export interface Splitter {
  /**
   * What it has to know: "rows", their number alone, so that tasks with as many rows are split alike; "targets", whose rows they are
   * and what is observed on them; "tasks", nothing, as it splits tasks instead of rows. Default "rows".
   */
  readonly by?: "rows" | "targets" | "tasks";
  split(n: number, of?: SplitRows): Iterable<Split>;
}

/** Asks a splitter, or takes a list of splits, and refuses rows that are not among the n and parts without rows. */
export function splitsOf(
  where: string,
  cv: Splitter | readonly Split[],
  n: number,
  of?: SplitRows,
): readonly RowSplit[] {
  const splits = Array.isArray(cv) ? cv : (cv as Splitter).split(n, of);
  const read = Array.from(splits as Iterable<Split>, (split, k) => ({
    train: readRows(`${where} split ${k}.train`, split?.train, n),
    test: readRows(`${where} split ${k}.test`, split?.test, n),
  }));
  if (read.length === 0) reject("param", where, "at least one split", said("none"));
  return read;
}

function readRows(where: string, given: ArrayLike<number> | undefined, n: number): Int32Array {
  if (typeof given !== "object" || given === null || !(given.length >= 0))
    reject("param", where, "row numbers", given);
  if (given.length === 0) reject("param", where, "at least one row", said("none"));
  return Int32Array.from(given, (row) => {
    if (!(Number.isInteger(row) && row >= 0 && row < n))
      reject("param", where, `rows from 0 to ${n - 1}`, row);
    return row;
  });
}

/** Whether every row is tested once and trains in all other splits: statistics then add up to those of the rest. */
export function isPartition(splits: readonly RowSplit[], n: number): boolean {
  const tested = new Uint8Array(n);
  const seen = new Int32Array(n).fill(-1);
  let total = 0;
  for (const { test } of splits) {
    total += test.length;
    for (const i of test) tested[i] = 1;
  }
  if (total !== n || tested.includes(0)) return false;
  return splits.every(({ train, test }, k) => {
    if (train.length + test.length !== n) return false;
    for (const rows of [train, test]) {
      for (const i of rows) {
        if (seen[i] === k) return false;
        seen[i] = k;
      }
    }
    return true;
  });
}
