import { describe, expect, test } from "vitest";
import { MultiOutputRidge, RandomState, setWarningHandler } from "../../src/index.ts";
import {
  cvPlus,
  cvPlusAsync,
  splitConformal,
  taskBootstrap,
  taskBootstrapAsync,
} from "../../src/inspect/index.ts";
import { normalCdf, normalQuantile } from "../../src/metric/normal.ts";
import oracle from "../oracles/inspect.json" with { type: "json" };

const { X, Y } = oracle;
const [n, T] = [23, 3];

const warned = <R>(work: () => R): { result: R; messages: string[] } => {
  const messages: string[] = [];
  const before = setWarningHandler(({ message }) => messages.push(message));
  try {
    return { result: work(), messages };
  } finally {
    setWarningHandler(before);
  }
};

/** Rows of two tasks with skewed noise, and a weak model of them. */
function draw(random: RandomState, rows: number) {
  const inputs = Array.from({ length: rows }, () => [random.randn(), random.randn()]);
  const targets = inputs.map(([a, b]) => {
    const shared = random.randn();
    return [a! + shared ** 2, 2 * b! - a! + 3 * (shared + random.randn())];
  });
  return { inputs, targets };
}

/** Four standard deviations of a share of `trials` below `share`. */
const floorOf = (share: number, trials: number): number =>
  share - 4 * Math.sqrt((share * (1 - share)) / trials);

describe("splitConformal", () => {
  const zeros = (given: unknown): number[][] =>
    Array.from({ length: (given as { rows: number }).rows }, () => [0, 10]);
  const model = { predict: zeros };

  test("is the ⌈(1 − alpha)(n + 1)⌉-th residual, by hand; a missing target and a weight of 0 are no rows", () => {
    const inputs = Array.from({ length: 12 }, (_, i) => [i]);
    const targets = inputs.map(([i]) => [i! % 2 ? i! : -i!, i === 3 ? NaN : 10 + i!]);
    const sampleWeight = inputs.map(([i]) => [i === 11 ? 0 : 2, 1]);
    const found = splitConformal(model, inputs, targets, { alpha: 0.25, sampleWeight });
    expect(found.counts).toEqual([11, 11]); // ⌈0.75 · 12⌉ = 9: of 0 ... 10 that is 8; of 0 ... 11 without 3 it is 9
    const { lower, upper } = found.predict([[1], [2]]);
    expect(lower.to2DArray()).toEqual([
      [-8, 1],
      [-8, 1],
    ]);
    expect(upper.to2DArray()).toEqual([
      [8, 19],
      [8, 19],
    ]);
  });

  test("joint: the largest scaled residual of complete rows, by hand", () => {
    const inputs = Array.from({ length: 9 }, (_, i) => [i]);
    const targets = inputs.map(([i]) => [i!, i === 0 ? NaN : 10 - 4 * (9 - i!)]);
    const scales = [1, 2];
    const found = splitConformal(model, inputs, targets, { alpha: 0.4, joint: true, scales });
    expect(found.counts).toEqual([8, 8]); // max(i, 2 (9 − i)), i = 1 ... 8: 16 14 12 10 8 6 7 8; the ⌈0.6 · 9⌉ = 6th is 12
    expect(found.predict([[0]]).upper.to2DArray()).toEqual([[12, 34]]);
  });

  test("too few rows: infinite, named, and said", () => {
    const tasks = [
      { X: [[1], [2], [3]], y: [1, 2, 3], name: "few" },
      {
        X: Array.from({ length: 20 }, (_, i) => [i]),
        y: Array.from({ length: 20 }, (_, i) => i),
        name: "many",
      },
    ];
    const own = new MultiOutputRidge().fit(tasks);
    const { result, messages } = warned(() => splitConformal(own, tasks));
    expect(result.unbounded).toEqual(["few"]);
    expect(messages).toEqual(['task "few": fewer than 9 rows held out, so that every interval is infinite']);
    const [many, few] = result.predict([
      { X: [[1]], name: "many" },
      { X: [[1], [2]], name: "few" },
    ]);
    expect([...few!.lower, ...few!.upper]).toEqual([-Infinity, -Infinity, Infinity, Infinity]);
    expect(many!.upper[0]).toBeLessThan(Infinity);
  });

  test.each([false, true])("covers, joint %s: seeded, within four standard deviations", (joint) => {
    const random = new RandomState(3);
    const [trials, fresh, alpha] = [150, 20, 0.2];
    const inside = [0, 0, 0];
    for (let k = 0; k < trials; k++) {
      const train = draw(random, 15);
      const calibration = draw(random, 29);
      const test = draw(random, fresh);
      const own = new MultiOutputRidge().fit(train.inputs, train.targets);
      const options = { alpha, joint, ...(joint && { scales: [1, 3] }) };
      const { lower, upper } = splitConformal(own, calibration.inputs, calibration.targets, options).predict(
        test.inputs,
      );
      for (const [i, row] of test.targets.entries()) {
        const hits = row.map((y, t) => lower.get(i, t) <= y && y <= upper.get(i, t));
        for (const [t, hit] of [...hits, hits.every(Boolean)].entries()) inside[t]! += Number(hit);
      }
    }
    // exactly 1 − alpha = 24 / 30 on average; rows of one trial share their intervals, which doubles the spread at most
    const floor = floorOf(1 - alpha, (trials * fresh) / 4);
    for (const count of joint ? inside.slice(2) : inside.slice(0, 2)) {
      expect(count / (trials * fresh)).toBeGreaterThan(floor);
      expect(count / (trials * fresh)).toBeLessThan(2 * (1 - alpha) - floor);
    }
    if (!joint) expect(inside[2]! / (trials * fresh)).toBeLessThan(1 - alpha);
  });

  test("says no in one sentence", () => {
    const own = new MultiOutputRidge().fit(X, Y);
    const bad = (options: object) => () => splitConformal(own, X, Y, options);
    expect(bad({ alpha: 1 })).toThrow(/^splitConformal\.alpha: expected a number between 0 and 1, got 1$/);
    expect(bad({ scales: [1, 2] })).toThrow(/scales: expected 3 finite numbers > 0, got an array of 2$/);
    expect(bad({ joint: 1 })).toThrow(/joint: expected true or false, got 1$/);
    const tasks = [0, 1, 2].map((t) => ({ X, y: Y.map((row) => row[t]!) }));
    expect(() => splitConformal(own, tasks, { joint: true } as never)).toThrow(
      /joint: expected tasks on the same rows, got tasks with rows of their own$/,
    );
    expect(() => splitConformal(own, X, Y).predict([[1]])).toThrow(
      /^splitConformal\.predict X: expected 5 columns, as in calibration, got 1$/,
    );
  });
});

