import type { TaskData } from "../base/tasks.ts";
import { type Work, within } from "../base/work.ts";
import { reject, said } from "../check/reject.ts";
import type { NamedShape, Penalty } from "../penalty/penalty.ts";
import { restOf } from "../penalty/rest-of.ts";
import { ridge } from "../penalty/ridge.ts";
import { accumulate } from "../statistics/accumulate.ts";
import { groupsOf } from "../statistics/group.ts";
import type { TaskStatistics } from "../statistics/task-statistics.ts";
import type { WarmStart } from "./admm.ts";
import {
  goesByRows,
  type Opened,
  openGroup,
  openStatistics,
  type PenalisedFit,
  type PenalisedSettings,
} from "./opened.ts";
import { checkObserved } from "./ridge-fit.ts";

/** Refuses, in one sentence, a penalty that no solver can take. */
export function pairAny(where: string, penalty: Penalty, shape: NamedShape): void {
  const parts = penalty.components ?? [penalty.coupling ? (restOf(penalty) ?? ridge(0)) : penalty];
  for (const { name, prox, stage } of parts) {
    if (stage) reject("pair", `${where} penalty`, "a convex penalty", said(`${name}, which is not`));
    if (!prox) reject("pair", `${where} penalty`, "a penalty with a prox", said(`${name}, which has none`));
  }
  penalty.check?.(shape);
}

/** Refuses, in one sentence, a penalty that squared loss cannot be minimised with from statistics. */
export function pair(where: string, penalty: Penalty, shape: NamedShape): void {
  pairAny(where, penalty, shape);
  if (hasConjugate(penalty)) return;
  reject("pair", `${where} penalty`, "a penalty with a conjugate", said(`${penalty.name}, which has none`));
}

/** Whether a gap can be had with a penalty; squares between tasks are no hindrance. */
export function hasConjugate(penalty: Penalty): boolean {
  const { dual, conjugate } = penalty.coupling ? (restOf(penalty) ?? ridge(0)) : penalty;
  return (dual ?? conjugate) !== undefined;
}

/** Opens data for penalties like one: on their rows where that is the road, else by their statistics. */
export function* openData(data: TaskData, like: Penalty, settings: PenalisedSettings): Work<Opened> {
  const groups = groupsOf(data);
  for (const { rows, tasks } of groups) checkObserved(settings.where, rows.length, tasks[0]!, data.taskNames);
  const plain = settings.start === undefined && settings.curvature === undefined;
  if (plain && goesByRows(groups, data.p, like)) return openGroup(data, groups[0]!, settings);
  return openStatistics(yield* accumulate(data), settings);
}

/** F(W) = 1/(2 n̄) Σ_t ‖y_t − X_t w_t − b_t‖² + g(W) from rows, to a certified gap. */
export function* fitPenalisedRows(
  data: TaskData,
  penalty: Penalty,
  settings: PenalisedSettings,
  start?: WarmStart,
): Work<PenalisedFit> {
  pair(settings.where, penalty, data);
  const opened = yield* within(openData(data, penalty, settings), 0, 0.5);
  return yield* within(fitOnce(opened, penalty, start), 0.5, 1);
}

/** The same from statistics. */
export function* fitPenalised(
  statistics: TaskStatistics,
  penalty: Penalty,
  settings: PenalisedSettings,
  start?: WarmStart,
): Work<PenalisedFit> {
  pair(settings.where, penalty, statistics);
  return yield* fitOnce(openStatistics(statistics, settings), penalty, start);
}

function* fitOnce(opened: Opened, penalty: Penalty, start: WarmStart | undefined): Work<PenalisedFit> {
  try {
    return yield* opened.fit(penalty, { state: start });
  } finally {
    opened.close();
  }
}
