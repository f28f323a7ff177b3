import type { TaskShape } from "../base/task-names.ts";
import { reject, said } from "../check/reject.ts";
import { type Moments, mergeMoments, pickTasks, shareLeft, subtractMoments } from "./moments.ts";
import { describeGroups, readGroups, type TaskStatisticsDescription } from "./statistics-description.ts";

/** Tasks that share their moments: the same rows, the same weights. */
export interface GroupStatistics {
  readonly tasks: readonly number[];
  readonly moments: Moments;
}

/** Whether something is statistics. */
export const isStatistics = (given: unknown): given is TaskStatistics => {
  const { groups, merge } = (given ?? {}) as Partial<TaskStatistics>;
  return Array.isArray(groups) && typeof merge === "function";
};

/**
 * All that squared loss needs of the data, task by task: counts, weights, means and centred cross-products. Tasks on
 * the same rows of one X share a Gram matrix, so memory is p² / 2 + pT then, T p² / 2 where every task has its own rows.
 *
 * Statistics are values: they never change. They add up, so batches, folds, workers and engines are all the same thing.
 *
 * @see Chan, Golub & LeVeque 1983, Algorithms for computing the sample variance
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiOutputRidge, statisticsOf } from "polytask";
 *
 * const monday = statisticsOf([[0], [1]], [1, 3]);
 * const tuesday = statisticsOf([[2], [3]], [5, 7]);
 * const model = new MultiOutputRidge({ alpha: 0 }).fitStatistics(monday.merge(tuesday));
 * assert.ok(Math.abs(model.predict([[10]]).get(0, 0) - 21) < 1e-12); // y = 1 + 2x
 * ```
 */
export class TaskStatistics {
  readonly p: number;
  readonly T: number;
  readonly taskNames: readonly string[] | undefined;
  /** The names of the features, where an engine has told them. */
  readonly featureNames: readonly string[] | undefined;
  /** Every task stands in one group. */
  readonly groups: readonly GroupStatistics[];
  readonly #meanWeight: number | undefined;

  /** `meanWeight` is for rows whose weights are curvatures of another loss: what that loss is divided by. */
  constructor(
    p: number,
    T: number,
    taskNames: readonly string[] | undefined,
    groups: readonly GroupStatistics[],
    meanWeight?: number,
    featureNames?: readonly string[],
  ) {
    this.p = p;
    this.T = T;
    this.taskNames = taskNames;
    this.featureNames = featureNames;
    this.groups = groups;
    this.#meanWeight = meanWeight;
  }

  /** The moments of one task. */
  task(t: number): Moments {
    for (const { tasks, moments } of this.groups) {
      const at = tasks.indexOf(t);
      if (at >= 0) return pickTasks(moments, [at]);
    }
    return reject("value", "TaskStatistics.task", `a task from 0 to ${this.T - 1}`, t);
  }

