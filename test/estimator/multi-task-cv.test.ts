import { describe, expect, test } from "vitest";
import {
  KFold,
  MultiTaskElasticNetCV,
  MultiTaskLasso,
  MultiTaskLassoCV,
  setWarningHandler,
  type Task,
} from "../../src/index.ts";
import oracle from "../oracles/multi-task-cv.json" with { type: "json" };
import { matrix, type Rows } from "./samples.ts";

interface Case {
  readonly title: string;
  readonly X: Rows;
  readonly Y: Rows;
  readonly alphas: number | number[];
  readonly eps: number;
  readonly cv: number | { readonly train: number[]; readonly test: number[] }[];
  readonly fitIntercept: boolean;
  readonly l1Ratio?: number | number[];
  readonly chosenRatio?: number;
  readonly sampleWeight?: number[];
  readonly alpha: number;
  readonly grid: number[] | number[][];
  readonly msePath: Rows | Rows[];
  readonly coef: Rows;
  readonly intercept: number[];
}

const made = ({ title, alphas, eps, cv, fitIntercept, l1Ratio }: Case) => {
  const random = title.includes("random") ? ({ selection: "random", randomState: 3 } as const) : {};
  const settings = { alphas, eps, cv, fitIntercept, tol: 1e-13, maxIter: 100_000, ...random };
  return l1Ratio === undefined
    ? new MultiTaskLassoCV(settings)
    : new MultiTaskElasticNetCV({ ...settings, l1Ratio });
};

describe("MultiTaskLassoCV and MultiTaskElasticNetCV against scikit-learn", () => {
  test.each(oracle.cases as Case[])("$title, together and task by task", (example) => {
    const { X, Y, sampleWeight, alpha, grid, msePath, coef, intercept } = example;
    const weights = sampleWeight && { sampleWeight };
    const apart = Y[0]!.map((_, t) => ({ X, y: Y.map((row) => row[t]!), ...weights }));
    for (const model of [made(example).fit(X, Y, weights), made(example).fit(apart)]) {
      expect(model.alpha).toBeNear(alpha, 1e-12);
      expect(model.alphas.flat()).toBeNear(grid.flat(), 1e-12);
      if (example.chosenRatio !== undefined)
        expect((model as MultiTaskElasticNetCV).l1Ratio).toBe(example.chosenRatio);
      const errors = [model.msePath].flat().flatMap((path) => path.to1DArray());
      expect(errors).toBeNear(msePath.flat(2) as number[], 1e-6);
      expect(model.coef.to1DArray()).toBeNear(coef.flat(), 1e-6);
      expect(model.intercept).toBeNear(intercept, 1e-6);
      expect(model.converged).toBe(true);
    }
  });
});

