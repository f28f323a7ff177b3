import { describe, expect, test } from "vitest";
import { MultiOutputRidge, r2Score } from "../../src/index.ts";
import {
  linearShap,
  partialDependence,
  partialDependenceAsync,
  permutationImportance,
  permutationImportanceAsync,
} from "../../src/inspect/index.ts";
import oracle from "../oracles/inspect.json" with { type: "json" };

const { X, Y, weight } = oracle;
const [n, p, T] = [23, 5, 3];
const model = new MultiOutputRidge({ alpha: 2 }).fit(X, Y);
const sizes = [23, 17, 19];
const tasks = sizes.map((size, t) => ({
  X: X.slice(n - size),
  y: Y.slice(n - size).map((row) => row[t]!),
  name: `t${t}`,
}));
const apart = new MultiOutputRidge({ alpha: 2 }).fit(tasks);

describe("linearShap", () => {
  /** Σ over subsets S without j of |S|! (p − |S| − 1)! / p! (v(S + j) − v(S)), features outside S averaged over the background. */
  function brute(row: number[], background: number[][], t: number): number[] {
    const value = (subset: number): number => {
      const mixed = background.map((other) => row.map((v, j) => ((subset >> j) & 1 ? v : other[j]!)));
      return (
        model
          .predict(mixed)
          .getColumn(t)
          .reduce((a, b) => a + b, 0) / mixed.length
      );
    };
    const factorial = (k: number): number => (k < 2 ? 1 : k * factorial(k - 1));
    const bits = (subset: number): number => [...subset.toString(2)].filter((bit) => bit === "1").length;
    return row.map((_, j) => {
      let sum = 0;
      for (let subset = 0; subset < 2 ** p; subset++) {
        if ((subset >> j) & 1) continue;
        const share = (factorial(bits(subset)) * factorial(p - bits(subset) - 1)) / factorial(p);
        sum += share * (value(subset | (1 << j)) - value(subset));
      }
      return sum;
    });
  }

  test("is the Shapley value of all subsets, and adds up", () => {
    const background = X.slice(0, 6);
    const { values, expected } = linearShap(model, X.slice(6, 9), { background });
    const P = model.predict(X.slice(6, 9));
    for (let t = 0; t < T; t++) {
      for (let i = 0; i < 3; i++) {
        const wanted = brute(X[6 + i]!, background, t);
        for (let j = 0; j < p; j++) expect(Math.abs(values[t]!.get(i, j) - wanted[j]!)).toBeLessThan(1e-12);
        const sum = values[t]!.getRow(i).reduce((a, b) => a + b, expected[t]!);
        expect(Math.abs(sum - P.get(i, t))).toBeLessThan(1e-12);
      }
    }
  });

  test("takes tasks by name, each against its own mean, and the model that is saved", () => {
    const { values, expected } = linearShap(apart, [tasks[2]!, tasks[0]!]);
    const [last, first] = apart.predict([tasks[2]!, tasks[0]!]);
    for (const [k, found] of [last!, first!].entries()) {
      expect(Math.abs(expected[k]! - found.reduce((a, b) => a + b, 0) / found.length)).toBeLessThan(1e-12);
      for (const [i, value] of found.entries())
        expect(Math.abs(values[k]!.getRow(i).reduce((a, b) => a + b, expected[k]!) - value)).toBeLessThan(
          1e-12,
        );
    }
    expect(linearShap(model.model, X)).toEqual(linearShap(model, X));
  });

  test("says no in one sentence", () => {
    expect(() => linearShap({} as never, X)).toThrow(
      /^linearShap model: expected a fitted linear model, with coef and intercept, got /,
    );
    expect(() => linearShap(model, [[1, 2]])).toThrow(/^linearShap X: expected 5 columns, as in fit, got 2$/);
    expect(() => linearShap(model, X, { background: [[1]] })).toThrow(/background: expected 5 columns/);
    expect(() => linearShap({ coef: [[1]], intercept: [0], link: "log" }, [[1]])).toThrow(
      /expected a model whose predictions are linear, got one with a link$/,
    );
  });
});

