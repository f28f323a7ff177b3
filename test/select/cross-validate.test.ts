import { describe, expect, test } from "vitest";
import {
  KFold,
  LeaveOneTaskOut,
  MultiOutputRidge,
  MultiTaskClassifier,
  MultiTaskRegressor,
  RandomState,
  StratifiedKFold,
} from "../../src/index.ts";
import { l21, meanRegularized, ridge, sum } from "../../src/penalty/index.ts";
import {
  crossValidate,
  crossValidateAsync,
  crossValPredict,
  crossValPredictAsync,
} from "../../src/select/index.ts";
import oracle from "../oracles/searches.json" with { type: "json" };

const { X, Y } = oracle;
const cv = new KFold({ nSplits: 4, shuffle: true, randomState: 9 });
const names = Object.keys(oracle.folds) as (keyof typeof oracle.folds)[];
const squares = names.filter((name) => name !== "negMeanAbsoluteError");
const one = new MultiOutputRidge({ alpha: 1 });
const random = new RandomState(8);
const draw = (n: number, p: number) =>
  Array.from({ length: n }, () => Array.from({ length: p }, () => random.randn()));
const dot = (x: readonly number[], w: readonly number[]) => x.reduce((total, v, j) => total + v * w[j]!, 0);

/** A user's own ridge: no statistics, and every row that it sees is written down. */
class Spy {
  readonly name = "Spy";
  readonly seen: unknown[][];
  readonly inner: MultiOutputRidge;
  constructor(inner: MultiOutputRidge, seen: unknown[][] = []) {
    this.inner = inner;
    this.seen = seen;
  }
  clone(): Spy {
    return new Spy(this.inner.clone(), this.seen);
  }
  fit(...given: unknown[]): this {
    this.seen.push(given);
    this.inner.fit(...(given as [number[][], number[][]]));
    return this;
  }
  predict(X: never): unknown {
    return this.inner.predict(X);
  }
}

const near = (a: number[][], b: number[][], digits: number): void => {
  expect(a.length).toBe(b.length);
  for (const [i, row] of a.entries())
    for (const [t, v] of row.entries()) expect(v).toBeCloseTo(b[i]![t]!, digits);
};

const apart = [13, 17, 22].map((n, t) => {
  const rows = draw(n, 4);
  const y = rows.map((x) => dot(x, [1, t, 0, -1]) + random.randn());
  return {
    X: rows,
    y: y.map((v, i) => (i % 5 === t ? NaN : v)),
    name: `t${t}`,
    sampleWeight: y.map((_, i) => 1 + (i % 3)),
  };
});

