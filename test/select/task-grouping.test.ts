import { describe, expect, test } from "vitest";
import { drain } from "../../src/base/work.ts";
import { makeMultitask } from "../../src/data/index.ts";
import {
  adjustedRandScore,
  KFold,
  MultiTaskRegressor,
  meanSquaredError,
  RandomState,
} from "../../src/index.ts";
import type { Dense } from "../../src/matrix/dense.ts";
import { meanRegularized, ridge, sum } from "../../src/penalty/index.ts";
import { bestGroups, mergedGroups } from "../../src/select/group-tasks.ts";
import {
  higherOrder,
  higherOrderSets,
  partitionTasks,
  TaskGrouping,
  transferReport,
} from "../../src/select/index.ts";
import { pairedGain } from "../../src/select/paired-gain.ts";

const made = makeMultitask({ nTasks: 7, nClusters: 2, nSamples: 31, nFeatures: 5, noise: 1, randomState: 3 });
const tasks = made.tasks.map(({ X, y }, t) => ({
  X: Array.from({ length: X.rows - t }, (_, i) => Array.from(X.data.subarray(i * 5, i * 5 + 5))),
  y: Array.from(y.subarray(0, y.length - t)),
  name: `t${t}`,
}));
const estimator = new MultiTaskRegressor({ penalty: sum(meanRegularized(1), ridge(0.03)) });
const alone = new MultiTaskRegressor({ penalty: ridge(0.03) });
const cv = 4;

test("clusters are found, every group has a model of its own and predicts the tasks it serves", () => {
  const given = JSON.stringify(tasks);
  const grouping = new TaskGrouping({ estimator, maxGroups: 2, cv, report: false }).fit(tasks);
  expect(JSON.stringify(tasks)).toBe(given);
  expect(adjustedRandScore(made.clusters!, grouping.assignment)).toBe(1);
  expect(grouping.exact).toBe(true);
  expect(grouping.report).toBeUndefined();
  expect(grouping.pairwise!.tasks).toEqual(tasks.map(({ name }) => name));
  const served = grouping.groups.flatMap(({ serves }) => serves);
  expect([...served].sort()).toEqual(tasks.map(({ name }) => name));
  for (const { tasks: names, serves, estimator: own } of grouping.groups) {
    const members = tasks.filter(({ name }) => names.includes(name));
    const again = estimator.clone().fit(members);
    for (const name of serves) {
      const X = tasks[0]!.X.slice(0, 3);
      const found = grouping.predict(X, { task: name });
      expect(found).toEqual(again.predict(X, { task: name }));
      expect(found).toEqual(own.predict(X, { task: names.indexOf(name) }));
    }
  }
});

