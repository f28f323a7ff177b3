import type { FlatMatrix } from "../check/matrix.ts";
import { PolytaskError } from "../check/reject.ts";
import type { SingleOutputRegressor } from "./task-copy.ts";

/** A regression of the npm package ml-regression that takes rows of features, fitted by its constructor. */
type RowClass<A extends unknown[]> = new (
  x: number[][],
  y: number[][],
  ...args: A
) => { predict(x: number[][]): ArrayLike<ArrayLike<number>> };

/** A regression of ml-regression that takes one feature. */
type ValueClass<A extends unknown[]> = new (
  x: number[],
  y: number[],
  ...args: A
) => { predict(x: number[]): ArrayLike<number> };

/**
 * Lets a class of the npm package `ml-regression` be the base of `MultiOutputRegressor`. The package is yours to
 * install; only the class is handed in, with whatever its constructor takes after x and y.
 *
 * `mlRegression` is for classes that take rows of features (`MultivariateLinearRegression`,
 * `KernelRidgeRegression`), `mlRegression.oneFeature` for those that take one (`SimpleLinearRegression`,
 * `PolynomialRegression`, `TheilSenRegression`, ...). Neither kind knows weights.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultivariateLinearRegression, PolynomialRegression } from "ml-regression";
 * import { MultiOutputRegressor, mlRegression } from "polytask";
 *
 * const X = [[0], [1], [2], [3]];
 * const Y = [[1, 0], [3, 1], [5, 4], [7, 9]]; // 1 + 2x and x²
 * const lines = new MultiOutputRegressor({ estimator: mlRegression(MultivariateLinearRegression) }).fit(X, Y);
 * assert.ok(Math.abs(lines.predict([[10]]).get(0, 0) - 21) < 1e-9);
 * const curves = new MultiOutputRegressor({ estimator: mlRegression.oneFeature(PolynomialRegression, 2) }).fit(X, Y);
 * assert.ok(Math.abs(curves.predict([[10]]).get(0, 1) - 100) < 1e-9);
 * ```
 */
export function mlRegression<A extends unknown[]>(Class: RowClass<A>, ...args: A): SingleOutputRegressor {
  const rows = ({ data, rows: n, columns }: FlatMatrix): number[][] =>
    Array.from({ length: n }, (_, i) => [...data.subarray(i * columns, (i + 1) * columns)]);
  return adapt(Class.name, (X, y) => {
    const fitted = new Class(
      rows(X),
      Array.from(y, (value) => [value]),
      ...args,
    );
    return (inputs) => Array.from(fitted.predict(rows(inputs)), (row) => row[0]!);
  });
}

mlRegression.oneFeature = <A extends unknown[]>(Class: ValueClass<A>, ...args: A): SingleOutputRegressor => {
  const values = ({ data, columns }: FlatMatrix): number[] => {
    if (columns !== 1) {
      throw new PolytaskError(
        "shape",
        `mlRegression.oneFeature: ${Class.name} takes one feature, got ${columns}`,
      );
    }
    return [...data];
  };
  return adapt(Class.name, (X, y) => {
    const fitted = new Class(values(X), [...y], ...args);
    return (inputs) => Array.from(fitted.predict(values(inputs)));
  });
};

type Predict = (X: FlatMatrix) => number[];

function adapt(name: string, fitOne: (X: FlatMatrix, y: Float64Array) => Predict): SingleOutputRegressor {
  let predict: Predict | undefined;
  return {
    clone: () => adapt(name, fitOne),
    fit(X, y, options) {
      if (options?.sampleWeight) {
        throw new PolytaskError(
          "pair",
          `mlRegression: ${name} knows no sample weights, so it needs weights of 0 and 1`,
        );
      }
      predict = fitOne(X, y);
    },
    predict(X) {
      if (!predict) throw new PolytaskError("state", `mlRegression: ${name}.predict was called before fit`);
      return predict(X);
    },
  };
}
