import { Matrix } from "ml-matrix";
import { describe, expect, test } from "vitest";
import { LinearModel, type LinearModelDescription, MultiTaskRegressor } from "../../src/index.ts";
import { dirty } from "../../src/penalty/index.ts";
import { matrix } from "../estimator/samples.ts";

const X = matrix(9, 3, 1);
const Y = matrix(9, 2, 2);
const { model } = new MultiTaskRegressor({ penalty: dirty(0.2, 0.1) }).fit(X, Y, { taskNames: ["a", "b"] });

describe("LinearModel", () => {
  test("keeps the components whose sum the coefficients are, through JSON", () => {
    const [P, Q] = model.components!;
    expect(model.coef.data).toEqual(P!.data.map((value, k) => value + Q!.data[k]!));
    expect(LinearModel.from(JSON.parse(JSON.stringify(model)))).toEqual(model);
  });

  test("predicts by itself, from every form of a matrix, and says what does not fit", () => {
    const again = LinearModel.from(JSON.parse(JSON.stringify(model)));
    const want = new MultiTaskRegressor({ penalty: dirty(0.2, 0.1) }).fit(X, Y).predict(X).to1DArray();
    expect(again.predict(X).to1DArray()).toEqual(want);
    expect(again.predict(new Matrix(X)).to1DArray()).toEqual(want);
    expect(() => again.predict([[1, 2]])).toThrow(/^LinearModel\.predict X: expected 3 columns, got 2$/);
    expect(() => again.predict([[1, 2, NaN]])).toThrow(/row 0, column 2: expected a finite number, got NaN$/);
  });

  test("is frozen, its curve too", () => {
    expect(() => Object.assign(model.marks, { length: 0 })).toThrow(TypeError);
    expect(() => Object.assign(model, { converged: false })).toThrow(TypeError);
  });

  const good = model.describe();
  const bad: [string, object | null, RegExp][] = [
    ["nothing", null, /expected an object of kind "LinearModel", got undefined$/],
    ["another kind", { ...good, kind: "Forest" }, /expected an object of kind "LinearModel", got "Forest"$/],
    [
      "a newer version",
      { ...good, version: 2 },
      /version: expected 1, the newest this library knows, got 2$/,
    ],
    ["no features", { ...good, p: 0 }, /p: expected a count >= 1, got 0$/],
    ["too few coefficients", { ...good, coef: [1] }, /coef: expected 6 numbers, got 1$/],
    [
      "a coefficient that is null, as JSON writes NaN",
      { ...good, coef: [1, 2, 3, 4, 5, null] },
      /coef: expected finite numbers, got null$/,
    ],
    [
      "an intercept that is text",
      { ...good, intercept: ["1", 2] },
      /intercept: expected finite numbers, got "1"$/,
    ],
    ["other task names", { ...good, taskNames: ["a"] }, /taskNames: expected 2 names, got an array of 1$/],
    ["no marks", { ...good, marks: undefined }, /expected marks and converged beside coef, got none$/],
    ["an empty curve", { ...good, marks: [] }, /expected marks and converged beside coef, got none$/],
    ["names that are none", { ...good, taskNames: ["a", 7] }, /taskNames: expected names, got 7$/],
    ["components that are none", { ...good, components: 7 }, /components: expected lists of numbers, got 7$/],
    ["components of another shape", { ...good, components: [[1]] }, /components: expected 6 numbers, got 1$/],
  ];
  test.each(bad)("refuses %s in one sentence", (_, given, sentence) => {
    expect(() => LinearModel.from(given as LinearModelDescription)).toThrow(sentence);
  });
});
