import { expect, test } from "vitest";
import { huber } from "../../src/datafit/index.ts";
import { MultiTaskRegressor, RandomState, TaskRelationshipRegressor } from "../../src/index.ts";
import { l21 } from "../../src/penalty/index.ts";
import { type Candidate, crossValidate, GridSearchCV } from "../../src/select/index.ts";

// Estimators that have `fitStatistics` and, as they are set, cannot use it: they go by rows, and nobody has to know.
const random = new RandomState(0);
const X = Array.from({ length: 41 }, () => [random.randn(), random.randn(), random.randn()]);
const Y = X.map(([a, b]) => [a!, b! - a!].map((y) => y + 0.3 * random.randn()));
const bothWays = ["r2", "negMeanAbsoluteError"] as const; // absolute errors go by rows for everyone

test.each([
  ["a loss that is not squares", new MultiTaskRegressor({ penalty: l21(0.1), datafit: huber(1) })],
  ["another solver", new MultiTaskRegressor({ penalty: l21(0.1), solver: "fista" })],
  ["strengths to be found", new TaskRelationshipRegressor({ alpha: 0.01, beta: "cv", betas: [1, 0.1] })],
  [
    "MALSAR's stopping",
    new MultiTaskRegressor({ penalty: l21(0.1), compat: "malsar", stopping: "objective" }),
  ],
] as [string, Candidate][])("%s", (_, estimator) => {
  const alone = crossValidate(estimator, X, Y).scores["r2"]!.mean;
  expect(alone).toBe(crossValidate(estimator, X, Y, { scoring: bothWays }).scores["r2"]!.mean);
  expect(alone).toBeGreaterThan(0.5);
});

test("candidates of both kinds in one search", () => {
  const estimator = new MultiTaskRegressor({ penalty: l21(0.1) });
  const search = new GridSearchCV({
    estimator,
    paramGrid: [{ datafit: [huber(1)] }, { penalty: [l21(0.1), l21(100)] }],
  });
  const means = search.fit(X, Y).cvResults.scores["r2"]!.mean;
  expect(means[1]).toBeCloseTo(crossValidate(estimator, X, Y).scores["r2"]!.mean, 6);
  expect(means[2]).toBeLessThan(means[0]!);
});