test("the report measures three ways on the same folds, the groups found anew in each", () => {
  const grouping = new TaskGrouping({ estimator, alone, maxGroups: 2, cv, confidence: 0.9 }).fit(tasks);
  const { overAlone, overTogether } = grouping.report!;
  const transfer = transferReport(estimator, tasks, { alone, cv, confidence: 0.9 }).tasks;
  const folds = tasks.map(({ X }) => new KFold({ nSplits: cv }).split(X.length));
  const part = (t: number, rows: Int32Array) => ({
    X: Array.from(rows, (i) => tasks[t]!.X[i]!),
    y: Array.from(rows, (i) => tasks[t]!.y[i]!),
    name: tasks[t]!.name,
  });
  const errors = [0, 1, 2, 3].map((k) => {
    const own = new TaskGrouping({ estimator, maxGroups: 2, cv, report: false });
    own.fit(tasks.map((_, t) => part(t, folds[t]![k]!.train)));
    const together = estimator.clone().fit(tasks.map((_, t) => part(t, folds[t]![k]!.train)));
    return tasks.map((_, t) => {
      const { X, y } = part(t, folds[t]![k]!.test);
      const of = (model: { predict(X: number[][], o: { task: number }): Float64Array }): number =>
        meanSquaredError(y, model.predict(X, { task: t }));
      return { grouped: of(own), together: of(together) };
    });
  });
  for (const [t, { name }] of tasks.entries()) {
    expect(overAlone[t]!.task).toBe(name);
    expect(overAlone[t]!.reference).toBeCloseTo(transfer[t]!.alone, 10);
    expect(overTogether[t]!.reference).toBeCloseTo(transfer[t]!.together, 10);
    const pairs = errors.map((fold) => fold[t]!);
    const mean = pairs.reduce((total, { grouped }) => total + grouped / cv, 0);
    expect(overAlone[t]!.grouped).toBeCloseTo(mean, 10);
    expect(overAlone[t]!.gain).toBeCloseTo(transfer[t]!.alone - mean, 10);
    const share = folds[t]!.reduce(
      (total, { train, test: own }) => total + own.length / train.length / cv,
      0,
    );
    const wanted = pairedGain(
      pairs.map(({ grouped, together }) => together - grouped),
      share,
      0.9,
    );
    const { gain, low, high, verdict } = overTogether[t]!;
    expect([gain, low, high]).toEqual(
      [wanted.gain, wanted.low, wanted.high].map((x) => expect.closeTo(x, 10)),
    );
    expect(verdict).toBe(wanted.verdict);
  }
  // two clusters in one: most tasks are better off in their own
  expect(overTogether.filter(({ gain }) => gain > 0).length).toBeGreaterThan(3);
});

test("shared rows, weights and missing targets go through", () => {
  const shared = makeMultitask({
    nTasks: 5,
    nClusters: 2,
    nSamples: 37,
    nFeatures: 15,
    shared: true,
    randomState: 5,
  });
  const Y = Array.from({ length: 37 }, (_, i) => Array.from(shared.Y.data.subarray(i * 5, i * 5 + 5)));
  const missing = Y.map((row, i) => row.map((y, t) => (i === 6 * t ? NaN : y)));
  const sampleWeight = Y.map((row, i) => row.map((_, t) => (i === 6 * t ? 0 : 1)));
  const [a, b] = [
    new TaskGrouping({ estimator, maxGroups: 2 }).fit(shared.X, missing),
    new TaskGrouping({ estimator, maxGroups: 2 }).fit(shared.X, Y, { sampleWeight }),
  ];
  expect(a.report).toEqual(b.report);
  expect(a.predict(shared.X)).toEqual(b.predict(shared.X));
  expect(adjustedRandScore(shared.clusters!, a.assignment)).toBe(1);
  expect(a.score(shared.X, Y)).toBeGreaterThan(0.5);
});

test("one task is its own group", () => {
  const { X, y } = tasks[0]!;
  const grouping = new TaskGrouping({ estimator }).fit(X, y);
  expect(grouping.groups.map((group) => group.tasks)).toEqual([[0]]);
  expect(grouping.pairwise).toBeUndefined();
  expect(grouping.report!.overAlone[0]!.gain).toBe(0);
});

test("a task without rows enough for folds within folds is refused by name", () => {
  const few = tasks.map((task, t) =>
    t === 2 ? { ...task, X: task.X.slice(0, 5), y: task.y.slice(0, 5) } : task,
  );
  expect(() => new TaskGrouping({ estimator, cv: 5 }).fit(few)).toThrow(
    /^TaskGrouping\.fit fold 0 task "t2": expected at least 5 rows, one a fold, got 4$/,
  );
  expect(() => new TaskGrouping({ estimator, cv: 6 }).fit(few)).toThrow(
    /^TaskGrouping\.fit task "t2": expected at least 6 rows, one a fold, got 5$/,
  );
});