describe("folds of tasks that have rows of their own", () => {
  const alphas = [3, 0.7, 0.1];
  const settings = { tol: 1e-12, maxIter: 100_000 };
  const tasks = [17, 11, 14].map((n, t) => ({
    X: matrix(n, 4, t + 1),
    y: matrix(n, 1, t + 5).map(([y], i) => (i % 6 === t ? NaN : y!)),
    sampleWeight: matrix(n, 1, t + 9).map(([w], i) => (i % 7 === 3 ? 0 : Math.abs(w!))),
  }));

  /** The rows of a task that stand in some places of its split, those that tell something. */
  const part = ({ X, y, sampleWeight }: (typeof tasks)[number], rows: Iterable<number>) => {
    const seen = [...rows].filter((i) => !Number.isNaN(y[i]!) && sampleWeight[i]! > 0);
    const take = <R>(values: readonly R[]): R[] => seen.map((i) => values[i]!);
    return { X: take(X), y: take(y), sampleWeight: take(sampleWeight) } satisfies Task;
  };

  test.each([
    ["runs of rows", 3],
    ["shuffled", new KFold({ nSplits: 3, shuffle: true, randomState: 5 })],
    ["overlapping", { split: (n: number) => [0, 1].map((k) => splitAt(n, k + 3)) }],
  ] as const)("%s: errors are those of fits on the other rows, however tasks count", (_, cv) => {
    for (const taskWeight of ["samples", "equal"] as const) {
      const model = new MultiTaskLassoCV({ alphas, cv, taskWeight, ...settings }).fit(tasks);
      const splitter = typeof cv === "number" ? new KFold({ nSplits: cv }) : cv;
      const splits = tasks.map(({ y }) => splitter.split(y.length));
      const want = alphas.map((alpha) =>
        splits[0]!.map((_, k) => {
          const train = tasks.map((task, t) => part(task, splits[t]![k]!.train));
          const held = tasks.map((task, t) => part(task, splits[t]![k]!.test));
          const predicted = new MultiTaskLasso({ alpha, taskWeight, ...settings }).fit(train).predict(held);
          const sums = held.map(({ y, sampleWeight }, t) =>
            y.reduce((sum, value, i) => sum + sampleWeight[i]! * (value - predicted[t]![i]!) ** 2, 0),
          );
          const weights = held.map(({ sampleWeight }) => sampleWeight.reduce((sum, w) => sum + w, 0));
          const total = (values: number[]): number => values.reduce((sum, value) => sum + value, 0);
          return taskWeight === "equal"
            ? total(sums.map((sum, t) => sum / weights[t]!)) / 3
            : total(sums) / total(weights);
        }),
      );
      expect(model.msePath.to1DArray()).toBeNear(want.flat(), 1e-6);
      const means = want.map((row) => row.reduce((sum, value) => sum + value, 0));
      expect(model.alpha).toBe(alphas[means.indexOf(Math.min(...means))]);
    }
  });

  test("a fold in which a task has no observed target is refused", () => {
    const [X, Y] = [matrix(9, 2, 1), matrix(9, 2, 2)];
    const holes = (rows: number[]): Rows => Y.map(([a, b], i) => [a!, rows.includes(i) ? NaN : b!]);
    const model = new MultiTaskLassoCV({ cv: 3 });
    expect(() => model.fit(X, holes([3, 4, 5]), { taskNames: ["a", "b"] })).toThrow(
      /^MultiTaskLassoCV\.fit fold 1: expected an observed target of task "b" to test, got none$/,
    );
    expect(() => model.fit(X, holes([0, 1, 2, 6, 7, 8]))).toThrow(
      /fold 0: expected .* task 1 to test, got none$/,
    );
    const cv = [{ train: [0, 1, 2], test: [3, 4] }];
    expect(() => new MultiTaskLassoCV({ cv }).fit(X, holes([0, 1, 2]))).toThrow(
      /fold 0: expected an observed target of task 1 to train on, got none$/,
    );
  });

  test("folds that cannot be made get one clear sentence", () => {
    const fitted = (params: object, n = 4) =>
      new MultiTaskLassoCV(params).fit(matrix(n, 2, 1), matrix(n, 2, 2));
    expect(() => fitted({})).toThrow(
      /^MultiTaskLassoCV\.fit cv: expected at least 5 rows, one a fold, got 4$/,
    );
    expect(() => fitted({ cv: [{ train: [0, 4], test: [1] }] })).toThrow(
      /cv split 0\.train: expected rows from 0 to 3, got 4$/,
    );
    expect(() => fitted({ cv: [{ train: [0], test: [] }] })).toThrow(
      /cv split 0\.test: expected at least one row, got none$/,
    );
    expect(() => fitted({ cv: { split: () => [] } })).toThrow(/cv: expected at least one split, got none$/);
    expect(() => new MultiTaskElasticNetCV({ l1Ratio: [0, 0.5] })).toThrow(
      /^MultiTaskElasticNetCV\.l1Ratio: expected shares above 0 .*, got an array of 2$/,
    );
  });

  test("ridge is among the shares where strengths are given, on statistics although there are fewer rows", () => {
    const [X, Y] = [matrix(11, 17, 3), matrix(11, 2, 4)];
    const model = new MultiTaskElasticNetCV({ l1Ratio: [0, 1], alphas: [1, 20], cv: 3 }).fit(X, Y);
    expect(model.msePath).toHaveLength(2);
    const lasso = new MultiTaskLassoCV({ alphas: [1, 20], cv: 3 }).fit(X, Y);
    const [, errors] = model.msePath as readonly { to1DArray(): number[] }[];
    expect(errors!.to1DArray()).toBeNear(lasso.msePath.to1DArray(), 1e-3);
  });

  test("fits of the path that stop early are told once", () => {
    const told: string[] = [];
    const before = setWarningHandler(({ message }) => told.push(message));
    try {
      new MultiTaskLassoCV({ maxIter: 1, cv: 3, alphas: [1e-3], tol: 1e-15 }).fit(
        matrix(31, 9, 1),
        matrix(31, 2, 2),
      );
    } finally {
      setWarningHandler(before);
    }
    expect(told).toHaveLength(2);
    expect(told[0]).toMatch(/^3 of 3 fits of the cross-validation stopped above their tolerance/);
  });

  test("what was found is asked of a fitted estimator only", () => {
    expect(() => new MultiTaskLassoCV().alpha).toThrow(/^MultiTaskLassoCV\.alpha: .*call fit first$/);
    expect(() => new MultiTaskElasticNetCV().l1Ratio).toThrow(
      /^MultiTaskElasticNetCV\.l1Ratio: .*call fit first$/,
    );
  });
});

function splitAt(n: number, step: number): { train: number[]; test: number[] } {
  const rows = Array.from({ length: n }, (_, i) => i);
  return { train: rows.filter((i) => i % step > 0), test: rows.filter((i) => i % step < 2) };
}
