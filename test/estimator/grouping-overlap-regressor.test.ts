import { describe, expect, test } from "vitest";
import { makeMultitask } from "../../src/data/index.ts";
import { GroupingOverlapRegressor, RandomState, setWarningHandler, statisticsOf } from "../../src/index.ts";
import { matrix, type Rows } from "./samples.ts";
import "../near.ts";

const tasks = [11, 7, 13, 9, 8].map((n, t) => ({ X: matrix(n, 6, t + 1), y: matrix(n, 1, t + 9).flat() }));
const settings = {
  nLatent: 3,
  mu: 2,
  lambda: 1,
  fitIntercept: false,
  randomState: 0,
  tol: 1e-12,
  maxIter: 20_000,
};

/** F in the paper's words. */
function F(L: Rows, S: Rows, { mu, lambda }: { mu: number; lambda: number }): number {
  const rows = tasks.reduce((sum, { y }) => sum + y.length, 0) / tasks.length;
  let squares = 0;
  for (const [t, { X, y }] of tasks.entries()) {
    for (const [i, x] of X.entries()) {
      const latent = S.map((_, a) => x.reduce((sum, value, j) => sum + value * L[j]![a]!, 0));
      squares += (y[i]! - latent.reduce((sum, f, a) => sum + f * S[a]![t]!, 0)) ** 2;
    }
  }
  const l1 = S.flat().reduce((sum, s) => sum + Math.abs(s), 0);
  const square = L.flat().reduce((sum, l) => sum + l * l, 0);
  return squares / (2 * rows) + mu * l1 + lambda * square;
}

