import type { TaskData } from "../base/tasks.ts";
import type { Work } from "../base/work.ts";
import { reject, said } from "../check/reject.ts";
import { checkFolds, type FoldStatistics, partedStatistics, type SplitsOf } from "../fold/fold-statistics.ts";
import { isPartition } from "../fold/splitter.ts";
import { countSplits } from "../solver/folds.ts";
import { checkObserved } from "../solver/ridge-fit.ts";
import { groupsOf } from "../statistics/group.ts";
import type { TaskStatistics } from "../statistics/task-statistics.ts";

/** K folds, each left out alone, and every two of them together. */
export interface NestedFolds {
  readonly tests: readonly TaskStatistics[];
  readonly total: TaskStatistics;
  /** All but some folds, merged. */
  without(...left: readonly number[]): TaskStatistics;
}

/** Folds that part the rows, three or more, in one pass over them. */
export function* foldsToNest(where: string, data: TaskData, splitsOf: SplitsOf): Work<FoldStatistics> {
  const groups = groupsOf(data);
  for (const { rows, tasks } of groups) checkObserved(where, rows.length, tasks[0]!, data.taskNames);
  const K = countSplits(where, groups, splitsOf);
  checkCount(`${where} cv`, K);
  if (!groups.every(({ X }) => isPartition(splitsOf(X.rows, X), X.rows)))
    reject("param", `${where} cv`, "folds that test every row once and train on all others", said("others"));
  const folds = yield* partedStatistics(data, groups, splitsOf, K);
  checkFolds(where, folds);
  return folds;
}

/** Folds, three or more, of which two at a time can be left out. */
export function nested(where: string, { tests, total }: FoldStatistics): NestedFolds {
  checkCount(`${where} folds`, tests.length);
  return {
    tests,
    total,
    without: (...left) => tests.filter((_, k) => !left.includes(k)).reduce((sum, more) => sum.merge(more)),
  };
}

function checkCount(where: string, K: number): void {
  if (K < 3) reject("param", where, "3 folds or more, as two of them are left out", said(`${K}`));
}
