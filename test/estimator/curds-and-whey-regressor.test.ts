import { describe, expect, test } from "vitest";
import { CurdsAndWheyRegressor, MultiOutputRidge, setWarningHandler } from "../../src/index.ts";
import oracle from "../oracles/curds-and-whey.json" with { type: "json" };
import { matrix, type Rows } from "./samples.ts";
import "../near.ts";

interface Case {
  readonly title: string;
  readonly X: Rows;
  readonly Y: Rows;
  readonly fitIntercept: boolean;
  readonly sampleWeight?: number[];
  readonly coef: Rows;
  readonly intercept: number[];
  readonly correlations: number[];
  readonly shrinkage: number[];
}

setWarningHandler(() => {});

describe("CurdsAndWheyRegressor against NumPy", () => {
  test.each(oracle.cases as Case[])("$title, together and task by task", (example) => {
    const { X, Y, fitIntercept, sampleWeight, coef, intercept, correlations, shrinkage } = example;
    const weights = sampleWeight && { sampleWeight };
    const apart = Y[0]!.map((_, t) => ({ X, y: Y.map((row) => row[t]!), ...weights }));
    for (const model of [
      new CurdsAndWheyRegressor({ fitIntercept }).fit(X, Y, weights),
      new CurdsAndWheyRegressor({ fitIntercept }).fit(apart),
    ]) {
      expect(model.canonicalCorrelations).toBeNear(correlations, 1e-7);
      expect(model.shrinkage).toBeNear(shrinkage, 1e-9);
      expect(model.coef.to1DArray()).toBeNear(coef.flat(), 1e-9);
      expect(model.intercept).toBeNear(intercept, 1e-9);
      expect(model.converged).toBe(true);
    }
  });
});

describe("curds and whey", () => {
  const [n, p, T] = [23, 5, 3];
  const [X, Y] = [matrix(n, p, 1), matrix(n, T, 2)];
  const numbers = (targets: Rows): number[] => new CurdsAndWheyRegressor().fit(X, targets).coef.to1DArray();

  test("other units and other mixtures of the targets mix the answer, and no more", () => {
    const mixed = Y.map(([a, b, c]) => [100 * a!, a! + b!, c! - 3 * b!]);
    const W = new CurdsAndWheyRegressor().fit(X, Y).coef.to2DArray();
    const want = W.flatMap(([a, b, c]) => [100 * a!, a! + b!, c! - 3 * b!]);
    expect(numbers(mixed)).toBeNear(want, 1e-10);
  });

  test("one task is shrunk by the multiple that is nearest to it, every row predicted from the others", () => {
    const y = X.map(([a, b], i) => a! - 0.5 * b! + Y[i]![0]!);
    const mean = y.reduce((sum, value) => sum + value, 0) / n;
    const fitted = new MultiOutputRidge({ alpha: 0 }).fit(X, y).predict(X, { task: 0 });
    const r = p / n;
    const left = y.map((value, i) => (fitted[i]! - mean - r * (value - mean)) / (1 - r));
    const dot = (a: number[], b: number[]): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
    const want = dot(left, y) / dot(left, left);
    expect(want).toBeLessThan(1);
    expect(new CurdsAndWheyRegressor().fit(X, y).shrinkage[0]!).toBeNear(want, 1e-10);
  });

  test("targets without noise are left as they are", () => {
    const exact = X.map(([a, b, c]) => [a! + b!, a! - c!, 2 * c!]);
    const model = new CurdsAndWheyRegressor().fit(X, exact);
    expect(model.shrinkage).toBeNear([1, 1, 1], 1e-10);
    const least = new MultiOutputRidge({ alpha: 0 }).fit(X, exact);
    expect(model.coef.to1DArray()).toBeNear(least.coef.to1DArray(), 1e-10);
  });

  test("tasks that are copies get one answer, tasks that do not vary none", () => {
    const model = new CurdsAndWheyRegressor().fit(
      X,
      Y.map(([a, b]) => [a!, b!, a!, 7]),
    );
    expect(model.coef.getColumn(2)).toBeNear(model.coef.getColumn(0), 1e-10);
    expect(model.coef.getColumn(3)).toBeNear(new Array(p).fill(0), 1e-12);
    expect(model.intercept[3]).toBeNear(7, 1e-12);
    expect(model.shrinkage.length).toBe(2);
  });

  test.each<[string, () => unknown, RegExp]>([
    [
      "as many rows as features",
      () => new CurdsAndWheyRegressor({ fitIntercept: false }).fit(X.slice(0, p), Y.slice(0, p)),
      /^CurdsAndWheyRegressor\.fit: expected more than 5 rows, by number and by weight, got 5$/,
    ],
    [
      "as many as coefficients",
      () => new CurdsAndWheyRegressor().fit(X.slice(0, p + 1), Y.slice(0, p + 1)),
      /^CurdsAndWheyRegressor\.fit: expected more than 6 rows, by number and by weight, got 6$/,
    ],
    [
      "little weight",
      () => new CurdsAndWheyRegressor().fit(X, Y, { sampleWeight: new Array(n).fill(0.25) }),
      /: expected more than 6 rows, by number and by weight, got 5\.75$/,
    ],
    [
      "rows of their own",
      () =>
        new CurdsAndWheyRegressor().fit(
          [0, 1].map((t) => ({ X: matrix(n, p, t), y: Y.map((row) => row[t]!) })),
        ),
      /^CurdsAndWheyRegressor\.fit: expected tasks on the same rows with the same weights, got others for task 0 and task 1$/,
    ],
  ])("refuses %s", (_, wrong, sentence) => {
    expect(wrong).toThrow(sentence);
  });
});