describe("cvPlus", () => {
  const estimator = new MultiOutputRidge({ alpha: 2 });

  /** The definition, with a model for every fold. */
  function brute(t: number, x: number[], alpha: number, K: number): [number, number] {
    const size = (k: number) => Math.floor(n / K) + (k < n % K ? 1 : 0);
    const foldOf = Array.from({ length: K }, (_, k) => new Array<number>(size(k)).fill(k)).flat();
    const lows: number[] = [];
    const highs: number[] = [];
    for (let k = 0; k < K; k++) {
      const train = X.map((_, i) => i).filter((i) => foldOf[i] !== k);
      const model = estimator.clone().fit(
        train.map((i) => X[i]!),
        train.map((i) => Y[i]!),
      );
      for (const i of X.keys()) {
        if (foldOf[i] !== k) continue;
        const residual = Math.abs(Y[i]![t]! - model.predict([X[i]!]).get(0, t));
        const at = model.predict([x]).get(0, t);
        lows.push(at - residual);
        highs.push(at + residual);
      }
    }
    lows.sort((a, b) => a - b);
    highs.sort((a, b) => a - b);
    return [lows[Math.floor(alpha * (n + 1)) - 1]!, highs[Math.ceil((1 - alpha) * (n + 1)) - 1]!];
  }

  test.each([5, 23])("with %i folds is its definition, in both forms", (cv) => {
    const alpha = 0.17;
    const found = cvPlus(estimator, X, Y, { alpha, cv });
    const tasks = [0, 1, 2].map((t) => ({ X, y: Y.map((row) => row[t]!) }));
    const apart = cvPlus(estimator, tasks, { alpha, cv }).predict(tasks.map(() => ({ X: X.slice(0, 2) })));
    const { lower, upper } = found.predict(X.slice(0, 2));
    for (let t = 0; t < T; t++) {
      for (const i of [0, 1]) {
        const [low, high] = brute(t, X[i]!, alpha, cv);
        expect(Math.abs(lower.get(i, t) - low)).toBeLessThan(1e-10);
        expect(Math.abs(upper.get(i, t) - high)).toBeLessThan(1e-10);
        expect(Math.abs(apart[t]!.lower[i]! - low)).toBeLessThan(1e-10);
        expect(Math.abs(apart[t]!.upper[i]! - high)).toBeLessThan(1e-10);
      }
    }
  });

  test.each([false, true])("covers, joint %s", (joint) => {
    const random = new RandomState(4);
    const [trials, fresh, alpha] = [80, 20, 0.2];
    const inside = [0, 0, 0];
    for (let k = 0; k < trials; k++) {
      const train = draw(random, 34);
      const test = draw(random, fresh);
      const options = { alpha, joint, cv: 7, ...(joint && { scales: [1, 3] }) };
      const { lower, upper } = cvPlus(new MultiOutputRidge(), train.inputs, train.targets, options).predict(
        test.inputs,
      );
      for (const [i, row] of test.targets.entries()) {
        const hits = row.map((y, t) => lower.get(i, t) <= y && y <= upper.get(i, t));
        for (const [t, hit] of [...hits, hits.every(Boolean)].entries()) inside[t]! += Number(hit);
      }
    }
    const floor = floorOf(1 - 2 * alpha, (trials * fresh) / 4);
    for (const count of joint ? inside.slice(2) : inside.slice(0, 2)) {
      expect(count / (trials * fresh)).toBeGreaterThan(floor);
      expect(count / (trials * fresh)).toBeLessThan(0.9); // 1 − alpha or so
    }
  });

  test("weights, missing targets and names reach the estimator; watched, aborted, refused", async () => {
    const holes = Y.map((row, i) => row.map((v, t) => (i % 6 === t ? NaN : v)));
    const weights = Y.map((row, i) => row.map((_, t) => (i % 6 === t ? 0 : 1)));
    const options = { alpha: 0.3, cv: 4, taskNames: ["a", "b", "c"] };
    const missing = cvPlus(estimator, X, holes, options).predict(X);
    expect(cvPlus(estimator, X, Y, { ...options, sampleWeight: weights }).predict(X)).toEqual(missing);
    expect((await cvPlusAsync(estimator, X, holes, options)).predict(X)).toEqual(missing);
    const signal = AbortSignal.abort();
    await expect(cvPlusAsync(estimator, X, Y, { signal })).rejects.toThrow(/abort/i);
    expect(() => cvPlus(estimator, X, Y, { onProgress: () => false })).toThrow(/stopped/);
    expect(() => cvPlus({ predict: () => [] } as never, X, Y)).toThrow(
      /^cvPlus estimator: expected an estimator, with clone, fit and predict, got /,
    );
    expect(() => cvPlus(estimator, X, Y, { cv: 1 })).toThrow(/^cvPlus\.cv: expected an integer >= 2/);
    const twice = [0, 1].map(() => ({ train: [0, 1], test: [2, 3] }));
    expect(() => cvPlus(estimator, X, Y, { cv: twice })).toThrow(/folds that test every row once/);
  });
});