describe("GroupingOverlapRegressor", () => {
  const model = new GroupingOverlapRegressor(settings).fit(tasks);
  const [L, S] = [model.latentTasks.to2DArray(), model.sharing.to2DArray()];

  test("W = L S, the objective is the paper's, and shares are sparse", () => {
    expect(model.latentTasks.mmul(model.sharing).to1DArray()).toBeNear(model.coef.to1DArray(), 1e-14);
    expect(model.marks.at(-1)!.objective).toBeNear(F(L, S, settings), 1e-12);
    expect(S.flat().filter((s) => s === 0).length).toBeGreaterThan(2);
    expect(S.flat().some((s) => s !== 0)).toBe(true);
  });

  test("it is stationary: no entry of L or S alone, and no direction, does better nearby", () => {
    expect(model.converged).toBe(true);
    const least = F(L, S, settings);
    const moved = (M: Rows, at: number, by: number): Rows =>
      M.map((row, i) => row.map((value, k) => (i * row.length + k === at ? value + by : value)));
    for (const by of [1e-4, -1e-4, 1e-2, -1e-2, 0.3, -0.3]) {
      for (let at = 0; at < 18; at++) expect(F(moved(L, at, by), S, settings)).toBeGreaterThan(least - 1e-9);
      for (let at = 0; at < 15; at++) expect(F(L, moved(S, at, by), settings)).toBeGreaterThan(least - 1e-9);
    }
    const far = 1e-4;
    for (let seed = 1; seed < 30; seed++) {
      const [A, B] = [matrix(6, 3, seed), matrix(3, 5, seed + 50)];
      const plus = (M: Rows, D: Rows): Rows =>
        M.map((row, i) => row.map((v, k) => v + (far * D[i]![k]!) / 10));
      expect(F(plus(L, A), plus(S, B), settings)).toBeGreaterThan(least - 1e-7);
    }
  });

  test("turns never raise the objective, and marks of the best start are told", () => {
    const objectives = model.marks.map(({ objective }) => objective);
    for (const [k, value] of objectives.slice(1).entries()) expect(value).toBeLessThanOrEqual(objectives[k]! * (1 + 1e-12)); // biome-ignore format: a sentence
    expect(model.restarts).toHaveLength(5);
    expect(Math.min(...model.restarts)).toBe(objectives.at(-1));
  });

  test("the same seed is the same start, also from statistics and in batches; more starts are no worse", () => {
    const again = new GroupingOverlapRegressor({ ...settings, randomState: new RandomState(0) }).fit(tasks);
    expect(again.coef).toEqual(model.coef);
    expect(again.restarts).toEqual(model.restarts);
    const added = new GroupingOverlapRegressor(settings).partialFit(tasks);
    expect(added.restarts).toEqual(model.restarts); // asked before the coefficients
    expect(new GroupingOverlapRegressor(settings).fitStatistics(statisticsOf(tasks)).coef).toEqual(
      model.coef,
    );
    const one = new GroupingOverlapRegressor({ ...settings, nInit: 1 }).fit(tasks);
    expect(one.restarts[0]).toBe(model.restarts[0]);
    expect(model.marks.at(-1)!.objective).toBeLessThanOrEqual(one.marks.at(-1)!.objective);
  });

  test("strong prices leave nothing, which is stationary too", () => {
    const none = new GroupingOverlapRegressor({ ...settings, mu: 1e4 }).fit(tasks);
    expect(none.converged).toBe(true);
    expect(none.coef.to1DArray()).toEqual(new Array(30).fill(0));
  });

  test("more latent tasks than features and tasks are no trouble", () => {
    const many = new GroupingOverlapRegressor({ ...settings, nLatent: 9 }).fit(tasks);
    expect(many.converged).toBe(true);
    expect([many.latentTasks.columns, many.sharing.rows]).toEqual([9, 9]);
  });

  test("tasks of two groups that share nothing are told apart", () => {
    const made = makeMultitask({
      nTasks: 8,
      nClusters: 2,
      similarity: 1,
      noise: 0.3,
      nSamples: 40,
      randomState: 1,
    });
    const grouped = new GroupingOverlapRegressor({ nLatent: 2, mu: 1, lambda: 0.1, randomState: 0 }).fit(
      made.tasks,
    );
    const used = Array.from({ length: 8 }, (_, t) => grouped.sharing.getColumn(t).map((s) => s !== 0));
    for (const [t, own] of used.entries()) {
      expect(own.filter(Boolean)).toHaveLength(1);
      expect(own).toEqual(used[made.clusters!.indexOf(made.clusters![t]!)]);
    }
  });

  test("bad input gets one sentence", () => {
    for (const name of ["mu", "lambda"] as const) {
      expect(() => new GroupingOverlapRegressor({ [name]: 0 }).fit(tasks)).toThrow(
        `GroupingOverlapRegressor.fit ${name}: expected a number > 0, got 0`,
      );
    }
    expect(() => new GroupingOverlapRegressor({ nLatent: 0 })).toThrow("GroupingOverlapRegressor.nLatent: expected an integer >= 1, got 0"); // biome-ignore format: a sentence
    expect(() => new GroupingOverlapRegressor().sharing).toThrow(/fitted estimator/);
    const before = setWarningHandler((warning) => said.push(warning.message));
    const said: string[] = [];
    try {
      expect(new GroupingOverlapRegressor({ ...settings, maxIter: 1 }).fit(tasks).converged).toBe(false);
    } finally {
      setWarningHandler(before);
    }
    expect(said[0]).toMatch(/L alone or S alone may still gain .*: allow more turns/);
  });

  test.each([1e-140, 1e-100, 1e-50, 1e50, 1e100, 1e140])(
    "targets times %s, with strengths in their units, are the same tasks: one latent task and three",
    (scale) => {
      for (const nLatent of [1, 3]) {
        const plain = { nLatent, mu: 0.2, lambda: 0.3, nInit: 2, randomState: 0 };
        const one = new GroupingOverlapRegressor(plain).fit(tasks);
        // F(L S) of c y at L = c^(1/2) L' and S = c^(1/2) S' is c² F' with mu = c^(3/2) mu' and lambda = c lambda'
        const priced = { ...plain, mu: 0.2 * scale * Math.sqrt(scale), lambda: 0.3 * scale };
        const far = new GroupingOverlapRegressor(priced).fit(
          tasks.map(({ X, y }) => ({ X, y: y.map((value) => value * scale) })),
        );
        expect([far.converged, far.nIter]).toEqual([one.converged, one.nIter]);
        expect(one.coef.norm()).toBeGreaterThan(0);
        expect(far.coef.div(scale).to1DArray()).toBeNear(one.coef.to1DArray(), 1e-9);
        expect(far.marks.at(-1)!.objective / scale / scale).toBeNear(one.marks.at(-1)!.objective, 1e-12);
      }
    },
  );

  test("large targets at strengths that are small beside them are not 0: what is left is that of the best direction", () => {
    const weak = { nLatent: 1, mu: 0.1, lambda: 0.1, nInit: 1, randomState: 0 };
    const one = new GroupingOverlapRegressor({ ...weak, mu: 1e-9, lambda: 1e-9 }).fit(tasks);
    const far = new GroupingOverlapRegressor(weak).fit(
      tasks.map(({ X, y }) => ({ X, y: y.map((value) => value * 1e100) })),
    );
    expect(far.marks.at(-1)!.objective / 1e200).toBeNear(one.marks.at(-1)!.objective, 1e-4);
  });

  test.each([1e-100, 1e-200, 1e-300])(
    "strengths of %s, whose squares underflow, leave no NaN",
    (strength) => {
      const before = setWarningHandler(() => {});
      try {
        const weak = { nLatent: 2, mu: strength, lambda: strength, nInit: 1, randomState: 0 };
        const { coef } = new GroupingOverlapRegressor(weak).fit(matrix(7, 3, 1), matrix(7, 4, 2));
        expect(coef.to1DArray().every(Number.isFinite)).toBe(true);
      } finally {
        setWarningHandler(before);
      }
    },
  );
});