  /** n̄, the mean weight a task. */
  get meanWeight(): number {
    if (this.#meanWeight !== undefined) return this.#meanWeight;
    const weights = new Float64Array(this.T); // added up in the order of the tasks, however they are grouped
    for (const { tasks, moments } of this.groups) for (const t of tasks) weights[t] = moments.weight;
    return weights.reduce((sum, weight) => sum + weight, 0) / this.T;
  }

  /**
   * The statistics of the rows of both. Refused where features, tasks or their names differ; a side whose features have no names takes
   * those of the other. Means stand beside products about them, so that it does not matter where the columns of either side lie, or about
   * which shifts an engine has summed.
   */
  merge(other: TaskStatistics): TaskStatistics {
    this.checkSame("TaskStatistics.merge", other);
    return this.#pairwise(other, mergeMoments);
  }

  /**
   * The statistics of the rows that are here and not in `other`, which must be among them (leave-one-out). Refused
   * where more than half of the digits of a variance would be gone: merge what is to be kept instead.
   */
  subtract(other: TaskStatistics): TaskStatistics {
    this.checkSame("TaskStatistics.subtract", other);
    return this.#pairwise(other, (a, b) => {
      if (b.count >= a.count || !(b.weight < a.weight)) {
        if (b.count === 0) return a;
        reject("value", "TaskStatistics.subtract", `fewer than ${a.count} rows`, said(`${b.count}`));
      }
      const left = subtractMoments(a, b);
      const share = shareLeft(a, left);
      if (!(share >= 1e-8)) {
        const lost = `${share.toExponential(1)} left, in which more than half of the digits are lost: merge the statistics of the other rows`;
        reject(
          "value",
          "TaskStatistics.subtract",
          "rows that leave at least 1e-8 of every variance",
          said(lost),
        );
      }
      return left;
    });
  }

  /** The statistics as plain data; `TaskStatistics.from` takes them back, to be merged with others later. */
  describe(): TaskStatisticsDescription {
    const { p, T, taskNames, featureNames, groups } = this;
    if (this.#meanWeight !== undefined)
      reject("state", "TaskStatistics.describe", "statistics of squared loss", said("those of another"));
    return {
      kind: "TaskStatistics",
      version: 1,
      p,
      T,
      ...(taskNames && { taskNames }),
      ...(featureNames && { featureNames }),
      groups: describeGroups(groups),
    };
  }

  toJSON(): TaskStatisticsDescription {
    return this.describe();
  }

  /** Statistics from what `describe` gave, through JSON or not: the same bits. */
  static from(given: TaskStatisticsDescription): TaskStatistics {
    const groups = readGroups("TaskStatistics.from", given);
    const [taskNames, featureNames] = [given.taskNames, given.featureNames].map(
      (names) => names && [...names],
    );
    return new TaskStatistics(given.p, given.T, taskNames, groups, undefined, featureNames);
  }

  #pairwise(other: TaskStatistics, combine: (a: Moments, b: Moments) => Moments): TaskStatistics {
    const groups: GroupStatistics[] = [];
    const home = new Map(
      other.groups.flatMap((group) => group.tasks.map((t, at) => [t, { group, at }] as const)),
    );
    for (const { tasks, moments } of this.groups) {
      const sharers = new Map<GroupStatistics, number[]>();
      tasks.forEach((t, at) => {
        const theirs = home.get(t)!.group;
        const shared = sharers.get(theirs);
        if (shared) shared.push(at);
        else sharers.set(theirs, [at]);
      });
      for (const [theirs, shared] of sharers) {
        const a = pickTasks(moments, shared);
        const b = pickTasks(
          theirs.moments,
          shared.map((at) => home.get(tasks[at]!)!.at),
        );
        groups.push({ tasks: shared.map((at) => tasks[at]!), moments: combine(a, b) });
      }
    }
    const featureNames = this.featureNames ?? other.featureNames;
    return new TaskStatistics(this.p, this.T, this.taskNames, groups, undefined, featureNames);
  }

  /** Refuses, in the name of whoever asks, what has other features or tasks. */
  checkSame(where: string, other: TaskShape): void {
    if (typeof other?.p !== "number")
      reject("shape", where, "TaskStatistics, as statisticsOf gives them", other);
    const { p, T, taskNames, featureNames } = other;
    if (p !== this.p) reject("shape", where, `${this.p} features, as before`, said(`${p}`));
    if (T !== this.T) reject("shape", where, `${this.T} tasks, as before`, said(`${T}`));
    const same =
      this.taskNames?.length === taskNames?.length &&
      this.taskNames?.every((name, t) => name === taskNames![t]);
    if (same === false || !this.taskNames !== !taskNames) {
      const list = (names: readonly string[] | undefined): string => names?.join(", ") ?? "no names";
      reject("value", where, `the tasks ${list(this.taskNames)}, as before`, said(list(taskNames)));
    }
    if (!this.featureNames || !featureNames) return;
    for (const [j, name] of this.featureNames.entries())
      if (name !== featureNames[j])
        reject("value", `${where} feature ${j}`, `${JSON.stringify(name)}, as before`, featureNames[j]);
  }
}