describe("crossValidate", () => {
  test.each([
    ["statistics", one, squares],
    ["rows", one, names],
    ["a user's own estimator", new Spy(one), names],
  ] as const)("per-task scores from %s are scikit-learn's", (_, estimator, scoring) => {
    const { scores, tasks, fitTimes } = crossValidate(estimator, X, Y, { cv, scoring });
    expect(tasks).toEqual([0, 1, 2]);
    expect(fitTimes).toHaveLength(4);
    expect(Object.keys(scores)).toEqual(scoring);
    for (const name of scoring) near(scores[name]!.test.to2DArray(), oracle.folds[name], 9);
  });

  test("the road of statistics is that of rows, for weights, missing targets, tasks and training scores", () => {
    const options = { cv: 3, scoring: squares, returnTrainScore: true } as const;
    const missing = Y.map((row, i) => row.map((v, t) => ((i * 7 + t) % 5 === 0 ? NaN : v)));
    const weights = Y.map((row, i) => row.map((_, t) => ((i + t) % 4) / 2));
    const both = [
      [crossValidate(one, apart, options), crossValidate(new Spy(one), apart, options)],
      [
        crossValidate(one, X, missing, { ...options, sampleWeight: weights }),
        crossValidate(new Spy(one), X, missing, { ...options, sampleWeight: weights }),
      ],
    ];
    for (const [fast, slow] of both) {
      for (const name of squares) {
        near(fast!.scores[name]!.test.to2DArray(), slow!.scores[name]!.test.to2DArray(), 10);
        near(fast!.scores[name]!.train!.to2DArray(), slow!.scores[name]!.train!.to2DArray(), 10);
      }
    }
    expect(both[0]![0]!.tasks).toEqual(["t0", "t1", "t2"]);
    const penalised = new MultiTaskRegressor({ penalty: l21(0.1), tol: 1e-12 });
    const fast = crossValidate(penalised, X, Y, { cv }).scores["r2"]!.test;
    const slow = crossValidate(penalised, X, Y, { cv, scoring: ["r2", "negMeanAbsoluteError"] }).scores["r2"]!
      .test;
    near(fast.to2DArray(), slow.to2DArray(), 8);
  });

  test("means, deviations and fitted estimators", () => {
    const { scores, estimators } = crossValidate(one, X, Y, { cv, returnEstimator: true });
    const { test: found, taskMeans, taskDeviations, foldMeans, mean, deviation } = scores["r2"]!;
    const r2 = oracle.folds.r2;
    const column = r2.map((row) => row[1]!);
    const centre = column.reduce((a, b) => a + b) / 4;
    expect(taskMeans[1]).toBeCloseTo(centre, 10);
    expect(taskDeviations[1]).toBeCloseTo(
      Math.sqrt(column.reduce((a, v) => a + (v - centre) ** 2, 0) / 4),
      10,
    );
    expect(mean).toBeCloseTo(foldMeans.reduce((a, b) => a + b) / 4, 12);
    expect(deviation).toBeGreaterThan(0);
    expect(found.rows).toBe(4);
    expect(estimators!.map((own) => own.coef.rows)).toEqual([6, 6, 6, 6]);
    expect(() => one.coef).toThrow(/fit/);
  });

  test("classes are scored by their accuracy, strata taken from the labels", () => {
    const rows = draw(61, 3);
    const labels = rows.map((x) => [dot(x, [2, 0, 1]) > 0 ? "yes" : "no", dot(x, [1, 1, 0]) > -0.4]);
    const estimator = new MultiTaskClassifier({ penalty: l21(0.02) });
    const strata = new StratifiedKFold({ nSplits: 3, labels: labels.map(([a]) => a!) });
    const { scores } = crossValidate(estimator, rows, labels, { cv: strata });
    expect(Object.keys(scores)).toEqual(["accuracy"]);
    expect(Math.min(...scores["accuracy"]!.taskMeans)).toBeGreaterThan(0.75);
    const found = crossValPredict(estimator, rows, labels, { cv: strata }) as unknown[][];
    const right = found.filter(([a], i) => a === labels[i]![0]).length / 61;
    expect(Math.abs(right - scores["accuracy"]!.taskMeans[0]!)).toBeLessThan(0.02);
    const tasks = [rows.slice(0, 30), rows.slice(30)].map((own, t) => ({
      X: own,
      y: labels.slice(t * 30, t ? 61 : 30).map((row) => row[0]!),
    }));
    const byTask = crossValidate(estimator, tasks as never, { cv: new StratifiedKFold({ nSplits: 3 }) });
    expect(byTask.scores["accuracy"]!.test.columns).toBe(2);
  });

  test("no fit sees a test row: a target planted there changes nothing of training", () => {
    const planted = Y.map((row) => [...row]);
    const [fold] = cv.split(X.length);
    for (const i of fold!.test) planted[i] = [1e6, -1e6, 1e6];
    const [a, b] = [new Spy(one), new Spy(one)];
    crossValidate(a, X, Y, { cv });
    crossValidate(b, X, planted, { cv });
    expect(b.seen[0]).toEqual(a.seen[0]);
    expect(b.seen[1]).not.toEqual(a.seen[1]);
    expect(a.seen[0]![0]).toEqual(Array.from(fold!.train, (i) => X[i]));
    const keep = { cv, returnEstimator: true };
    const coefficients = (targets: number[][]) =>
      crossValidate(one, X, targets, keep).estimators![0]!.coef.to1DArray();
    expect(coefficients(planted)).toEqual(coefficients(Y));
  });

  test("a task without a test row has no score there; without a training row it is refused by name", () => {
    const rare = Y.map(([a], i) => [a!, i === 3 || i > 20 ? a! : NaN]);
    const splits = [0, 1].map((k) => {
      const rows = X.map((_, i) => i);
      return { train: rows.filter((i) => i >= 12 || k), test: rows.filter((i) => i < 3 || (k && i < 6)) };
    });
    const options = { cv: splits, scoring: "negMeanSquaredError" } as const;
    for (const estimator of [one, new Spy(one)]) {
      const { test: found, taskMeans } = crossValidate(estimator, X, rare, options).scores[
        "negMeanSquaredError"
      ]!;
      expect(found.get(0, 1)).toBeNaN();
      expect(taskMeans[1]).toBe(found.get(1, 1));
    }
    const none = Y.map(([a], i) => [a!, i < 12 ? a! : NaN]);
    const message = /^crossValidate fold 0: expected an observed target of task "b" to train on, got none$/;
    expect(() => crossValidate(one, X, none, { cv: splits, taskNames: ["a", "b"] })).toThrow(message);
    const never = Y.map(([a], i) => [a!, i < 12 ? NaN : a!]);
    expect(() => crossValidate(one, X, never, { cv: splits })).toThrow(
      /^crossValidate folds: expected an observed target of task 1 to test in one of them, got none$/,
    );
  });

  test("tasks are left out: predicted by the mean of the others, in both forms", () => {
    const model = new MultiTaskRegressor({ penalty: sum(meanRegularized(1), ridge(0.1)) });
    const { scores } = crossValidate(model, apart, {
      cv: new LeaveOneTaskOut(),
      scoring: "negMeanSquaredError",
    });
    const { test: found, taskMeans } = scores["negMeanSquaredError"]!;
    const fitted = model.clone().fit(apart.slice(1));
    const { X: rows, y, sampleWeight } = apart[0]!;
    const P = fitted.predict(rows).to2DArray();
    let [error, weight] = [0, 0];
    for (const [i, v] of y.entries()) {
      if (Number.isNaN(v)) continue;
      error += sampleWeight[i]! * (v - (P[i]![0]! + P[i]![1]!) / 2) ** 2;
      weight += sampleWeight[i]!;
    }
    expect(found.get(0, 0)).toBeCloseTo(-error / weight, 10);
    expect(taskMeans[0]).toBe(found.get(0, 0));
    expect(found.get(0, 1)).toBeNaN();
    const shared = crossValPredict(model, X, Y, { cv: new LeaveOneTaskOut() }) as {
      get(i: number, t: number): number;
    };
    const others = model
      .clone()
      .fit(
        X,
        Y.map((row) => row.slice(1)),
      )
      .predict(X);
    expect(shared.get(5, 0)).toBeCloseTo((others.get(5, 0) + others.get(5, 1)) / 2, 10);
  });

  test("asynchronously the same; progress and signals stop it", async () => {
    const now = crossValidate(one, X, Y, { cv }).scores;
    expect((await crossValidateAsync(one, X, Y, { cv })).scores).toEqual(now);
    const controller = new AbortController();
    const stages: string[] = [];
    const onProgress = ({ stage }: { stage: string }) => {
      stages.push(stage);
      if (stage === "fold 1") controller.abort();
    };
    await expect(
      crossValidateAsync(new Spy(one), X, Y, { cv, signal: controller.signal, onProgress }),
    ).rejects.toThrow(/abort/);
    expect(stages).toEqual(["fold 0", "fold 1"]);
    expect(() => crossValidate(one, X, Y, { cv, onProgress: () => false })).toThrow(/stopped/);
  });

  test.each([
    [{ scoring: "r3" }, /^crossValidate\.scoring: expected "r2", .* got "r3"$/],
    [{ scoring: {} }, /^crossValidate\.scoring: expected/],
    [{ cv: 48 }, /^crossValidate cv: expected at least 48 rows, one a fold, got 47$/],
    [{ cv: 1 }, /^crossValidate\.cv: expected an integer >= 2/],
    [{ folds: 3 }, /^crossValidate: has no option folds; it has sampleWeight, taskNames, cv/],
    [{ returnTrainScore: 1 }, /^crossValidate\.returnTrainScore: expected true or false, got 1$/],
    [{ sampleWeight: [1] }, /^crossValidate sampleWeight: expected 47 weights/],
  ])("refuses %j in one sentence, before any fit", (options, message) => {
    const spy = new Spy(one);
    expect(() => crossValidate(spy, X, Y, options as never)).toThrow(message);
    expect(spy.seen).toEqual([]);
  });

  test("refuses what is no estimator, no data, or a promise", () => {
    expect(() => crossValidate({} as never, X, Y)).toThrow(
      /^crossValidate estimator: expected an estimator, with clone, fit, predict/,
    );
    expect(() => crossValidate(one, X, Y.slice(1))).toThrow(
      /^crossValidate Y: expected 47 rows, one per row of X, got 46$/,
    );
    const late = { clone: () => late, fit: async () => {}, predict: () => [] } as never;
    expect(() => crossValidate(late, X, Y)).toThrow(/an estimator that fits at once/);
  });
});

