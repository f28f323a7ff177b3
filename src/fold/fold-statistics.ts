import { type TaskShape, taskLabel } from "../base/task-names.ts";
import { type Work, within } from "../base/work.ts";
import { reject, said } from "../check/reject.ts";
import type { Dense } from "../matrix/dense.ts";
import { momentsOf } from "../statistics/accumulate.ts";
import type { Group } from "../statistics/group.ts";
import { TaskStatistics } from "../statistics/task-statistics.ts";
import type { RowSplit } from "./split-rows.ts";

/** The splits of the rows that a group's X has; X is there for whoever splits by what is observed on it. */
export type SplitsOf = (rows: number, X: object) => readonly RowSplit[];

/** What squared loss needs of every split. */
export interface FoldStatistics {
  readonly tests: readonly TaskStatistics[];
  /** The statistics to train on, made anew at every call: keep them no longer than needed. */
  train(k: number): TaskStatistics;
  /** The statistics of all rows. */
  readonly total: TaskStatistics;
}

/** Whether something is the statistics of folds. */
export const isFoldStatistics = (given: unknown): given is FoldStatistics =>
  typeof given === "object" && given !== null && "tests" in given && "total" in given;

/** Refuses, in the name of whoever asks, what is no statistics of folds, or has a task that a fold does not test. */
export function checkFolds(where: string, given: unknown): void {
  if (!isFoldStatistics(given)) {
    const rule = "the statistics of folds, as statisticsFrom of polytask/engine gives them";
    reject("shape", `${where} folds`, rule, given);
  }
  const { taskNames } = given.total;
  for (const [k, { groups }] of given.tests.entries()) {
    const empty = groups.find(({ moments }) => moments.count === 0);
    if (!empty) continue;
    const what = `an observed target of ${taskLabel(empty.tasks[0]!, taskNames)} to test`;
    reject("value", `${where} fold ${k}`, what, said("none"));
  }
}

/**
 * Folds that part the rows, in one pass over them: a training set is the merge of the folds before and the folds after,
 * never the whole without the fold, in which one huge row would cancel every digit. About 3K merges for K folds.
 */
export function* partedStatistics(
  shape: TaskShape,
  groups: readonly Group[],
  splitsOf: SplitsOf,
  K: number,
): Work<FoldStatistics> {
  const tests: TaskStatistics[] = [];
  for (let k = 0; k < K; k++) {
    tests.push(
      yield* within(
        statisticsOfRows(shape, groups, (X) => splitsOf(X.rows, X)[k]!.test),
        k / K,
        (k + 1) / K,
      ),
    );
  }
  return foldsOfParts(tests);
}

/**
 * Folds that part the rows, from the statistics of each. A training set is the merge of the folds before and the folds after, so that
 * one huge row cancels no digits.
 *
 * Engines part rows by a hash of a key, so that the folds of two halves of a table, looked at on two days, add up fold by fold.
 *
 * @param tests - the statistics of every fold, two or more, as `folds.tests` of `statisticsFrom`
 * @throws PolytaskError where there are fewer than two, where features, tasks or their names differ
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiTaskLassoCV } from "polytask";
 * import { foldsOfParts, openDuckdb, statisticsFrom } from "polytask/engine";
 *
 * const database = await openDuckdb();
 * const asked = { features: ["a", "b"], targets: ["y"], fold: { key: "i", count: 3 } };
 * const rows = (days: string) => database.query(`SELECT i, i % 7 AS a, i % 5 AS b, i % 7 + i % 3 AS y FROM range(700) AS t(i) WHERE i % 4 ${days}`);
 * const [early, late] = await Promise.all([statisticsFrom(rows("< 2"), asked), statisticsFrom(rows(">= 2"), asked)]);
 * const folds = foldsOfParts(early.folds!.tests.map((part, k) => part.merge(late.folds!.tests[k]!)));
 * assert.equal(folds.total.task(0).count, 700);
 * assert.ok(new MultiTaskLassoCV().fitStatistics(folds).alpha > 0);
 * database.close();
 * ```
 */
export function foldsOfParts(tests: readonly TaskStatistics[]): FoldStatistics {
  const K = tests.length;
  if (!(K >= 2)) reject("value", "foldsOfParts", "the statistics of two folds or more", tests);
  const before = running(tests);
  const after = running([...tests].reverse()).reverse();
  return {
    tests,
    train(k) {
      if (k === 0) return after[1]!;
      return k === K - 1 ? before[k - 1]! : before[k - 1]!.merge(after[k + 1]!);
    },
    total: before[K - 1]!,
  };
}

/** The merges of the first 1, 2, ... */
function running(parts: readonly TaskStatistics[]): TaskStatistics[] {
  const out: TaskStatistics[] = [];
  for (const part of parts) out.push(out.at(-1)?.merge(part) ?? part);
  return out;
}

/** Splits of any kind: every part is a pass over its rows. */
export function* drawnStatistics(
  shape: TaskShape,
  groups: readonly Group[],
  splitsOf: SplitsOf,
  K: number,
): Work<FoldStatistics> {
  const of = (side: "train" | "test", k: number): Work<TaskStatistics> =>
    within(
      statisticsOfRows(shape, groups, (X) => splitsOf(X.rows, X)[k]![side]),
      k / K,
      (k + 1) / K,
    );
  const tests: TaskStatistics[] = [];
  const trains: TaskStatistics[] = [];
  for (let k = 0; k < K; k++) tests.push(yield* of("test", k));
  for (let k = 0; k < K; k++) trains.push(yield* of("train", k));
  const total = yield* statisticsOfRows(shape, groups, undefined);
  return { tests, train: (k) => trains[k]!, total };
}

function* statisticsOfRows(
  { p, T, taskNames }: TaskShape,
  groups: readonly Group[],
  rowsOf: ((X: Dense) => Int32Array) | undefined,
): Work<TaskStatistics> {
  const found = [];
  for (const [k, group] of groups.entries()) {
    const part = rowsOf ? observedAmong(group, rowsOf(group.X)) : group;
    found.push({ tasks: group.tasks, moments: yield* momentsOf(part, k / groups.length, 1 / groups.length) });
  }
  return new TaskStatistics(p, T, taskNames, found);
}

/** The observed rows of a group that are among these. */
export function observedAmong(group: Group, among: Int32Array): Group {
  const { rows, weight } = group;
  const place = new Int32Array(group.X.rows).fill(-1);
  for (let k = 0; k < rows.length; k++) place[rows[k]!] = k;
  const at = among.map((i) => place[i]!).filter((k) => k >= 0);
  return {
    ...group,
    rows: at.map((k) => rows[k]!),
    weight: weight && Float64Array.from(at, (k) => weight[k]!),
  };
}
