import { describe, expect, test } from "vitest";
import {
  explainedVarianceScore,
  type MultiOutputError,
  meanAbsoluteError,
  meanSquaredError,
  r2Score,
  rootMeanSquaredError,
  type ScoreOptions,
} from "../../src/metric/index.ts";
import "../near.ts";
import oracle from "../oracles/metrics.json" with { type: "json" };

type Name = keyof (typeof oracle.cases)[0]["scores"];
type Metric = (Y: number[][], P: number[][], options: ScoreOptions<MultiOutputError>) => number | number[];

const metrics: Record<Name, Metric> = {
  meanSquaredError,
  rootMeanSquaredError,
  meanAbsoluteError,
  r2Score,
  explainedVarianceScore,
};

const missing = (Y: (number | null)[][]): number[][] => Y.map((row) => row.map((value) => value ?? NaN));

describe.each(oracle.cases)("$title", ({ Y, P, sampleWeight, taskWeights, scores }) => {
  test.each(Object.keys(scores) as Name[])("%s is scikit-learn's, in every average", (name) => {
    for (const [way, want] of Object.entries(scores[name])) {
      const multioutput = (way === "weights" ? taskWeights : way) as MultiOutputError;
      expect(metrics[name](Y, P, { sampleWeight, multioutput }), way).toBeNear(want, 1e-12);
    }
  });
});

describe.each(oracle.sparse)("missing targets and a weight a cell", ({ Y, P, sampleWeight, scores }) => {
  test.each(Object.keys(scores) as Name[])("%s is scikit-learn's of what is left of each task", (name) => {
    const got = metrics[name](missing(Y), P, { sampleWeight, multioutput: "rawValues" });
    expect(got).toBeNear(scores[name], 1e-12);
  });
});

test("of a single row every score but R² is scikit-learn's", () => {
  const { Y, P, scores } = oracle.single;
  for (const [name, want] of Object.entries(scores)) {
    expect(metrics[name as Name](Y, P, { multioutput: "rawValues" })).toEqual(want);
  }
  expect(r2Score(Y, P, { multioutput: "rawValues" })).toEqual([NaN, NaN]);
});