describe("crossValPredict", () => {
  test("of shared rows is scikit-learn's", () => {
    const found = crossValPredict(one, X, Y, { cv }) as { to2DArray(): number[][] };
    near(found.to2DArray(), oracle.held, 10);
  });

  test("asynchronously the same, until a signal stops it", async () => {
    expect(await crossValPredictAsync(one, X, Y, { cv })).toEqual(crossValPredict(one, X, Y, { cv }));
    const signal = AbortSignal.abort();
    await expect(crossValPredictAsync(one, X, Y, { cv, signal })).rejects.toThrow(/abort/);
  });

  test("of tasks has one list a task, each row by a model that has not seen it", () => {
    const found = crossValPredict(one, apart, { cv: 3 });
    expect(found.map((own) => own.length)).toEqual([13, 17, 22]);
    const [first] = new KFold({ nSplits: 3 }).split(13);
    const { X: rows, y, sampleWeight } = apart[0]!;
    const pick = <V>(all: readonly V[]) => Array.from(first!.train, (i) => all[i]!);
    const own = one.clone().fit(pick(rows), pick(y), { sampleWeight: pick(sampleWeight) });
    expect(found[0]![first!.test[0]!]).toBeCloseTo(own.predict([rows[0]!]).get(0, 0), 10);
  });

  test("refuses folds that do not test every row once", () => {
    expect(() => crossValPredict(one, X, Y, { cv: [{ train: [0, 1], test: [2] }] })).toThrow(
      /^crossValPredict cv: expected folds that test every row once, got others$/,
    );
  });
});
