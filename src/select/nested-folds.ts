import { taskLabel } from "../base/task-names.ts";
import type { TaskData } from "../base/tasks.ts";
import type { Work } from "../base/work.ts";
import { reject, said } from "../check/reject.ts";
import { partedStatistics, type SplitsOf } from "../fold/fold-statistics.ts";
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
export function* nestedFolds(where: string, data: TaskData, splitsOf: SplitsOf): Work<NestedFolds> {
  const groups = groupsOf(data);
  for (const { rows, tasks } of groups) checkObserved(where, rows.length, tasks[0]!, data.taskNames);
  const K = countSplits(where, groups, splitsOf);
  if (K < 3) reject("param", `${where} cv`, "3 folds or more, as two of them are left out", said(`${K}`));
  if (!groups.every(({ X }) => isPartition(splitsOf(X.rows, X), X.rows)))
    reject("param", `${where} cv`, "folds that test every row once and train on all others", said("others"));
  const { tests, total } = yield* partedStatistics(data, groups, splitsOf, K);
  for (const [k, { groups: parts }] of tests.entries()) {
    for (const { tasks, moments } of parts) {
      if (moments.count > 0) continue;
      const what = `an observed target of ${taskLabel(tasks[0]!, data.taskNames)} to test`;
      reject("value", `${where} fold ${k}`, what, said("none"));
    }
  }
  return {
    tests,
    total,
    without: (...left) => tests.filter((_, k) => !left.includes(k)).reduce((sum, more) => sum.merge(more)),
  };
}
