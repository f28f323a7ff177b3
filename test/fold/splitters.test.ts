import { afterEach, describe, expect, test } from "vitest";
import {
  GroupKFold,
  LeaveOneTaskOut,
  MultiTaskRegressor,
  MultiTaskRegressorCV,
  type PolytaskWarning,
  RandomState,
  ShuffleSplit,
  StratifiedKFold,
  setWarningHandler,
  TaskKFold,
  trainTestSplit,
} from "../../src/index.ts";
import { l21 } from "../../src/penalty/index.ts";
import { transferReport } from "../../src/select/index.ts";
import oracle from "../oracles/folds.json" with { type: "json" };

const heard: PolytaskWarning[] = [];
setWarningHandler((warning) => void heard.push(warning));
afterEach(() => heard.splice(0));

const shuffled = (seed: number | null) => (seed === null ? {} : { shuffle: true, randomState: seed });
const tested = (splits: readonly { test: ArrayLike<number> }[]) => splits.map(({ test }) => Array.from(test));

describe("StratifiedKFold", () => {
  test.each(oracle.stratified)("$n rows, $nSplits folds, seed $seed: scikit-learn's", (made) => {
    const { n, nSplits, seed, labels } = made;
    const folds = new StratifiedKFold({ nSplits, labels, ...shuffled(seed) });
    expect(tested(folds.split(n))).toEqual(made.tests);
    const few = [...new Set(labels)].some((one) => labels.filter((label) => label === one).length < nSplits);
    expect(heard.length > 0).toBe(few);
  });

  test("takes the targets where there are no labels, a list a task where there are, and missing ones as a class", () => {
    const y = ["a", "a", null, "b", "b", null];
    const folds = new StratifiedKFold({ nSplits: 2 });
    const by = tested(folds.split(6, { tasks: [1], targets: [y] }));
    expect(by).toEqual(tested(new StratifiedKFold({ nSplits: 2, labels: y }).split(6)));
    const own = new StratifiedKFold({ nSplits: 2, labels: [["x"], y] });
    expect(tested(own.split(6, { tasks: [1], targets: [[1, 2, 3, 4, 5, 6]] }))).toEqual(by);
  });

  test("refuses and warns in one sentence", () => {
    const labels = ["a", "b", "a", "a"];
    new StratifiedKFold({ nSplits: 3, labels }).split(4);
    expect(heard.map(({ message }) => message)).toEqual([
      expect.stringMatching(/class "b" has 1 members, fewer than the 3 folds/),
    ]);
    expect(() => new StratifiedKFold({ nSplits: 4, labels }).split(4)).toThrow(
      /^StratifiedKFold\.labels: expected a class with 4 members, one a fold, got at most 3$/,
    );
    expect(() => new StratifiedKFold({ labels }).split(5)).toThrow(
      /^StratifiedKFold\.labels: expected 5 values, one a row, got 4$/,
    );
    expect(() => new StratifiedKFold().split(5)).toThrow(
      /^StratifiedKFold\.labels: expected labels to spread/,
    );
    expect(() => new StratifiedKFold({ labels: [] })).toThrow(
      /expected one value a row, got an empty array$/,
    );
    const own = new StratifiedKFold({ labels: [labels] });
    expect(() => own.split(4, { tasks: [0, 1], targets: [] })).toThrow(
      /expected one list, where tasks share their rows, got a list a task$/,
    );
  });
});

describe("GroupKFold", () => {
  test.each(oracle.grouped)("$n rows, $nSplits folds, seed $seed: scikit-learn's", (made) => {
    const { n, nSplits, seed, groups } = made;
    expect(tested(new GroupKFold({ nSplits, groups, ...shuffled(seed) }).split(n))).toEqual(made.tests);
  });

  test("refuses in one sentence", () => {
    expect(() => new GroupKFold({} as never)).toThrow(/^GroupKFold\.groups: expected one value a row/);
    expect(() => new GroupKFold({ groups: [1, 2, 1] }).split(3)).toThrow(
      /^GroupKFold\.groups: expected at least 5 groups, one a fold, got 2$/,
    );
    expect(() => new GroupKFold({ groups: [1, 2, 1] }).split(4)).toThrow(
      /^GroupKFold\.groups: expected 4 values, one a row, got 3$/,
    );
    expect(() => new GroupKFold({ nSplits: 2, groups: [1, null, 1] }).split(3)).toThrow(
      /expected a group for every row, got a missing one$/,
    );
  });
});

test.each(oracle.drawn)("ShuffleSplit of $n rows, $nSplits splits, seed $seed: scikit-learn's", (made) => {
  const { n, nSplits, seed, test: testSize, train: trainSize } = made as typeof made & Record<string, number>;
  const splits = new ShuffleSplit({ nSplits, testSize, trainSize, randomState: seed }).split(n);
  expect(splits.map(({ train, test }) => [[...train], [...test]])).toEqual(made.splits);
});

