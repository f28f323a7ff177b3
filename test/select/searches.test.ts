import { describe, expect, test } from "vitest";
import {
  KFold,
  MultiOutputRegressor,
  MultiOutputRidge,
  MultiTaskClassifier,
  MultiTaskRegressor,
  RandomState,
  type TaskStatistics,
} from "../../src/index.ts";
import { l21 } from "../../src/penalty/index.ts";
import {
  crossValidate,
  GridSearchCV,
  logUniform,
  RandomizedSearchCV,
  randint,
  uniform,
} from "../../src/select/index.ts";
import { drawnChoices } from "../../src/select/parameter-grid.ts";
import oracle from "../oracles/searches.json" with { type: "json" };

const { X, Y } = oracle;
const cv = new KFold({ nSplits: 4, shuffle: true, randomState: 9 });
const estimator = new MultiOutputRidge();
const alpha = [0.01, 1, 30, 400];
const paramGrid = { alpha };

/** Ridge without statistics. */
class Plain {
  readonly name = "Plain";
  readonly separatesByTask = true;
  readonly inner: MultiOutputRidge;
  constructor(inner: MultiOutputRidge) {
    this.inner = inner;
  }
  clone(): Plain {
    return new Plain(this.inner.clone());
  }
  setParams(changes: object): Plain {
    return new Plain(this.inner.setParams(changes));
  }
  fit(...given: unknown[]): this {
    this.inner.fit(...(given as [number[][], number[][]]));
    return this;
  }
  predict(...given: unknown[]): unknown {
    return this.inner.predict(...(given as [number[][]]));
  }
}

const camel = (params: readonly object[]) =>
  params.map((one) =>
    Object.fromEntries(
      Object.entries(one).map(([name, value]) => [name === "fit_intercept" ? "fitIntercept" : name, value]),
    ),
  );
const near = (found: ArrayLike<number>, wanted: readonly number[], digits = 9): void => {
  expect(found.length).toBe(wanted.length);
  for (const [k, value] of wanted.entries()) expect(found[k]).toBeCloseTo(value, digits);
};

function isOracle(
  search: GridSearchCV | RandomizedSearchCV,
  made: typeof oracle.grid | typeof oracle.random,
  metric: string,
) {
  const { scores, params } = search.cvResults;
  const { mean, deviation, rank } = scores[metric]!;
  if (search.name === "GridSearchCV") expect(params).toEqual(camel(made.params));
  near(mean, made.mean);
  near(deviation, made.deviation);
  expect([...rank]).toEqual(made.rank);
  expect(search.bestIndex).toBe(made.bestIndex);
  expect(search.bestScore).toBeCloseTo(made.bestScore, 9);
  expect(search.bestParams).toBe(params[made.bestIndex]);
  near((search.predict(X.slice(0, 5)) as { to1DArray(): number[] }).to1DArray(), made.predicted.flat());
}