describe("taskBootstrap", () => {
  /** Tasks whose mean absolute error is a number that is given. */
  const model = { predict: (given: unknown) => (given as unknown[]).map(() => [0, 0]) };
  const tasks = oracle.scores.map((score) => ({ X: [[1], [2]], y: [score, -score] }));
  const scoring = (y: ArrayLike<unknown>): number => Math.abs(y[0] as number);
  const settings = { scoring, nResamples: 999, randomState: 5 } as const;

  test.each(oracle.intervals)(
    "$method at $confidence is SciPy's, draw for draw",
    ({ method, confidence, low, high, se }) => {
      const found = taskBootstrap(model, tasks, { ...settings, method: method as "BCa", confidence });
      expect(Math.abs(found.low - low)).toBeLessThan(1e-10);
      expect(Math.abs(found.high - high)).toBeLessThan(1e-10);
      expect(Math.abs(found.standardError - se)).toBeLessThan(1e-10);
      expect([...found.tasks]).toEqual(oracle.scores);
    },
  );

  test("differences of two models, on shared rows with holes; rows drawn too are wider", async () => {
    const [a, b] = [0.1, 500].map((alpha) => new MultiOutputRidge({ alpha }).fit(X, Y));
    const holes = Y.map((row, i) => row.map((v, t) => (i % 5 === t ? NaN : v)));
    const options = { against: b!, randomState: 1, nResamples: 400, method: "percentile" } as const;
    const found = taskBootstrap(a!, X, holes, options);
    const weights = Y.map((row, i) => row.map((_, t) => (i % 5 === t ? 0 : 1)));
    expect(taskBootstrap(a!, X, Y, { ...options, sampleWeight: weights })).toEqual(found);
    expect(found.mean).toBeGreaterThan(0);
    const both = { ...options, resampleRows: true };
    const rows = taskBootstrap(a!, X, holes, both);
    expect(rows.mean).toBe(found.mean);
    expect(rows.standardError).toBeGreaterThan(found.standardError);
    expect(await taskBootstrapAsync(a!, X, holes, both)).toEqual(rows);
  });

  test("says no in one sentence", () => {
    const bad = (options: object) => () => taskBootstrap(model, tasks, { ...settings, ...options } as never);
    expect(bad({ method: "basic" })).toThrow(
      /^taskBootstrap\.method: expected one of "BCa", "percentile", got "basic"$/,
    );
    expect(bad({ confidence: 0 })).toThrow(/confidence: expected a number between 0 and 1, got 0$/);
    expect(bad({ nResamples: 0 })).toThrow(/nResamples: expected an integer >= 1, got 0$/);
    expect(bad({ nResamples: 1 })).toThrow(
      /nResamples: expected more resamples, for a BCa interval, got 1, all on one side/,
    );
    expect(bad({ against: 3 })).toThrow(
      /^taskBootstrap against model: expected a model with predict, got 3$/,
    );
    expect(() => taskBootstrap(model, tasks.slice(0, 1), settings)).toThrow(
      /tasks of different scores, for a BCa interval/,
    );
  });
});

test("the normal distribution and its quantile are SciPy's", () => {
  for (const [k, x] of oracle.normal.x.entries()) {
    const wanted = oracle.normal.cdf[k]!;
    expect(Math.abs(normalCdf(x) / wanted - 1)).toBeLessThan(1e-12);
    if (x > -6 && x < 3) expect(Math.abs(normalQuantile(wanted) - x)).toBeLessThan(1e-12);
  }
  expect([normalQuantile(0), normalQuantile(1)]).toEqual([-Infinity, Infinity]);
});
