import { describe, expect, test } from "vitest";
import { StandardScaler } from "../../src/index.ts";
import { readBack } from "../estimator/read-back.ts";
import { matrix } from "../estimator/samples.ts";

const X = matrix(9, 4, 1);

describe("StandardScaler", () => {
  test("brings every feature to mean 0 and standard deviation 1, and back", () => {
    const scaler = new StandardScaler();
    const Z = scaler.fitTransform(X).to2DArray();
    for (const j of [0, 1, 2, 3]) {
      const column = Z.map((row) => row[j]!);
      expect(Math.abs(column.reduce((sum, z) => sum + z, 0))).toBeLessThan(1e-13);
      expect(column.reduce((sum, z) => sum + z * z, 0) / 9).toBeNear(1, 1e-14);
    }
    expect(scaler.inverseTransform(Z).to1DArray()).toBeNear(X.flat(), 1e-15);
  });

  test("keeps the scale of a constant feature, also where its mean rounds", () => {
    const constant = [0.1, 1e8 + 0.1, 0];
    const scaler = new StandardScaler().fit(Array.from({ length: 7 }, () => constant));
    expect([...scaler.scale]).toEqual([1, 1, 1]);
    expect(scaler.transform([constant]).to1DArray()).toBeNear([0, 0, 0], 1e-8);
  });

  test("does only what it is told to", () => {
    const centred = new StandardScaler({ withStd: false }).fitTransform(X).to2DArray();
    expect(centred[0]![0]! - centred[1]![0]!).toBeNear(X[0]![0]! - X[1]![0]!, 1e-14);
    const scaled = new StandardScaler({ withMean: false }).fit(X);
    expect(scaled.transform(X).get(2, 1)).toBeNear(X[2]![1]! / scaled.scale[1]!, 1e-15);
  });

  test("a weight of 2 is a row that stands twice, a weight of 0 an absent one", () => {
    const sampleWeight = X.map((_, i) => i % 3);
    const repeated = new StandardScaler().fit(
      X.flatMap((row, i) => Array.from({ length: i % 3 }, () => row)),
    );
    const weighted = new StandardScaler().fit(X, { sampleWeight });
    expect(weighted.mean).toBeNear(repeated.mean, 1e-14);
    expect(weighted.variance).toBeNear(repeated.variance, 1e-13);
  });

  test("batches give what all rows give, for columns at 1e8 too", () => {
    const far = X.map((row) => row.map((value) => value + 1e8));
    const whole = new StandardScaler().fit(far);
    const batches = new StandardScaler()
      .partialFit(far.slice(0, 2))
      .partialFit(far.slice(2, 3))
      .partialFit(far.slice(3));
    expect(batches.mean).toBeNear(whole.mean, 1e-15);
    expect(batches.variance).toBeNear(whole.variance, 1e-7);
    expect(() => batches.partialFit([[1]])).toThrow(/partialFit X: expected 4 columns, as in fit, got 1$/);
  });

  test("takes every form of a matrix and leaves it alone", () => {
    const want = new StandardScaler().fitTransform(X).to1DArray();
    for (const form of readBack)
      expect(new StandardScaler().fitTransform(form(X) as never).to1DArray()).toEqual(want);
  });

  test("says no in one sentence", () => {
    expect(() => new StandardScaler().transform(X)).toThrow(
      /^StandardScaler\.transform: expected a fitted estimator/,
    );
    expect(() => new StandardScaler().fit([[1], [-Infinity]])).toThrow(
      /^StandardScaler\.fit X row 1: expected a finite number or NaN, got -Infinity$/,
    );
    expect(() => new StandardScaler().fit(X).transform([[1, 2]])).toThrow(
      /transform X: expected 4 columns, as in fit, got 2$/,
    );
    expect(() => new StandardScaler().fit(X, { sampleWeight: X.map(() => 0) })).toThrow(
      /sampleWeight: expected a positive weight, got none$/,
    );
    expect(() => new StandardScaler({ withMeans: true } as never)).toThrow(
      /has no parameter withMeans; it has withMean, withStd$/,
    );
    expect(() => new StandardScaler({ withMean: 1 } as never)).toThrow(
      /withMean: expected true or false, got 1$/,
    );
  });

  test.each<[string, unknown, RegExp]>([
    ["no rows", [], /fit X: expected at least one row, got none$/],
    ["ragged rows", [[1, 2], [3]], /fit X row 1: expected 2 values, as in row 0, got 1$/],
    ["text", [["a"]], /fit X row 0: expected a number, got "a"$/],
    ["Infinity", [[1], [Infinity]], /fit X row 1: expected a finite number or NaN, got Infinity$/],
    ["three dimensions", [[[1]]], /fit X row 0: expected a number, got an array of 1$/],
    ["null", null, /fit X: expected a matrix/],
  ])("refuses %s", (_, given, sentence) => {
    expect(() => new StandardScaler().fit(given as never)).toThrow(sentence);
  });
});
