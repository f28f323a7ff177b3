import { describe, expect, test } from "vitest";
import { MultiOutputRidge, ReducedRankRegressor, setWarningHandler, statisticsOf } from "../../src/index.ts";
import { svd } from "../../src/matrix/svd.ts";
import oracle from "../oracles/reduced-rank.json" with { type: "json" };
import { matrix, type Rows } from "./samples.ts";

interface Case {
  readonly title: string;
  readonly X: Rows;
  readonly Y: Rows;
  readonly rank: number;
  readonly alpha: number;
  readonly fitIntercept: boolean;
  readonly sampleWeight?: number[];
  readonly coef: Rows;
  readonly intercept: number[];
  readonly objective: number;
}

setWarningHandler(() => {});

describe("ReducedRankRegressor against NumPy", () => {
  test.each(oracle.cases as Case[])("$title, from rows, statistics, batches and task by task", (example) => {
    const { X, Y, sampleWeight, coef, intercept, objective, ...params } = example;
    const [{ title: _, ...given }, weights] = [params, sampleWeight && { sampleWeight }];
    const apart = Y[0]!.map((_, t) => ({ X, y: Y.map((row) => row[t]!), ...weights }));
    for (const model of [
      new ReducedRankRegressor(given).fit(X, Y, weights),
      new ReducedRankRegressor(given).fit(apart),
      new ReducedRankRegressor(given).fitStatistics(statisticsOf(X, Y, weights)),
      new ReducedRankRegressor(given).partialFit(apart),
    ]) {
      expect(model.coef.to1DArray()).toBeNear(coef.flat(), 1e-9);
      expect(model.intercept).toBeNear(intercept, 1e-9);
      expect(model.marks.at(-1)!.objective).toBeNear(objective, 1e-10);
      expect(model.converged).toBe(true);
      const { s } = svd(model.model.coef);
      expect(s.filter((value) => value > 1e-9 * s[0]!).length).toBeLessThanOrEqual(given.rank);
    }
  });
});

describe("reduced rank", () => {
  const [X, Y] = [matrix(13, 5, 1), matrix(13, 4, 2)];

  test("no other W of that rank does better, by any of many steps", () => {
    const model = new ReducedRankRegressor({ rank: 2, alpha: 0.5, fitIntercept: false }).fit(X, Y);
    const W = model.coef.to2DArray();
    const F = (W: Rows): number => {
      const squares = X.flatMap((x, i) =>
        Y[i]!.map((y, t) => (y - x.reduce((sum, value, j) => sum + value * W[j]![t]!, 0)) ** 2),
      );
      const ridge = W.flat().reduce((sum, w) => sum + w * w, 0) * 0.5 * 13;
      return (squares.reduce((sum, value) => sum + value, 0) + ridge) / 26;
    };
    const best = F(W);
    expect(model.marks.at(-1)!.objective).toBeNear(best, 1e-12);
    const { U, s, V } = svd(model.model.coef);
    for (let seed = 1; seed <= 40; seed++) {
      // W = A Bᵀ of rank 2, with A and B moved a little: of rank 2 again
      const [a, b] = [matrix(5, 2, seed), matrix(4, 2, 50 + seed)];
      const A = a.map((row, j) => row.map((step, k) => U.data[j * U.columns + k]! * s[k]! + 1e-3 * step));
      const B = b.map((row, t) => row.map((step, k) => V.data[t * V.columns + k]! + 1e-3 * step));
      const moved = A.map((row) => B.map((other) => row[0]! * other[0]! + row[1]! * other[1]!));
      expect(F(moved)).toBeGreaterThan(best);
    }
  });

  test("from min(p, T) on is ridge regression, whose alpha is n times as large", () => {
    const ridge = new MultiOutputRidge({ alpha: 13 * 0.2 }).fit(X, Y);
    for (const rank of [4, 9]) {
      const model = new ReducedRankRegressor({ rank, alpha: 0.2 }).fit(X, Y);
      expect(model.coef.to1DArray()).toBeNear(ridge.coef.to1DArray(), 1e-12);
    }
  });

  test("tasks on other rows or weights are refused, from rows and from statistics", () => {
    const holes = Y.map((row, i) => row.map((y, t) => (i === 3 && t === 1 ? NaN : y)));
    expect(() => new ReducedRankRegressor().fit(X, holes, { taskNames: ["a", "b", "c", "d"] })).toThrow(
      /^ReducedRankRegressor\.fit: expected tasks on the same rows with the same weights, got others for task "a" and task "b"$/,
    );
    expect(() => new ReducedRankRegressor().fitStatistics(statisticsOf(X, holes))).toThrow(
      /^ReducedRankRegressor\.fitStatistics: expected tasks on the same rows with the same weights, got others/,
    );
  });
});
