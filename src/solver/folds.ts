import { taskLabel } from "../base/task-names.ts";
import type { TaskData } from "../base/tasks.ts";
import type { Work } from "../base/work.ts";
import { reject, said } from "../check/reject.ts";
import {
  drawnStatistics,
  type FoldStatistics,
  observedAmong,
  partedStatistics,
  type SplitsOf,
} from "../fold/fold-statistics.ts";
import { isPartition } from "../fold/splitter.ts";
import type { Penalty } from "../penalty/penalty.ts";
import { type Group, groupsOf } from "../statistics/group.ts";
import { goesByRows, type Opened, openGroup, openStatistics, type PenalisedSettings } from "./opened.ts";
import { checkObserved } from "./ridge-fit.ts";
import { type Validation, validateOnRows, validateOnStatistics } from "./validation.ts";

/** The splits of a cross-validation, none of them open yet. */
export interface Folds {
  readonly count: number;
  /** All data. */
  openWhole(): Opened;
  openTraining(k: number): Opened;
  openValidation(k: number): Validation;
}

/**
 * Splits data. Where every fit goes by rows (fewer of them than features in every training set, the same for all tasks,
 * penalties of rows) so do folds; all else is statistics, for which a partition is read once.
 */
export function* foldsOf(
  data: TaskData,
  splitsOf: SplitsOf,
  penalties: readonly Penalty[],
  settings: PenalisedSettings,
): Work<Folds> {
  const { where, taskWeight } = settings;
  const { taskNames, p } = data;
  const groups = groupsOf(data);
  for (const { rows, tasks } of groups) checkObserved(where, rows.length, tasks[0]!, taskNames);
  const count = countSplits(where, groups, splitsOf);
  for (const group of groups) checkSplits(where, group, splitsOf, taskNames);
  const [group] = groups;
  const part = (k: number, side: "train" | "test"): Group =>
    observedAmong(group!, splitsOf(group!.X.rows, group!.X)[k]![side]);
  const all = Array.from({ length: count }, (_, k) => k);
  const byRows = (rows: Group): boolean => penalties.every((penalty) => goesByRows([rows], p, penalty));
  if (groups.length === 1 && all.every((k) => byRows(part(k, "train")))) {
    return {
      count,
      openWhole: () => openGroup(data, group!, settings),
      openTraining: (k) => openGroup(data, part(k, "train"), settings),
      openValidation: (k) => validateOnRows(part(k, "test"), taskWeight),
    };
  }
  const parted = groups.every(({ X }) => isPartition(splitsOf(X.rows, X), X.rows));
  const statistics = yield* (parted ? partedStatistics : drawnStatistics)(data, groups, splitsOf, count);
  return foldsOfStatistics(statistics, settings);
}

/** Folds whose statistics are there. */
export const foldsOfStatistics = (folds: FoldStatistics, settings: PenalisedSettings): Folds => ({
  count: folds.tests.length,
  openWhole: () => openStatistics(folds.total, settings),
  openTraining: (k) => openStatistics(folds.train(k), settings),
  openValidation: (k) => validateOnStatistics(folds.tests[k]!, settings.taskWeight),
});

export function countSplits(where: string, groups: readonly Group[], splitsOf: SplitsOf): number {
  const counts = groups.map(({ X }) => splitsOf(X.rows, X).length);
  const other = counts.find((count) => count !== counts[0]);
  if (other !== undefined)
    reject("param", `${where} cv`, `${counts[0]} splits of every task`, said(`${other}`));
  return counts[0]!;
}

export function checkSplits(
  where: string,
  group: Group,
  splitsOf: SplitsOf,
  names: readonly string[] | undefined,
): void {
  const observed = new Uint8Array(group.X.rows);
  for (const row of group.rows) observed[row] = 1;
  for (const [k, split] of splitsOf(group.X.rows, group.X).entries()) {
    for (const side of ["train", "test"] as const) {
      if (split[side].some((row) => observed[row] === 1)) continue;
      const what = `an observed target of ${taskLabel(group.tasks[0]!, names)} to ${side}`;
      reject("value", `${where} fold ${k}`, side === "train" ? `${what} on` : what, said("none"));
    }
  }
}