test("a budget with costs of groups, and what is wrong with one", () => {
  const cost = (names: readonly (string | number)[]): number => 1 + names.length / 4;
  const grouping = new TaskGrouping({ estimator, cv, report: false, budget: 4, cost }).fit(tasks);
  const spent = grouping.groups.reduce((total, group) => total + cost(group.tasks), 0);
  expect(spent).toBeLessThanOrEqual(4);
  const losses = higherOrderSets(
    grouping.pairwise!.gains.to2DArray().map((row) => row.map((gain) => 1 - gain)),
  );
  const best = partitionTasks({ losses, costs: losses.map((set) => cost(set.tasks)), budget: 4 });
  expect(grouping.groups.map((group) => group.tasks)).toEqual(
    best.sets.map((set) => set.tasks.map((t) => tasks[t]!.name)),
  );
  const ask = (params: object) => () => new TaskGrouping({ estimator, cv, ...params }).fit(tasks);
  expect(ask({ cost })).toThrow(
    /^TaskGrouping\.cost: expected none without a budget, got the function cost$/,
  );
  expect(ask({ cost, budget: 2 })).toThrow(
    /^TaskGrouping\.budget: expected room for groups that have all tasks, got 2$/,
  );
  expect(ask({ cost: () => NaN, budget: 2 })).toThrow(
    /^TaskGrouping\.cost: expected a finite number > 0 for every group, got NaN$/,
  );
  const many = [0, 1].flatMap((k) => tasks.map((task) => ({ ...task, name: `${task.name}${k}` })));
  expect(() => new TaskGrouping({ estimator, budget: 2 }).fit(many)).toThrow(
    /^TaskGrouping\.budget: expected none for more than 12 tasks, whose sets are not all looked at, got 2$/,
  );
  const parted = new TaskGrouping({ estimator, cv, maxGroups: 2, report: false }).fit(many);
  expect(parted.exact).toBe(false);
  expect(adjustedRandScore([...made.clusters!, ...made.clusters!], parted.assignment)).toBe(1);
});

describe("groups from pairs", () => {
  const random = new RandomState(6);
  const pairs = (T: number, entry: (t: number, s: number) => number): Dense => ({
    data: Float64Array.from({ length: T * T }, (_, k) => {
      const [t, s] = [Math.floor(k / T), k % T];
      return t === s ? 1 : entry(t, s);
    }),
    rows: T,
    columns: T,
  });

  test("few tasks have the best sets that there are", () => {
    const own = pairs(6, () => 1 + 0.2 * random.randn());
    const found = drain(bestGroups(own, { budget: 2, cost: () => 1 }))!;
    const { sets, assignment, tasks: order } = partitionTasks({ losses: higherOrderSets(own), budget: 2 });
    expect(found.groups).toEqual(sets.map((set) => set.tasks));
    for (const [k, t] of order.entries()) expect(found.assignment[t]).toBe(assignment[k]);
    expect(found.exact).toBe(true);
  });

  test("many tasks are parted, planted clusters are found, and no task would rather be elsewhere", () => {
    const T = 29;
    const clusters = Array.from({ length: T }, () => random.randint(0, 4));
    const clear = pairs(T, (t, s) => (clusters[t] === clusters[s] ? 0.8 : 1.2) + 0.05 * random.randn());
    expect(adjustedRandScore(clusters, mergedGroups(clear, 4).assignment)).toBe(1);
    const noise = pairs(T, () => 1 + 0.2 * random.randn());
    for (const most of [1, 2, 5, 40]) {
      const { groups, assignment, exact } = mergedGroups(noise, most);
      expect(exact).toBe(false);
      expect(groups.length).toBeLessThanOrEqual(most);
      expect(groups.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: T }, (_, t) => t));
      for (const [t, k] of assignment.entries()) expect(groups[k]).toContain(t);
      const total = (all: readonly (readonly number[])[]): number =>
        all.reduce((loss, own) => loss + higherOrder(noise, own).reduce((a, b) => a + b, 0), 0);
      const before = total(groups);
      for (let t = 0; t < T; t++) {
        for (const [to, other] of groups.entries()) {
          if (to === assignment[t]) continue;
          const moved = groups.map((own, k) => (k === to ? [...other, t] : own.filter((s) => s !== t)));
          expect(total(moved)).toBeGreaterThan(before - 1e-9);
        }
      }
    }
  });
});