describe("GridSearchCV", () => {
  test.each([
    ["statistics", estimator],
    ["rows", new Plain(estimator)],
  ])("winners, means, ranks and predictions are scikit-learn's, by %s", (_, own) => {
    const grid = { fitIntercept: [true, false], alpha };
    isOracle(new GridSearchCV({ estimator: own, paramGrid: grid, cv }).fit(X, Y), oracle.grid, "r2");
    const several = [paramGrid, { fitIntercept: [false], alpha: [2, 3] }];
    const squared = new GridSearchCV({
      estimator: own,
      paramGrid: several,
      cv,
      scoring: "negMeanSquaredError",
    });
    isOracle(squared.fit(X, Y), oracle.gridSquared as never, "negMeanSquaredError");
  });

  test("the rows are read once: all candidates learn from the same statistics of a fold", () => {
    const seen = new Map<unknown, number>();
    class Watched extends MultiOutputRidge {
      override fit(): this {
        throw new Error("asked for rows");
      }
      override fitStatistics(statistics: TaskStatistics): this {
        seen.set(statistics, (seen.get(statistics) ?? 0) + 1);
        return super.fitStatistics(statistics);
      }
    }
    new GridSearchCV({ estimator: new Watched(), paramGrid, cv }).fit(X, Y);
    expect([...seen.values()]).toEqual([4, 4, 4, 4, 1]); // four candidates on four folds, and the best on all rows
  });

  test("nested in crossValidate: scikit-learn's cross_val_score of a search", () => {
    const search = new GridSearchCV({ estimator, paramGrid, cv: 3 });
    const { scores, estimators } = crossValidate(search, X, Y, { cv, scoring: "r2", returnEstimator: true });
    near(scores["r2"]!.foldMeans, oracle.nested);
    expect(estimators!.every((own) => alpha.includes(own.bestParams["alpha"] as number))).toBe(true);
    expect(() => search.bestParams).toThrow(/fit/);
  });

  test("perTask: every task has what scikit-learn's search of it alone finds", () => {
    const apart = Y[0]!.map((_, t) => ({ X, y: Y.map((row) => row[t]!), name: `t${t}` }));
    for (const own of [estimator, new Plain(estimator)]) {
      const search = new GridSearchCV({ estimator: own, paramGrid, cv, perTask: true });
      search.fit(X, Y, { taskNames: ["t0", "t1", "t2"] });
      expect(search.bestParamsByTask.map(({ alpha: best }) => best)).toEqual(
        oracle.byTask.map((one) => one.alpha),
      );
      const P = search.predict(X.slice(0, 5)) as { getColumn(t: number): number[] };
      for (const [t, { predicted }] of oracle.byTask.entries()) {
        near(P.getColumn(t), predicted);
        near(search.predict(X.slice(0, 5), { task: `t${t}` }) as number[], predicted);
      }
      const byTask = search.predict(
        [...apart].reverse().map(({ name }) => ({ name, X: X.slice(0, 5) })),
      ) as number[][];
      near(byTask[0]!, oracle.byTask[2]!.predicted);
      expect(search.score(X, Y, { multioutput: "rawValues" })).toHaveLength(3);
      expect(search.bestEstimators.flatMap(({ tasks }) => tasks).sort()).toEqual([0, 1, 2]);
    }
    const search = new GridSearchCV({ estimator, paramGrid, cv, perTask: true }).fit(apart);
    expect(search.bestParamsByTask.map(({ alpha: best }) => best)).toEqual(
      oracle.byTask.map((one) => one.alpha),
    );
    expect(new Set(oracle.byTask.map((one) => one.alpha)).size).toBeGreaterThan(1);
    expect(() => search.bestEstimator).toThrow(
      /^GridSearchCV\.bestEstimator: tasks have parameters of their own/,
    );
    const copies = new MultiOutputRegressor({ estimator: estimator as never });
    const inner = [0.01, 400].map((one) => new MultiOutputRidge({ alpha: one }));
    const apartToo = new GridSearchCV({
      estimator: copies,
      paramGrid: { estimator: inner },
      cv,
      perTask: true,
    });
    expect(apartToo.fit(X, Y).bestParamsByTask).toHaveLength(3);
  });

  test("perTask is refused where tasks share", () => {
    const shared = new MultiTaskRegressor({ penalty: l21(1) });
    const search = new GridSearchCV({
      estimator: shared,
      paramGrid: { penalty: [l21(0.1), l21(1)] },
      perTask: true,
    });
    expect(() => search.fit(X, Y)).toThrow(
      /^GridSearchCV\.perTask: expected an estimator that learns every task apart, such as MultiOutputRidge, got MultiTaskRegressor$/,
    );
    expect(search.setParams({ perTask: false }).fit(X, Y).bestIndex).toBe(0);
  });

  test("several scores: refit names the one that decides; without refit nobody predicts", () => {
    const scoring = ["negMeanAbsoluteError", "r2"] as const;
    const search = new GridSearchCV({
      estimator,
      paramGrid,
      cv,
      scoring,
      refit: "r2",
      returnTrainScore: true,
    });
    search.fit(X, Y);
    const alone = new GridSearchCV({ estimator, paramGrid, cv }).fit(X, Y);
    near(search.cvResults.scores["r2"]!.mean, [...alone.cvResults.scores["r2"]!.mean], 10);
    expect(search.bestParams).toEqual(alone.bestParams);
    expect(search.cvResults.scores["r2"]!.candidates[0]!.train!.rows).toBe(4);
    expect(search.score(X, Y)).toBeCloseTo(alone.score(X, Y) as number, 10);
    expect(() => search.setParams({ refit: true }).fit(X, Y)).toThrow(
      /^GridSearchCV\.refit: expected the name of the score that decides/,
    );
    expect(() => search.setParams({ refit: "r3" }).fit(X, Y)).toThrow(
      /^GridSearchCV\.refit: expected one of negMeanAbsoluteError, r2/,
    );
    const off = search.setParams({ refit: false }).fit(X, Y);
    expect(off.bestIndex).toBeGreaterThanOrEqual(0);
    expect(() => off.predict(X)).toThrow(/^GridSearchCV\.predict: needs refit, which is false$/);
  });

  test("classifiers stay classifiers", () => {
    const random = new RandomState(1);
    const rows = Array.from({ length: 47 }, () => [random.randn(), random.randn()]);
    const labels = rows.map(([a, b]) => (a! + b! > 0 ? "up" : "down"));
    const penalty = [l21(0.01), l21(5)];
    const search = new GridSearchCV({
      estimator: new MultiTaskClassifier({ penalty: penalty[1]! }),
      paramGrid: { penalty },
      cv: 3,
    });
    search.fit(rows, labels);
    expect(search.bestParams["penalty"]).toBe(penalty[0]);
    expect(search.score(rows, labels)).toBeGreaterThan(0.9);
    expect(search.predictProba!(rows)).toHaveLength(1);
    expect(Object.keys(crossValidate(search, rows, labels, { cv: 2 }).scores)).toEqual(["accuracy"]);
    expect(new GridSearchCV({ estimator, paramGrid }).predictProba).toBeUndefined();
  });

  test("asynchronously the same, with progress; a stopped search keeps what it had", async () => {
    const search = new GridSearchCV({ estimator, paramGrid, cv });
    expect((await search.clone().fitAsync(X, Y)).cvResults.scores).toEqual(search.fit(X, Y).cvResults.scores);
    const controller = new AbortController();
    const fractions: number[] = [];
    const onProgress = ({ fraction }: { fraction: number }) => {
      fractions.push(fraction);
      if (fractions.length === 6) controller.abort();
    };
    await expect(
      search.fitAsync(X.slice(9), Y.slice(9), { signal: controller.signal, onProgress }),
    ).rejects.toThrow(/abort/);
    expect(fractions).toHaveLength(6);
    expect([...fractions].sort((a, b) => a - b)).toEqual(fractions);
    expect(search.bestIndex).toBe(oracle.grid.bestIndex >> 1);
  });

  test("refuses before any fit, in one sentence", () => {
    const make = (more: object) => () => new GridSearchCV({ estimator, paramGrid, ...more } as never);
    expect(make({ paramGrid: {} })).toThrow(/^GridSearchCV\.paramGrid: expected a record of lists of values/);
    expect(make({ paramGrid: { alpha: [] } })).toThrow(/^GridSearchCV\.paramGrid: expected/);
    expect(make({ scoring: "r3" })).toThrow(/^GridSearchCV\.scoring: expected "r2".* got "r3"$/);
    expect(make({ estimator: {} })).toThrow(
      /^GridSearchCV\.estimator: expected an object with clone, fit, predict, setParams/,
    );
    expect(make({ grid: 1 })).toThrow(/^GridSearchCV: has no parameter grid; it has estimator/);
    const searching = (grid: object) => () =>
      new GridSearchCV({ estimator, paramGrid: grid as never }).fit(X, Y);
    expect(searching({ alfa: [1] })).toThrow(/^MultiOutputRidge: has no parameter alfa; it has alpha/);
    expect(searching({ alpha: [1, -1] })).toThrow(/^MultiOutputRidge\.alpha: expected .* got -1$/);
    expect(() => new GridSearchCV({ estimator, paramGrid, cv: 48 }).fit(X, Y)).toThrow(
      /cv: expected at least 48 rows/,
    );
    expect(() => new GridSearchCV({ estimator, paramGrid }).predict(X)).toThrow(/fit/);
    const given = { alpha: [1, 2] };
    const search = new GridSearchCV({ estimator, paramGrid: given });
    given.alpha.push(3);
    expect(search.fit(X, Y).cvResults.params).toHaveLength(2);
  });
});

