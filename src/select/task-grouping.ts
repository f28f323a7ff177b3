import { count, flag, type Parameter, part, positives, real, type Values } from "../base/parameter.ts";
import { taskLabel } from "../base/task-names.ts";
import type { TaskData } from "../base/tasks.ts";
import { report, type Work, within } from "../base/work.ts";
import { type MatrixLike, readMatrix, readVector } from "../check/matrix.ts";
import { foldsParameter } from "../estimator/folds.ts";
import { TaskEstimator } from "../estimator/task-estimator.ts";
import type { TaskModel } from "../estimator/task-model.ts";
import { type Dense, zeros } from "../matrix/dense.ts";
import { type Groups, groupTasks } from "./group-tasks.ts";
import { mean, type PairedGain, pairedGain } from "./paired-gain.ts";
import { gainsOf, type PairwiseGains, pairStrengths } from "./pairwise-gains.ts";
import { errorOf, fitted, type Rows, rowsOf, shareTested, splitsOfTasks, tasksOf } from "./task-rows.ts";

/** Any estimator of numbers. */
export interface GroupEstimator {
  clone(): GroupEstimator;
  fit(tasks: readonly Rows<Float64Array>[]): unknown;
  predict(X: MatrixLike, options: { readonly task: number }): ArrayLike<number>;
}

/** A group and who has learnt it. */
export interface TaskGroup {
  /** Names of the tasks, or numbers where they have none. */
  readonly tasks: readonly (string | number)[];
  /** Those of them whose predictions are made here. */
  readonly serves: readonly (string | number)[];
  /** A fitted copy of the estimator. */
  readonly estimator: GroupEstimator;
}

/** What grouping does to one task: reference − grouped is above 0 where it helps. */
export interface GroupingGain extends PairedGain {
  readonly task: string | number;
  /** Mean squared error on held-out rows, the mean over the folds. */
  readonly grouped: number;
  readonly reference: number;
}

export interface GroupingReport {
  /** Against every task alone. */
  readonly overAlone: readonly GroupingGain[];
  /** Against all tasks in one group. */
  readonly overTogether: readonly GroupingGain[];
}

const estimatorRule = ["clone", "fit", "predict"] as const;

const table = {
  estimator: part<GroupEstimator>(estimatorRule, "how the tasks of a group are learnt"),
  alone: {
    ...part<GroupEstimator>(
      estimatorRule,
      "how a task is learnt alone, to compare with; without it by the same estimator",
    ),
    accepts: (value: unknown) =>
      value === undefined || part<GroupEstimator>(estimatorRule, "").accepts(value),
    wrong: [null, 0, {}],
  } as Parameter<GroupEstimator | undefined>,
  maxGroups: count(3, 1, Infinity, "the most groups that there may be"),
  cv: foldsParameter,
  alphas: positives(
    pairStrengths.alphas,
    "strengths of every task's own ridge, where gains of pairs are found",
  ),
  betas: {
    ...positives(pairStrengths.betas, "strengths of what makes a pair alike there; Infinity pools"),
    rule: "an array of numbers > 0, Infinity too",
    accepts: (value: unknown) =>
      Array.isArray(value) && value.length > 0 && value.every((beta) => typeof beta === "number" && beta > 0),
  },
  report: flag(
    true,
    "whether gains are measured on rows that had no part in the grouping: a grouping more in every fold",
  ),
  confidence: real(0.95, 1e-9, 1 - 1e-9, "how sure the intervals of the report are"),
};

type Parameters = Partial<Values<typeof table>> & Pick<Values<typeof table>, "estimator">;

/** Groups, their fitted estimators, and how they came about. */
interface GroupedModel extends TaskModel {
  readonly found: Groups;
  readonly gains: PairwiseGains | undefined;
  readonly estimators: readonly GroupEstimator[];
  readonly report: GroupingReport | undefined;
}

