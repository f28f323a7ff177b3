import { taskLabel } from "../base/task-names.ts";
import { reject, said } from "../check/reject.ts";
import { type Folds, foldsParameter, splitterOf } from "../estimator/folds.ts";
import type { RowSplit } from "../fold/split-rows.ts";
import { type Splitter, splitsOf } from "../fold/splitter.ts";
import { allRows, observed, type Sample } from "./sample.ts";

/** One fold: rows of every part, and which tasks are learnt and tested on them. */
export interface Cut {
  readonly train: readonly Int32Array[];
  readonly test: readonly Int32Array[];
  readonly learnt: readonly number[];
  readonly tested: readonly number[];
}

/** Whether a splitter leaves out tasks instead of rows. */
export const leavesOutTasks = (cv: Folds): boolean =>
  typeof cv === "object" && (cv as Splitter).by === "tasks";

/**
 * The folds of data. Refuses, by name, a task that has no observed target to train on in some fold, or none to test in any; where a
 * fold alone has none to test, there is no score.
 */
export function cutsOf(where: string, cv: Folds, sample: Sample): readonly Cut[] {
  if (!foldsParameter.accepts(cv)) reject("param", `${where}.cv`, foldsParameter.rule, cv);
  const { parts, T, taskNames } = sample;
  const all = Array.from({ length: T }, (_, t) => t);
  if (leavesOutTasks(cv)) {
    const rows = parts.map((part) => allRows(part.rows));
    return splitsOf(`${where} cv`, cv as Splitter, T).map(({ train, test }) => ({
      ...{ train: rows, test: rows },
      ...{ learnt: Array.from(train), tested: Array.from(test) },
    }));
  }
  const split = splitterOf(`${where} cv`, cv, (X) => parts.find((part) => part === X)!);
  const splits = parts.map((part) => split(part.rows, part));
  const K = splits[0]!.length;
  const other = splits.find(({ length }) => length !== K);
  if (other) reject("param", `${where} cv`, `${K} splits of every task`, said(`${other.length}`));
  const side = (k: number, name: keyof RowSplit) => splits.map((own) => own[k]![name]);
  const cuts = Array.from({ length: K }, (_, k) => ({
    ...{ train: side(k, "train"), test: side(k, "test") },
    ...{ learnt: all, tested: all },
  }));
  for (const [at, part] of parts.entries()) {
    for (const t of part.tasks) {
      const has = (rows: Int32Array): boolean => observed(part, t, rows).any;
      const without = cuts.findIndex(({ train }) => !has(train[at]!));
      const what = `an observed target of ${taskLabel(t, taskNames)} to`;
      if (without >= 0) reject("value", `${where} fold ${without}`, `${what} train on`, said("none"));
      if (!cuts.some(({ test }) => has(test[at]!)))
        reject("value", `${where} folds`, `${what} test in one of them`, said("none"));
    }
  }
  return cuts;
}