describe("RandomizedSearchCV", () => {
  test("is scikit-learn's for the same seed", () => {
    const paramDistributions = { alpha: logUniform(1e-2, 1e3) };
    const search = new RandomizedSearchCV({
      estimator,
      paramDistributions,
      cv,
      nIter: 7,
      randomState: 5,
    }).fit(X, Y);
    isOracle(search, oracle.random, "r2");
    near(
      search.cvResults.params.map((one) => one["alpha"] as number),
      oracle.random.params.map((one) => one.alpha),
      10,
    );
  });

  test("candidates are those of ParameterSampler", () => {
    const { lists, large, nearly, mixed, several } = oracle.samples;
    const drawn = (space: object, count: number, seed: number) =>
      drawnChoices(space as never, count, new RandomState(seed));
    const upTo = (n: number) => Array.from({ length: n }, (_, k) => k);
    const space = { alpha: upTo(20), fit_intercept: [true, false] };
    for (const one of lists) expect(drawn(space, one.count, one.seed)).toEqual(one.drawn);
    for (const one of large)
      expect(drawn({ alpha: upTo(1000), beta: [0, 1] }, one.count, 2)).toEqual(one.drawn);
    expect(drawn({ alpha: upTo(150) }, 149, 4)).toEqual(nearly);
    const draws = { b: uniform(-1, 2), a: logUniform(1e-3, 1e2), c: randint(2, 9), d: [5, 6, 7] };
    const same = (found: readonly object[], wanted: readonly object[]) => {
      expect(found.map((own) => Object.keys(own))).toEqual(wanted.map((own) => Object.keys(own)));
      near(
        found.flatMap((own) => Object.values(own)),
        wanted.flatMap((own) => Object.values(own)),
        12,
      );
    };
    same(drawn(draws, 9, 7), mixed);
    same(drawn([draws, { e: [1, 2] }], 9, 8), several);
    expect(drawn(space, 99, 0)).toHaveLength(40);
  });

  test("refuses ranges that are none", () => {
    expect(() => uniform(1, 1)).toThrow(/^uniform high: expected a number above 1, got 1$/);
    expect(() => logUniform(0, 1)).toThrow(/^logUniform low: expected a number above 0, got 0$/);
    expect(() => randint(0, 1.5)).toThrow(/^randint: expected integers, got 1\.5$/);
    expect(() => uniform("a" as never, 1)).toThrow(/^uniform low: expected a finite number, got "a"$/);
    const paramDistributions = { alpha: 3 } as never;
    expect(() => new RandomizedSearchCV({ estimator, paramDistributions })).toThrow(
      /^RandomizedSearchCV\.paramDistributions: expected a record/,
    );
  });
});
