import { born } from "../base/born.ts";
import { reject } from "../check/reject.ts";
import type { RowSplit } from "./split-rows.ts";
import type { Splitter } from "./splitter.ts";

/**
 * Leaves out tasks instead of rows, one at a time: the others are learnt, and the one left out is predicted by the mean of what
 * they predict, which is all that there is to say of a task without rows. Whoever needs every task in training refuses it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { LeaveOneTaskOut } from "polytask";
 *
 * const splits = new LeaveOneTaskOut().split(3);
 * assert.deepEqual(splits.map(({ train, test }) => [[...train], [...test]]), [[[1, 2], [0]], [[0, 2], [1]], [[0, 1], [2]]]);
 * ```
 */
export class LeaveOneTaskOut implements Splitter {
  readonly by = "tasks";

  constructor() {
    born("LeaveOneTaskOut", LeaveOneTaskOut, [], this);
  }

  /** The numbers of the tasks to train on and of the one to test on, for each of T tasks. */
  split(T: number): RowSplit[] {
    if (!(Number.isInteger(T) && T >= 2)) reject("param", "LeaveOneTaskOut.split", "at least 2 tasks", T);
    const all = Int32Array.from({ length: T }, (_, t) => t);
    return Array.from(all, (left) => ({
      train: all.filter((t) => t !== left),
      test: Int32Array.of(left),
    }));
  }
}
