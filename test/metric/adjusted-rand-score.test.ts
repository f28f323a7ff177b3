import { describe, expect, test } from "vitest";
import { adjustedRandScore } from "../../src/index.ts";
import oracle from "../oracles/adjusted-rand.json" with { type: "json" };
import "../near.ts";

describe("adjustedRandScore", () => {
  test.each(oracle.cases)("is scikit-learn's: $score", ({ truth, found, score }) => {
    expect(adjustedRandScore(truth, found)).toBeNear(score, 1e-14);
    expect(adjustedRandScore(found, truth)).toBeNear(score, 1e-14);
    const renamed = found.map((label) => `cluster ${label}`);
    expect(adjustedRandScore(truth, renamed)).toBe(adjustedRandScore(truth, found));
  });

  test.each<[() => number, string]>([
    [() => adjustedRandScore([1, 2], [1]), "adjustedRandScore.found: expected 2 labels, as truth, got 1"],
    [
      () => adjustedRandScore([], []),
      "adjustedRandScore.truth: expected a vector of labels, at least one, got 0 x 1",
    ],
    [() => adjustedRandScore([[1, 2], [3, 4]], [1, 2]), "adjustedRandScore.truth: expected a vector of labels, at least one, got 2 x 2"], // biome-ignore format: a matrix
    [
      () => adjustedRandScore([1, null], [1, 2]),
      "adjustedRandScore.truth row 1: expected a label, got a missing one",
    ],
    [
      () => adjustedRandScore([1, 2], [1, NaN]),
      "adjustedRandScore.found row 1: expected a label, got a missing one",
    ],
  ])("refuses in one sentence: %#", (wrong, sentence) => {
    expect(wrong).toThrow(sentence);
  });
});
