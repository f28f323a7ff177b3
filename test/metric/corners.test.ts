import { describe, expect, test } from "vitest";
import {
  averageRelativeRmse,
  explainedVarianceScore,
  meanSquaredError,
  r2Score,
} from "../../src/metric/index.ts";

describe("targets that are all equal", () => {
  const y = [0.1, 0.1, 0.1]; // their sum over 3 is not 0.1

  test("R² is 1 where every prediction is right and 0 otherwise", () => {
    expect(r2Score(y, y)).toBe(1);
    expect(r2Score(y, [0.1, 0.1, 0.2])).toBe(0);
    expect(r2Score(y, [0.1, 0.1, 0.2], { sampleWeight: [0.3, 0.7, 0] })).toBe(1);
  });

  test("explained variance is 1 where every error is the same and 0 otherwise", () => {
    expect(explainedVarianceScore(y, [0.7, 0.7, 0.7])).toBe(1);
    expect(explainedVarianceScore(y, [0.7, 0.7, 0.8])).toBe(0);
  });

  test("they have no weight in a mean weighted by variance, unless all are like that", () => {
    const Y = [[1, 0.1], [2, 0.1], [3, 0.1]]; // biome-ignore format: a matrix
    const P = [[1, 5], [2, 5], [3, 6]]; // biome-ignore format: a matrix
    expect(r2Score(Y, P, { multioutput: "varianceWeighted" })).toBe(1);
    expect(r2Score([[1, 2], [1, 2]], [[1, 0], [1, 0]], { multioutput: "varianceWeighted" })).toBe(0.5); // biome-ignore format: matrices
  });
});

describe("fewer than two observed targets", () => {
  const Y = [[1, 5], [2, NaN], [3, NaN]]; // biome-ignore format: a matrix

  test("have no R²: NaN, also in the mean", () => {
    expect(
      r2Score(
        Y,
        Y.map(() => [2, 5]),
        { multioutput: "rawValues" },
      ),
    ).toEqual([0, NaN]);
    expect(
      r2Score(
        Y,
        Y.map(() => [2, 5]),
      ),
    ).toBe(NaN);
    expect(r2Score([4], [4])).toBe(NaN);
  });

  test("do not spoil a mean in which they have no weight", () => {
    expect(
      r2Score(
        Y,
        Y.map(() => [2, 5]),
        { multioutput: [1, 0] },
      ),
    ).toBe(0);
    expect(
      r2Score(
        Y,
        Y.map(() => [2, 5]),
        { multioutput: "varianceWeighted" },
      ),
    ).toBe(0);
  });
});

describe("averageRelativeRmse", () => {
  test("is 1 for the training means themselves", () => {
    const Y = [[1, 4], [3, 5], [7, 0]]; // biome-ignore format: a matrix
    expect(
      averageRelativeRmse(
        Y,
        Y.map(() => [2, 9]),
        { baseline: Float64Array.of(2, 9) },
      ),
    ).toBe(1);
  });

  test("leaves a task out whose mean is never wrong, and is NaN where none is left", () => {
    const Y = [[1, 4], [3, 4], [7, 4]]; // biome-ignore format: a matrix
    const P = Y.map(() => [2, 5]);
    expect(averageRelativeRmse(Y, P, { baseline: [2, 4], multioutput: "rawValues" })).toEqual([1, NaN]);
    expect(averageRelativeRmse(Y, P, { baseline: [2, 4] })).toBe(1);
    expect(averageRelativeRmse(Y, P, { baseline: [2, 4], multioutput: [0, 1] })).toBe(NaN);
  });
});

