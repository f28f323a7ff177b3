import {
  KernelRidgeRegression,
  MultivariateLinearRegression,
  PolynomialRegression,
  SimpleLinearRegression,
} from "ml-regression";
import { describe, expect, test } from "vitest";
import { MultiOutputRegressor, MultiOutputRidge, mlRegression } from "../../src/index.ts";
import { matrix } from "./samples.ts";

const X = matrix(9, 2, 1);
const Y = matrix(9, 3, 2);

describe("MultiOutputRegressor", () => {
  test("needs an estimator with clone, fit and predict", () => {
    expect(() => new MultiOutputRegressor(undefined as never)).toThrow(
      /^MultiOutputRegressor\.estimator: expected an object with clone, fit, predict, got undefined$/,
    );
    expect(() => new MultiOutputRegressor({ estimator: {} as never })).toThrow(/got an object with no keys$/);
  });

  test("leaves the estimator it was given unfitted and shows its copies", () => {
    const base = new MultiOutputRidge({ alpha: 2 });
    const { estimators } = new MultiOutputRegressor({ estimator: base }).fit(X, Y);
    expect(() => base.predict(X)).toThrow(/call fit first/);
    expect(estimators.length).toBe(3);
    expect(estimators[1]).not.toBe(estimators[0]);
  });

  test("takes classes of ml-regression with rows of features, and drops a task's missing rows", () => {
    const holes = Y.map((row, i) => (i % 4 === 0 ? [NaN, row[1]!, row[2]!] : row));
    const lines = new MultiOutputRegressor({ estimator: mlRegression(MultivariateLinearRegression) }).fit(
      X,
      holes,
    );
    const seen = X.filter((_, i) => i % 4 !== 0);
    const alone = new MultivariateLinearRegression(
      seen,
      Y.filter((_, i) => i % 4 !== 0).map(([a]) => [a!]),
    );
    expect([...lines.predict(X, { task: 0 })]).toBeNear(
      alone.predict(X).map((row) => row[0]!),
      1e-14,
    );
    const kernel = mlRegression(KernelRidgeRegression, { lambda: 0.1, kernelType: "gaussian" });
    expect(new MultiOutputRegressor({ estimator: kernel }).fit(X, Y).score(X, Y)).toBeGreaterThan(0.5);
  });

  test("takes classes of ml-regression with one feature, and says when there are more", () => {
    const x = X.map(([a]) => [a!]);
    const line = new MultiOutputRegressor({ estimator: mlRegression.oneFeature(SimpleLinearRegression) }).fit(
      x,
      Y,
    );
    expect(line.predict(x).to1DArray()).toBeNear(
      new MultiOutputRidge({ alpha: 0 }).fit(x, Y).predict(x).to1DArray(),
      1e-10,
    );
    const curve = new MultiOutputRegressor({ estimator: mlRegression.oneFeature(PolynomialRegression, 2) });
    expect(curve.fit(x, Y).score(x, Y)).toBeGreaterThan(line.score(x, Y));
    expect(() => curve.fit(X, Y)).toThrow(
      /^mlRegression\.oneFeature: PolynomialRegression takes one feature, got 2$/,
    );
  });

  test("says that a class of ml-regression knows no weights", () => {
    const model = new MultiOutputRegressor({ estimator: mlRegression(MultivariateLinearRegression) });
    expect(() => model.fit(X, Y, { sampleWeight: X.map((_, i) => i) })).toThrow(
      /^mlRegression: MultivariateLinearRegression knows no sample weights/,
    );
    expect(() =>
      mlRegression(MultivariateLinearRegression).predict({ data: new Float64Array(2), rows: 1, columns: 2 }),
    ).toThrow(/before fit$/);
  });

  test("refuses a base that does not fit at once", () => {
    const later = { clone: () => later, fit: async () => {}, predict: () => [] };
    expect(() => new MultiOutputRegressor({ estimator: later }).fit(X, Y)).toThrow(
      /estimator\.fit: expected an estimator that fits at once, got a promise$/,
    );
  });

  test("refuses a base that predicts nonsense, by name", () => {
    const nonsense = (answer: number[]) => ({
      clone: () => nonsense(answer),
      fit: () => {},
      predict: () => answer,
    });
    const predict = (answer: number[]) => () =>
      new MultiOutputRegressor({ estimator: nonsense(answer) }).fit(X, Y).predict(X);
    expect(predict([1, 2])).toThrow(/estimator\.predict: expected 9 numbers, got 2$/);
    expect(predict(X.map(() => NaN))).toThrow(/estimator\.predict row 0: expected a finite number, got NaN$/);
  });
});
