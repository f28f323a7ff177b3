import type { Values } from "../base/parameter.ts";
import type { TaskData } from "../base/tasks.ts";
import { report, type Work, within } from "../base/work.ts";
import { type Form, madeBy } from "../check/form.ts";
import { readMatrix } from "../check/matrix.ts";
import { reject } from "../check/reject.ts";
import { TaskEstimator } from "../estimator/task-estimator.ts";
import type { Dense } from "../matrix/dense.ts";
import { bestGroups, type Groups, listed, mergedGroups } from "./group-tasks.ts";
import { GroupedModel } from "./grouped-model.ts";
import { type GroupEstimator, grouping } from "./grouping-parameters.ts";
import { type GroupingReport, measureGroups } from "./grouping-report.ts";
import { gainsOf, type PairwiseGains } from "./pairwise-gains.ts";
import { fitted, type Rows, tasksOf } from "./task-rows.ts";

/** A group and who has learnt it. */
export interface TaskGroup {
  /** Names of the tasks, or numbers where they have none. */
  readonly tasks: readonly (string | number)[];
  /** Those of them whose predictions are made here. */
  readonly serves: readonly (string | number)[];
  /** A fitted copy of the estimator. */
  readonly estimator: GroupEstimator;
}

type Parameters = Partial<Values<typeof grouping>> & Pick<Values<typeof grouping>, "estimator">;

/**
 * Finds which tasks to learn together, and learns every group by a copy of an estimator.
 *
 * `pairwiseGains` says what pairs gain, its higher-order approximation what sets would, and of at most `maxGroups` sets, or of those
 * whose `cost` is within a `budget`, the ones are taken in which the errors, each as a share of the task's error alone, add up to the
 * least: exactly for up to 12 tasks, whose sets may overlap then, by mergers and moves of single tasks beyond. A task is predicted in its
 * best group.
 *
 * The report compares, task by task and fold by fold, with every task alone and with all together. The groups are found anew on the
 * training rows of every fold, so the rows that measure have chosen nothing. Intervals are those of `transferReport`.
 *
 * @throws PolytaskError where data or parameters are wrong, or a task has too few rows for folds within folds
 * @see Standley et al. 2020, Which tasks should be learned together?; Fifty et al. 2021; Nadeau & Bengio 2003 for the intervals
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { adjustedRandScore, MultiTaskRegressor } from "polytask";
 * import { makeMultitask } from "polytask/data";
 * import { meanRegularized, ridge, sum } from "polytask/penalty";
 * import { TaskGrouping } from "polytask/select";
 *
 * const { tasks, clusters } = makeMultitask({ nTasks: 6, nClusters: 2, nSamples: 40, randomState: 0 });
 * const estimator = new MultiTaskRegressor({ penalty: sum(meanRegularized(2), ridge(0.03)) });
 * const grouping = new TaskGrouping({ estimator, maxGroups: 2 }).fit(tasks);
 * assert.equal(adjustedRandScore(clusters!, grouping.assignment), 1);
 * assert.ok(grouping.report!.overAlone.every(({ low, gain, high }) => low <= gain && gain <= high));
 * ```
 */
export class TaskGrouping extends TaskEstimator<typeof grouping, GroupedModel> {
  static readonly parameters = grouping;

  constructor(params: Parameters) {
    super("TaskGrouping", grouping, params);
  }

  protected override get form(): Form<GroupedModel> {
    return madeBy(GroupedModel);
  }

  protected override *solve(data: TaskData, where: string): Work<GroupedModel> {
    this.#check(data.T);
    const tasks = tasksOf(data);
    const { report: wanted } = this.params;
    const share = wanted ? 0.2 : 1;
    const grouped = yield* within(this.#grouped(where, data, tasks), 0, share);
    const measured = wanted
      ? yield* within(
          measureGroups(where, data, tasks, this.params, (...train) => this.#grouped(...train)),
          share,
          1,
        )
      : undefined;
    return new GroupedModel({ ...grouped.parts, report: measured });
  }

  /** The groups of some rows, learnt. */
  *#grouped(where: string, data: TaskData, tasks: readonly Rows<Float64Array>[]): Work<GroupedModel> {
    const { p, T, taskNames } = data;
    const { estimator, cv, alphas, betas } = this.params;
    let gains: PairwiseGains | undefined;
    let found: Groups = { groups: [[0]], assignment: [0], exact: true };
    if (T > 1) {
      const strengths = { cv, alphas: Array.from(alphas), betas: Array.from(betas) };
      gains = yield* within(gainsOf(where, data, strengths), 0, 0.8);
      const pairs = readMatrix(where, gains.gains);
      found = yield* this.#groupsOf({ ...pairs, data: pairs.data.map((gain) => 1 - gain) }, gains.tasks);
    }
    const { groups } = found;
    const estimators: GroupEstimator[] = [];
    for (const [k, group] of groups.entries()) {
      estimators.push(
        fitted(
          estimator,
          group.map((t) => tasks[t]!),
        ),
      );
      yield* report({ stage: "groups", fraction: 0.8 + (0.2 * (k + 1)) / groups.length });
    }
    return new GroupedModel({ p, T, taskNames, found, gains, estimators, report: undefined });
  }

  /** The groups of tasks whose pairs lose so much. */
  *#groupsOf(pairs: Dense, labels: readonly (string | number)[]): Work<Groups> {
    const { maxGroups, budget, cost = () => 1 } = this.params;
    if (budget === undefined && pairs.rows > listed) return mergedGroups(pairs, maxGroups);
    const of = (set: readonly number[]): number => {
      const own: unknown = cost(set.map((t) => labels[t]!));
      if (typeof own === "number" && own > 0 && own < Infinity) return own;
      return reject("value", `${this.name}.cost`, "a finite number > 0 for every group", own);
    };
    const found = yield* bestGroups(pairs, { budget: budget ?? maxGroups, cost: of });
    return found ?? reject("value", `${this.name}.budget`, "room for groups that have all tasks", budget);
  }

  /** What can be seen from the number of tasks alone. */
  #check(T: number): void {
    const { budget, cost } = this.params;
    if (cost && budget === undefined) reject("pair", `${this.name}.cost`, "none without a budget", cost);
    if (budget !== undefined && T > listed) {
      const rule = `none for more than ${listed} tasks, whose sets are not all looked at`;
      reject("pair", `${this.name}.budget`, rule, budget);
    }
  }

  /** The groups, each with its fitted estimator. */
  get groups(): readonly TaskGroup[] {
    const { found, estimators, taskNames } = this.learnt("groups").parts;
    const label = (t: number): string | number => taskNames?.[t] ?? t;
    return found.groups.map((tasks, k) => ({
      tasks: tasks.map(label),
      serves: tasks.filter((t) => found.assignment[t] === k).map(label),
      estimator: estimators[k]!,
    }));
  }

  /** For every task the number of the group that predicts it. */
  get assignment(): readonly number[] {
    return this.learnt("assignment").parts.found.assignment;
  }

  /** Whether no other choice of groups is better, by what pairs say of sets. */
  get exact(): boolean {
    return this.learnt("exact").parts.found.exact;
  }

  /** What the groups were made of; undefined where there is one task only. */
  get pairwise(): PairwiseGains | undefined {
    return this.learnt("pairwise").parts.gains;
  }

  /** Gains over every task alone and over all together; undefined where `report` is false. */
  get report(): GroupingReport | undefined {
    return this.learnt("report").parts.report;
  }
}
