import { describe, expect, test } from "vitest";
import {
  accuracyScore,
  explainedVarianceScore,
  meanAbsoluteError,
  meanSquaredError,
  r2Score,
  rootMeanSquaredError,
} from "../../src/metric/index.ts";
import { isScoring, type Scoring, scoreTask } from "../../src/metric/scoring.ts";

const y = [3, -0.5, NaN, 2, 7];
const predicted = [2.5, 0, 9, 2, 8];
const sampleWeight = [1, 2, 3, 0, 0.5];

describe("scoring by name", () => {
  test.each([
    ["r2", r2Score, 1],
    ["explainedVariance", explainedVarianceScore, 1],
    ["negMeanSquaredError", meanSquaredError, -1],
    ["negRootMeanSquaredError", rootMeanSquaredError, -1],
    ["negMeanAbsoluteError", meanAbsoluteError, -1],
  ] as [Scoring, typeof meanAbsoluteError, number][])(
    "%s is the score of that name, more is better",
    (name, score, sign) => {
      expect(scoreTask("A", name, y, predicted)).toBe(sign * score(y, predicted));
      expect(scoreTask("A", name, y, predicted, sampleWeight)).toBe(
        sign * score(y, predicted, { sampleWeight }),
      );
    },
  );

  test("accuracy scores labels", () => {
    const labels = ["a", null, "b", "b"];
    expect(scoreTask("A", "accuracy", labels, ["a", "a", "a", "b"])).toBe(
      accuracyScore(labels, ["a", "a", "a", "b"]),
    );
  });

  test("a function is given targets, predictions and weights as they are", () => {
    const seen: unknown[] = [];
    const own = (...given: unknown[]): number => seen.push(...given);
    expect(scoreTask("A", own, y, predicted, sampleWeight)).toBe(3);
    expect(seen).toEqual([y, predicted, sampleWeight]);
  });

  test("what is no score and what does not fit is refused in a sentence", () => {
    expect(["r2", "accuracy", Math.max].every(isScoring)).toBe(true);
    expect(["R2", "toString", 1, null].some(isScoring)).toBe(false);
    expect(() => scoreTask("A task 2", (() => "high") as never, y, predicted)).toThrow(
      'A task 2 scoring: expected a number, got "high"',
    );
    expect(() => scoreTask("A", "r2", y, [1])).toThrow("A predictions: expected 5 values, one a row, got 1");
    expect(() => scoreTask("A", "r2", [NaN], [1])).toThrow("A y: expected at least one target");
  });
});