describe("permutationImportance", () => {
  const settings = { repeats: 4, randomState: 11 } as const;

  test("is scikit-learn's, task by task", () => {
    const r2 = permutationImportance(model, X, Y, settings);
    const scoring = "negMeanSquaredError";
    const mse = permutationImportance(model, X, Y, { ...settings, scoring, sampleWeight: weight });
    for (let t = 0; t < T; t++) {
      for (let j = 0; j < p; j++) {
        for (let k = 0; k < 4; k++) {
          expect(Math.abs(r2.importances[t]!.get(j, k) - oracle.r2[t]![j]![k]!)).toBeLessThan(1e-10);
          expect(Math.abs(mse.importances[t]!.get(j, k) - oracle.mse[t]![j]![k]!)).toBeLessThan(1e-10);
        }
        const own = oracle.r2[t]![j]!;
        const mean = own.reduce((a, b) => a + b, 0) / 4;
        const std = Math.sqrt(own.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 4);
        expect(Math.abs(r2.mean.get(j, t) - mean)).toBeLessThan(1e-10);
        expect(Math.abs(r2.std.get(j, t) - std)).toBeLessThan(1e-10);
      }
    }
    expect(r2.scores[1]).toBeCloseTo(r2Score(Y, model.predict(X), { multioutput: "rawValues" })[1]!, 12);
  });

  test("tasks with rows of their own are shuffled each within itself; missing targets are rows that do not count", () => {
    const all = permutationImportance(apart, tasks, settings);
    const own = { predict: (given: unknown) => apart.predict(given as number[][], { task: 1 }) };
    const alone = permutationImportance(own, tasks[1]!.X, tasks[1]!.y, settings);
    expect(all.importances[1]).toEqual(alone.importances[0]);
    expect(all.scores[1]).toBe(alone.scores[0]);
    const holes = Y.map((row, i) => row.map((v, t) => (i % 4 === t ? NaN : v)));
    const missing = permutationImportance(model, X, holes, settings);
    const weights = Y.map((row, i) => row.map((_, t) => (i % 4 === t ? 0 : 1)));
    expect(permutationImportance(model, X, Y, { ...settings, sampleWeight: weights })).toEqual(missing);
  });

  test("is watched and aborted; says no in one sentence", async () => {
    const seen: number[] = [];
    const soon = await permutationImportanceAsync(model, X, Y, {
      ...settings,
      onProgress: ({ fraction }) => void seen.push(fraction),
    });
    expect(soon).toEqual(permutationImportance(model, X, Y, settings));
    expect(seen).toHaveLength(p * 4);
    const signal = AbortSignal.abort();
    await expect(permutationImportanceAsync(model, X, Y, { ...settings, signal })).rejects.toThrow(/abort/i);
    expect(() => permutationImportance({} as never, X, Y)).toThrow(
      /^permutationImportance model: expected a model with predict, got /,
    );
    expect(() => permutationImportance(model, X, Y, { scoring: "r3" as never })).toThrow(
      /scoring: expected "r2", .* or a function, got "r3"$/,
    );
    expect(() => permutationImportance(model, X, Y, { repeats: 0 })).toThrow(
      /repeats: expected an integer >= 1, got 0$/,
    );
    expect(() =>
      permutationImportance(
        model,
        X,
        Y.map(([a]) => a!),
      ),
    ).toThrow(/predictions: expected 23 x 1, got 23 x 3$/);
  });
});

describe("partialDependence", () => {
  test.each(oracle.dependence)("of $features is scikit-learn's brute one, lines and all", (wanted) => {
    const { grid, average, individual } = partialDependence(model, X, {
      features: wanted.features as [number, number],
      gridResolution: wanted.resolution,
      percentiles: wanted.percentiles as [number, number],
    });
    expect(grid.map(({ length }) => length)).toEqual(wanted.grid.map(({ length }) => length));
    for (const [k, axis] of wanted.grid.entries())
      for (const [at, value] of axis.entries()) expect(Math.abs(grid[k]![at]! - value)).toBeLessThan(1e-12);
    for (let t = 0; t < T; t++) {
      for (const [at, value] of wanted.average[t]!.entries())
        expect(Math.abs(average.get(at, t) - value)).toBeLessThan(1e-10);
      for (const [i, line] of wanted.individual[t]!.entries())
        for (const [at, value] of line.entries())
          expect(Math.abs(individual[t]!.get(i, at) - value)).toBeLessThan(1e-10);
    }
  });

  test("tasks with rows of their own have one grid and their own rows; X stays as it is", async () => {
    const before = JSON.stringify(tasks);
    const { grid, average, individual } = partialDependence(apart, tasks, { features: 4 });
    expect([...grid[0]!]).toEqual(
      [...new Set(tasks.flatMap(({ X: own }) => own.map((row) => row[4]!)))].sort(),
    );
    expect(individual.map(({ rows }) => rows)).toEqual(sizes);
    const slope = (average.get(2, 1) - average.get(0, 1)) / (grid[0]![2]! - grid[0]![0]!);
    expect(Math.abs(slope - apart.coef.get(4, 1))).toBeLessThan(1e-10);
    expect(JSON.stringify(tasks)).toBe(before);
    expect(await partialDependenceAsync(apart, tasks, { features: 4 })).toEqual(
      partialDependence(apart, tasks, { features: 4 }),
    );
  });

  test("takes any model with predict, of a vector too; says no in one sentence", () => {
    const own = {
      predict: (given: unknown) => Float64Array.from({ length: (given as { rows: number }).rows }, () => 2),
    };
    expect(partialDependence(own, X, { features: 0, gridResolution: 3 }).average.to1DArray()).toEqual([
      2, 2, 2,
    ]);
    const bad = (options: object) => () => partialDependence(model, X, options as never);
    expect(bad({ features: 5 })).toThrow(
      /^partialDependence\.features: expected a column from 0 to 4, or two, got 5$/,
    );
    expect(bad({ features: [0, 1, 2] })).toThrow(/or two, got an array of 3$/);
    expect(bad({})).toThrow(/or two, got undefined$/);
    expect(bad({ features: 0, gridResolution: 1 })).toThrow(
      /gridResolution: expected an integer >= 2, got 1$/,
    );
    expect(bad({ features: 0, percentiles: [0.9, 0.1] })).toThrow(
      /percentiles: expected two numbers from 0 to 1/,
    );
    const flat = X.map((row, i) => [i < 2 ? i : 5, ...row.slice(1)]);
    expect(() =>
      partialDependence(model, flat, { features: 0, gridResolution: 3, percentiles: [0.4, 0.6] }),
    ).toThrow(/percentiles whose quantiles of column 0 differ, got 5 and 5$/);
  });
});