const Y = [[1, 4], [3, NaN], [7, 4]]; // biome-ignore format: a matrix
const P = [[1, 4], [3, 3], [7, 5]]; // biome-ignore format: a matrix
const score = meanSquaredError as (Y: unknown, P: unknown, options?: unknown) => number;
const words = '"uniformAverage", "rawValues" or 2 weights';
test.each<[() => unknown, string]>([
  [() => score(Y, [[1], [2], [3]]), "meanSquaredError.P: expected 3 x 2, as Y, got 3 x 1"],
  [() => score(Y, P.slice(1)), "meanSquaredError.P: expected 3 x 2, as Y, got 2 x 2"],
  [() => score(Y, Y), "meanSquaredError.P row 1, column 1: expected a finite number, got NaN"],
  [() => score([1, 2], [1, Infinity]), "meanSquaredError.P row 1: expected a finite number, got Infinity"],
  [
    () => score([1, -Infinity], [1, 2]),
    "meanSquaredError.Y row 1: expected a finite number or NaN, got -Infinity",
  ],
  [
    () => score([[1, NaN]], [[1, 1]]),
    "meanSquaredError.Y task 1: expected at least one target that is observed, got none",
  ],
  [
    () => score([{ name: "a", y: [NaN] }], [[1]]),
    'meanSquaredError.Y task "a": expected at least one target that is observed, got none',
  ],
  [
    () => score([1, 2], [1, 2], { sampleWeight: [0, 0] }),
    "meanSquaredError.Y task 0: expected at least one target that is observed, got none",
  ],
  [
    () => score([{ y: [1] }, { y: [2, 3] }], [[1]]),
    "meanSquaredError.P: expected 2 vectors, one a task, got 1",
  ],
  [
    () => score([{ y: [1] }, { y: [2, 3] }], [[1], [2]]),
    "meanSquaredError.P task 1: expected 2 values, as in y, got 1",
  ],
  [
    () => score([{ y: [1] }], [[1]], { sampleWeight: [1] }),
    "meanSquaredError.sampleWeight: expected nothing beside tasks, which carry their own, got an array of 1",
  ],
  [
    () => score(Y, P, { sampleWeight: [1, 1] }),
    "meanSquaredError.sampleWeight: expected 3 weights or 3 x 2, got 2 x 1",
  ],
  [
    () => score(Y, P, { sampleWeight: Y.map(() => [1, 1, 1]) }),
    "meanSquaredError.sampleWeight: expected 3 weights or 3 x 2, got 3 x 3",
  ],
  [
    () => score(Y, P, { sampleWeight: [1, -1, 1] }),
    "meanSquaredError.sampleWeight: expected weights >= 0, got -1",
  ],
  [
    () => score(Y, P, { sampleWeight: [1, NaN, 1] }),
    "meanSquaredError.sampleWeight row 1: expected a finite number, got NaN",
  ],
  [
    () => score(Y, P, { multioutput: "raw_values" }),
    `meanSquaredError.multioutput: expected ${words}, got "raw_values"`,
  ],
  [
    () => score(Y, P, { multioutput: "varianceWeighted" }),
    `meanSquaredError.multioutput: expected ${words}, got "varianceWeighted"`,
  ],
  [() => score(Y, P, { multioutput: null }), `meanSquaredError.multioutput: expected ${words}, got null`],
  [
    () => score(Y, P, { multioutput: [1, 2, 3] }),
    `meanSquaredError.multioutput: expected ${words}, got 3 weights`,
  ],
  [
    () => score(Y, P, { multioutput: [1, -1] }),
    "meanSquaredError.multioutput: expected finite weights >= 0, got -1",
  ],
  [
    () => score(Y, P, { multioutput: [0, 0] }),
    "meanSquaredError.multioutput: expected a weight above 0, got none",
  ],
  [
    () => score(Y, P, { weights: [1] }),
    "meanSquaredError: has no option weights; it has sampleWeight, multioutput",
  ],
  [
    () => averageRelativeRmse(Y, P, undefined as never),
    "averageRelativeRmse.baseline: expected 2 training means, one a task, got undefined",
  ],
  [
    () => averageRelativeRmse(Y, P, { baseline: [1] }),
    "averageRelativeRmse.baseline: expected 2 training means, one a task, got 1",
  ],
])("refuses in one sentence: %#", (wrong, sentence) => {
  expect(wrong).toThrow(expect.objectContaining({ name: "PolytaskError", message: sentence }));
});