test.each(oracle.halves)("trainTestSplit of $n rows by classes, seed $seed: scikit-learn's", (made) => {
  const { n, seed, labels, test: testSize, train: trainSize } = made as typeof made & Record<string, number>;
  const rows = Array.from({ length: n }, (_, i) => i);
  const [train, held] = trainTestSplit(rows, { testSize, trainSize, randomState: seed, stratify: labels });
  expect([train, held]).toEqual([made.train_rows, made.test_rows]);
});

test("trainTestSplit by classes: tasks each by its own, and refusals", () => {
  const X = Array.from({ length: 8 }, (_, i) => [i]);
  const y = [0, 0, 0, 0, 1, 1, 1, 1];
  const tasks = [
    { X, y },
    { X: X.slice(2), y: y.slice(2) },
  ];
  const [train, held] = trainTestSplit(tasks, { testSize: 0.5, randomState: 3, stratify: [y, y.slice(2)] });
  expect(train.map((task) => [...task.y].sort())).toEqual([
    [0, 0, 1, 1],
    [0, 1, 1],
  ]);
  expect(held.map((task) => [...task.y].sort())).toEqual([
    [0, 0, 1, 1],
    [0, 1, 1],
  ]);
  const refused = (options: object) => () => trainTestSplit(X, options);
  expect(refused({ stratify: y, shuffle: false })).toThrow(
    /^trainTestSplit\.stratify: expected none without shuffle/,
  );
  expect(refused({ stratify: [0, 0, 0, 0, 0, 0, 0, 1] })).toThrow(/two or more rows of class 1, got one$/);
  expect(refused({ stratify: y, testSize: 1 })).toThrow(/at least 2 rows to test, one a class, got 1$/);
  expect(refused({ stratify: [1] })).toThrow(/expected 8 labels, one a row, got 1 x 1$/);
  expect(() => trainTestSplit(tasks, { stratify: [y] })).toThrow(/expected 2 lists of labels, one a task/);
});

describe("TaskKFold", () => {
  const random = new RandomState(2);
  const n = 67;
  const targets = [0.9, 0.5, 0.35, 0.2].map((share) =>
    Array.from({ length: n }, () => (random.random() < share ? 1 : NaN)),
  );

  test.each([2, 3, 5])("%i folds have equal shares of every task's rows", (nSplits) => {
    for (const options of [{}, { shuffle: true, randomState: 4 }]) {
      const folds = new TaskKFold({ nSplits, ...options }).split(n, { tasks: [0, 1, 2, 3], targets });
      expect(
        tested(folds)
          .flat()
          .sort((a, b) => a - b),
      ).toEqual(Array.from({ length: n }, (_, i) => i));
      for (const own of targets) {
        const counts = folds.map(({ test }) => test.reduce((sum, i) => sum + Number(own[i] === 1), 0));
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(2);
      }
    }
  });

  test("names a task with too few targets", () => {
    const rare = targets.map((own, t) => (t === 2 ? own.map((_, i) => (i < 3 ? 1 : NaN)) : own));
    expect(() => new TaskKFold().split(n, { tasks: [4, 5, 6, 7], targets: rare })).toThrow(
      /^TaskKFold\.split: expected at least 5 observed targets of task 6, one a fold, got 3$/,
    );
  });
});

test("every splitter works wherever folds are taken; one of tasks is refused where rows are split", () => {
  const random = new RandomState(0);
  const X = Array.from({ length: 23 }, () => [random.randn(), random.randn(), random.randn()]);
  const Y = X.map(([a, b], i) => [a! + random.randn(), i % 3 ? b! : NaN]);
  const groups = X.map((_, i) => i % 7);
  const splitters = [
    new StratifiedKFold({ nSplits: 3, labels: groups }),
    new GroupKFold({ nSplits: 3, groups }),
    new ShuffleSplit({ nSplits: 3, randomState: 0 }),
    new TaskKFold({ nSplits: 3 }),
  ];
  for (const cv of splitters) {
    const model = new MultiTaskRegressorCV({ penalty: l21, alphas: 4, cv }).fit(X, Y);
    expect(model.converged).toBe(true);
    expect(transferReport(new MultiTaskRegressor({ penalty: l21(0.1) }), X, Y, { cv }).tasks).toHaveLength(2);
  }
  const cv = new LeaveOneTaskOut();
  expect(() => new MultiTaskRegressorCV({ penalty: l21, cv }).fit(X, Y)).toThrow(
    /cv: expected who splits rows, got one who leaves out tasks$/,
  );
  expect(() => cv.split(1)).toThrow(/^LeaveOneTaskOut\.split: expected at least 2 tasks, got 1$/);
});
