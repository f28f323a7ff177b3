import { expect, test } from "vitest";
import { poisson } from "../../src/datafit/index.ts";
import { KFold, MultiTaskClassifier, MultiTaskRegressor, RandomState } from "../../src/index.ts";
import { l21, meanRegularized, ridge, sum } from "../../src/penalty/index.ts";
import { transferReport } from "../../src/select/index.ts";

const random = new RandomState(3);
const draw = (n: number, p: number): number[][] =>
  Array.from({ length: n }, () => Array.from({ length: p }, () => random.randn()));
const inner = (x: readonly number[], w: readonly number[]): number =>
  x.reduce((total, value, j) => total + value * w[j]!, 0);

/** Seven noisy tasks of few rows that are one, and an exact one that is their opposite. */
const w = Array.from({ length: 7 }, () => random.randn());
const tasks = [13, 13, 17, 19, 15, 14, 16, 37].map((n, t) => {
  const X = draw(n, 7);
  return {
    X,
    y: X.map((x) => (t === 7 ? -1 : 1) * inner(x, w) + (t === 7 ? 0.3 : 2) * random.randn()),
    name: `t${t}`,
  };
});
/** All tasks like their mean: right for seven of them. */
const together = new MultiTaskRegressor({ penalty: sum(meanRegularized(0.5), ridge(0.1)) });
const alone = new MultiTaskRegressor({ penalty: ridge(0.1) });

test("gains are the differences of held-out errors, with Nadeau and Bengio's interval", () => {
  const report = transferReport(together, tasks, { alone, cv: 4, confidence: 0.9 });
  const folds = tasks.map(({ X }) => new KFold({ nSplits: 4 }).split(X.length));
  const part = (t: number, rows: Int32Array) => ({
    X: Array.from(rows, (i) => tasks[t]!.X[i]!),
    y: Array.from(rows, (i) => tasks[t]!.y[i]!),
  });
  const mse = (model: MultiTaskRegressor, at: number, { X, y }: { X: number[][]; y: number[] }): number => {
    const found = model.predict(X, { task: at });
    return y.reduce((total, value, i) => total + (value - found[i]!) ** 2, 0) / y.length;
  };
  for (const [t, { task, gain, low, high, ...own }] of report.tasks.entries()) {
    const pairs = [0, 1, 2, 3].map((k) => {
      const train = tasks.map((_, s) => part(s, folds[s]![k]!.train));
      const test = part(t, folds[t]![k]!.test);
      return [
        mse(alone.clone().fit([train[t]!]), 0, test),
        mse(together.clone().fit(train), t, test),
      ] as const;
    });
    const mean = (values: number[]): number => values.reduce((a, b) => a + b) / values.length;
    const gains = pairs.map(([a, b]) => a - b);
    expect(task).toBe(`t${t}`);
    expect(own.alone).toBeCloseTo(mean(pairs.map(([a]) => a)), 12);
    expect(own.together).toBeCloseTo(mean(pairs.map(([, b]) => b)), 12);
    expect(gain).toBeCloseTo(mean(gains), 12);
    const n = tasks[t]!.y.length;
    const share = mean(folds[t]!.map(({ test }) => test.length / (n - test.length)));
    const variance = gains.reduce((total, value) => total + (value - gain) ** 2, 0) / 3;
    const half = 2.3533634348018264 * Math.sqrt((1 / 4 + share) * variance); // SciPy 1.17.1, stats.t.ppf(0.95, 3)
    expect([low, high]).toEqual([expect.closeTo(gain - half, 10), expect.closeTo(gain + half, 10)]);
  }
});

test("a task that sharing harms is named, and the safe model has it as it is alone", () => {
  const given = JSON.stringify(tasks);
  const { tasks: report, model } = transferReport(together, tasks, { alone, safe: true, confidence: 0.6 });
  expect(JSON.stringify(tasks)).toBe(given);
  const back = report.map(({ fallsBack }) => fallsBack);
  expect(back[7]).toBe(true);
  expect(back).toContain(false);
  expect(report[7]!.verdict).toBe("harmed");
  expect(report.map(({ verdict }) => verdict)).toContain("helped");
  const [shared, single] = [together.clone().fit(tasks), alone.clone().fit([tasks[7]!])];
  expect(model!.applyTask(7, { data: Float64Array.from(w), rows: 1, columns: 7 })).toEqual(
    single.predict([w], { task: 0 }),
  );
  for (const [t, fallsBack] of back.entries()) {
    const column = (W: { data: ArrayLike<number> }): number[] =>
      Array.from({ length: 7 }, (_, j) => W.data[j * 8 + t]!);
    if (!fallsBack) expect(column(model!.coef)).toEqual(column(shared.model.coef));
  }
  expect(model!.taskNames).toEqual(tasks.map(({ name }) => name));
  expect(transferReport(together, tasks, { alone })).not.toHaveProperty("model");
});