/**
 * Finds which tasks to learn together, and learns every group by a copy of an estimator.
 *
 * `pairwiseGains` says what pairs gain, its higher-order approximation what sets would, and of at most `maxGroups` sets those are
 * chosen in which the errors, each as a share of the task's error alone, add up to the least: exactly for up to 12 tasks, whose sets may
 * overlap then, by mergers and moves of single tasks beyond. A task is predicted in its best group.
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
export class TaskGrouping extends TaskEstimator<typeof table, GroupedModel> {
  static readonly parameters = table;

  constructor(params: Parameters) {
    super("TaskGrouping", table, params);
  }

  protected override *solve(data: TaskData, where: string): Work<GroupedModel> {
    const tasks = tasksOf(data);
    const { report: wanted } = this.params;
    const share = wanted ? 0.2 : 1;
    const grouped = yield* within(this.#grouped(where, data, tasks), 0, share);
    const measured = wanted ? yield* within(this.#measured(where, data, tasks), share, 1) : undefined;
    return { ...grouped, report: measured };
  }

  /** The groups of some rows, learnt. */
  *#grouped(where: string, data: TaskData, tasks: readonly Rows<Float64Array>[]): Work<GroupedModel> {
    const { p, T, taskNames } = data;
    const { estimator, maxGroups, cv, alphas, betas } = this.params;
    let gains: PairwiseGains | undefined;
    let found: Groups = { groups: [[0]], assignment: [0], exact: true };
    if (T > 1) {
      const strengths = { cv, alphas: Array.from(alphas), betas: Array.from(betas) };
      gains = yield* within(gainsOf(where, data, strengths), 0, 0.8);
      const pairs = readMatrix(where, gains.gains);
      found = groupTasks({ ...pairs, data: pairs.data.map((gain) => 1 - gain) }, maxGroups);
    }
    const { groups, assignment } = found;
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
    const applyTask = (t: number, X: Dense): Float64Array => {
      const at = assignment[t]!;
      return readVector(
        `${where} estimator.predict`,
        estimators[at]!.predict(X, { task: groups[at]!.indexOf(t) }),
      );
    };
    const apply = (X: Dense): Dense => {
      const out = zeros(X.rows, T);
      for (let t = 0; t < T; t++)
        for (const [i, value] of applyTask(t, X).entries()) out.data[i * T + t] = value;
      return out;
    };
    return { p, T, taskNames, found, gains, estimators, report: undefined, apply, applyTask };
  }

  /** Three ways on the same folds. */
  *#measured(where: string, data: TaskData, tasks: readonly Rows<Float64Array>[]): Work<GroupingReport> {
    const { estimator, alone = estimator, cv, confidence } = this.params;
    const splits = splitsOfTasks(where, cv, tasks);
    const K = splits[0]!.length;
    const errors: { readonly grouped: number[]; readonly alone: number[]; readonly together: number[] }[] =
      [];
    for (let k = 0; k < K; k++) {
      const train = tasks.map((task, t) => rowsOf(task, splits[t]![k]!.train));
      const test = tasks.map((task, t) => rowsOf(task, splits[t]![k]!.test));
      const own = `${where} fold ${k}`;
      const measure = (predict: (t: number, X: Dense) => ArrayLike<number>): number[] =>
        test.map((task, t) => errorOf(predict(t, task.X), task, `${own} ${taskLabel(t, data.taskNames)}`));
      const grouped = yield* within(this.#grouped(own, dataOf(data, train), train), k / K, (k + 0.8) / K);
      const all = fitted(estimator, train);
      const together = measure((t, X) => all.predict(X, { task: t }));
      const single = measure((t, X) => fitted(alone, [train[t]!]).predict(X, { task: 0 }));
      errors.push({ grouped: measure(grouped.applyTask), alone: single, together });
      yield* report({ stage: "report", fraction: (k + 1) / K });
    }
    const gainsOver = (of: "alone" | "together"): GroupingGain[] =>
      tasks.map(({ name }, t) => {
        const pairs = errors.map((fold) => ({ reference: fold[of][t]!, grouped: fold.grouped[t]! }));
        const differences = pairs.map(({ reference, grouped }) => reference - grouped);
        return {
          task: name ?? t,
          grouped: mean(pairs.map((pair) => pair.grouped)),
          reference: mean(pairs.map((pair) => pair.reference)),
          ...pairedGain(differences, shareTested(splits[t]!), confidence),
        };
      });
    return { overAlone: gainsOver("alone"), overTogether: gainsOver("together") };
  }

  /** The groups, each with its fitted estimator. */
  get groups(): readonly TaskGroup[] {
    const { found, estimators, taskNames } = this.learnt("groups");
    const label = (t: number): string | number => taskNames?.[t] ?? t;
    return found.groups.map((tasks, k) => ({
      tasks: tasks.map(label),
      serves: tasks.filter((t) => found.assignment[t] === k).map(label),
      estimator: estimators[k]!,
    }));
  }

  /** For every task the number of the group that predicts it. */
  get assignment(): readonly number[] {
    return this.learnt("assignment").found.assignment;
  }

  /** Whether no other choice of groups is better, by what pairs say of sets. */
  get exact(): boolean {
    return this.learnt("exact").found.exact;
  }

  /** What the groups were made of; undefined where there is one task only. */
  get pairwise(): PairwiseGains | undefined {
    return this.learnt("pairwise").gains;
  }

  /** Gains over every task alone and over all together; undefined where `report` is false. */
  get report(): GroupingReport | undefined {
    return this.learnt("report").report;
  }
}

/** Rows of every task as checked data. */
function dataOf({ p, T, taskNames }: TaskData, tasks: readonly Rows<Float64Array>[]): TaskData {
  const blocks = tasks.map(({ X, y, sampleWeight }, t) => ({
    ...{ X, Y: { data: y, rows: y.length, columns: 1 } },
    ...{ weight: sampleWeight, tasks: [t] },
  }));
  return { p, T, taskNames, blocks };
}