test("a missing target, a weight of 0 and a row that is not there are the same", () => {
  const X = draw(24, 3);
  const Y = X.map((x) => [inner(x, [1, 2, 0]), inner(x, [1, 1, 0]) + random.randn()]);
  const cv = [0, 1, 2].map((k) => {
    const rows = Array.from({ length: 24 }, (_, i) => i);
    return { train: rows.filter((i) => i % 3 !== k), test: rows.filter((i) => i % 3 === k) };
  });
  const missing = Y.map((row, i) => (i === 7 ? [NaN, row[1]!] : row));
  const sampleWeight = Y.map((_, i) => (i === 7 ? [0, 1] : [1, 1]));
  const estimator = new MultiTaskRegressor({ penalty: l21(0.1) });
  expect(transferReport(estimator, X, missing, { cv })).toEqual(
    transferReport(estimator, X, Y, { cv, sampleWeight }),
  );
});

test("classifiers are measured by their share of wrong labels", () => {
  const X = draw(60, 4);
  const Y = X.map((x) => [inner(x, [2, 1, 0, 0]) > 0 ? "yes" : "no", inner(x, [2, 1, 0, 0]) > 0.5]);
  const estimator = new MultiTaskClassifier({ penalty: l21(0.02) });
  const { tasks: report } = transferReport(estimator, X, Y, { cv: 3 });
  expect(report.map(({ task }) => task)).toEqual([0, 1]);
  for (const own of report) {
    expect(Math.round(own.together * 60)).toBeCloseTo(own.together * 60, 9);
    expect(own.together).toBeLessThan(0.25);
  }
  expect(() => transferReport(estimator, X, Y, { safe: true })).toThrow(
    /^transferReport\.safe: expected estimators of linear models of numbers, got MultiTaskClassifier$/,
  );
});

test.each([
  [{ cv: 1 }, /^transferReport\.cv: expected an integer >= 2/],
  [{ cv: 14 }, /^transferReport cv: expected at least 14 rows, one a fold, got 13$/],
  [{ confidence: 1 }, /^transferReport\.confidence: expected a number between 0 and 1, got 1$/],
  [{ folds: 3 }, /^transferReport.* folds/],
])("options %j are refused", (options, message) => {
  expect(() => transferReport(together, tasks, options as never)).toThrow(message);
});

test("a fold without an observed target of a task is refused", () => {
  const holes = tasks.map((task, t) =>
    t === 1 ? { ...task, y: task.y.map((y, i) => (i < 4 ? NaN : y)) } : task,
  );
  expect(() => transferReport(together, holes, { cv: 4 })).toThrow(
    /^transferReport fold 0 task "t1": expected an observed target to test, got none$/,
  );
  expect(() => transferReport({} as never, tasks)).toThrow(
    /^transferReport estimator: expected an estimator/,
  );
});

test("a safe model has one link: counts learnt together and numbers learnt alone do not mix", () => {
  const X = draw(24, 3);
  const Y = X.map((x) => [1, 2].map((k) => Math.max(0, Math.round(4 + k * x[0]!))));
  const counts = new MultiTaskRegressor({ penalty: ridge(1e6), datafit: poisson() });
  expect(() => transferReport(counts, X, Y, { alone, safe: true })).toThrow(
    /^transferReport\.safe: expected alone to predict as the estimator does, log, got predictions without a link$/,
  );
  const held = new MultiTaskRegressor({ penalty: ridge(1e6) });
  const single = new MultiTaskRegressor({ penalty: ridge(0.1), datafit: poisson() });
  expect(() => transferReport(held, X, Y, { alone: single, safe: true })).toThrow(
    /^transferReport\.safe: expected alone to predict as the estimator does, without a link, got log$/,
  );
  const same = transferReport(counts, X, Y, { alone: single, safe: true });
  expect(same.tasks.map(({ fallsBack }) => fallsBack)).toEqual([true, true]);
  const [row] = X;
  const [first] = single
    .clone()
    .fit(
      X,
      Y.map(([y]) => [y!]),
    )
    .predict([row!])
    .to1DArray();
  expect(same.model!.applyTask(0, { data: Float64Array.from(row!), rows: 1, columns: 3 })[0]).toBe(first);
});
