import { describe, expect, test } from "vitest";
import { learntBy } from "../../src/base/composed-model.ts";
import { display } from "../../src/base/display/shown.ts";
import { multinomial, poisson } from "../../src/datafit/index.ts";
import {
  ClassifierChain,
  CoregionalizedGaussianProcess,
  CurdsAndWheyRegressor,
  GroupingOverlapRegressor,
  KernelRidge,
  MultiOutputClassifier,
  MultiOutputRegressor,
  MultiOutputRidge,
  MultiStageRegressor,
  MultiTaskClassifier,
  MultiTaskElasticNetCV,
  MultiTaskLasso,
  MultiTaskModel,
  MultiTaskRegressor,
  ReducedRankRegressor,
  RegressorChain,
  StackedSingleTarget,
  setWarningHandler,
  TaskRelationshipRegressor,
} from "../../src/index.ts";
import { dump, parse } from "../../src/io/index.ts";
import { RandomState } from "../../src/matrix/random.ts";
import { accuracyScore, r2Score } from "../../src/metric/index.ts";
import { l21, ridge } from "../../src/penalty/index.ts";
import { Pipeline, StandardScaler } from "../../src/preprocess/index.ts";
import { fitted } from "../catalogue/fitted.ts";

setWarningHandler(() => {});

const card = (model: object): string =>
  (model as { [display](): Record<string, string> })[display]()["text/plain"]!;

const random = new RandomState(3);
const names = ["heating", "cooling", "light"];

/** Rows, targets with holes, and weights some of which are 0. */
function rowsOf(n: number, p: number): { X: number[][]; Y: number[][]; sampleWeight: number[] } {
  const X = Array.from({ length: n }, () => Array.from({ length: p }, () => random.randn() + 2));
  const Y = X.map((row) => names.map((_, t) => 5 + row[t]! - 2 * row[(t + 1) % p]! + random.randn()));
  const sampleWeight = X.map((_, i) => [0, 1, 2.5][i % 3]!);
  return { X, Y, sampleWeight };
}

const withHoles = (Y: number[][]): number[][] =>
  Y.map((row, i) => row.map((y, t) => (i % 7 === t ? NaN : y)));

/** The R² that r2Score finds on the observed rows of every task, from predictions. */
const byPrediction = (P: number[][], Y: number[][], weight: number[]): number[] =>
  names.map((_, t) => {
    const seen = [...Y.keys()].filter((i) => !Number.isNaN(Y[i]![t]!) && weight[i]! > 0);
    return r2Score(
      seen.map((i) => Y[i]![t]!),
      seen.map((i) => P[i]![t]!),
      { sampleWeight: seen.map((i) => weight[i]!) },
    );
  });

const regressors = {
  ridge: new MultiOutputRidge({ alpha: [0.1, 0.1, 3] }),
  "ridge without intercepts": new MultiOutputRidge({ alpha: 1, fitIntercept: false }),
  "ridge by the SVD": new MultiOutputRidge({ alpha: 1, solver: "svd" }),
  l21: new MultiTaskRegressor({ penalty: l21(0.1) }),
  "l21 without intercepts": new MultiTaskRegressor({ penalty: l21(0.1), fitIntercept: false }),
  stages: new MultiStageRegressor({ alpha: 0.1, theta: 0.3 }),
  MTRL: new TaskRelationshipRegressor({ alpha: 0.1, beta: 0.1 }),
  "GO-MTL": new GroupingOverlapRegressor({ nLatent: 2, mu: 0.1, lambda: 0.1 }),
  "a loss by gradients": new MultiTaskRegressor({ penalty: ridge(0.1), solver: "fista" }),
  "kernel ridge": new KernelRidge({ kernel: "rbf", gamma: 0.1, alpha: [0.1, 0.1, 1] }),
  "a Gaussian process": new CoregionalizedGaussianProcess({ optimizer: "none" }),
  copies: new MultiOutputRegressor({ estimator: new MultiOutputRidge() }),
};

describe("R² on the rows of the fit", () => {
  for (const [wide, n, p] of [
    ["long", 40, 5],
    ["wide", 9, 30],
  ] as const) {
    test.each(Object.entries(regressors))(`%s, ${wide} data: what r2Score finds`, (_, regressor) => {
      const { X, Y, sampleWeight } = rowsOf(n, p);
      const holes = withHoles(Y);
      const model = regressor.clone().fit(X, holes, { sampleWeight, taskNames: names });
      const expected = byPrediction(model.predict(X).to2DArray(), holes, sampleWeight);
      const fitScores = learntBy(model).fitScores!;
      for (const [t, score] of expected.entries()) expect(fitScores[t]).toBeCloseTo(score, 9);
    });
  }

  test.each(
    Object.entries({
      "reduced rank": new ReducedRankRegressor({ rank: 1, alpha: 0.1 }),
      "curds and whey": new CurdsAndWheyRegressor(),
      lasso: new MultiTaskLasso({ alpha: 0.1 }),
      stacked: new StackedSingleTarget({ estimator: new MultiOutputRidge(), source: "train" }),
    }),
  )("%s", (_, regressor) => {
    const { X, Y, sampleWeight } = rowsOf(40, 5);
    const model = regressor.clone().fit(X, Y, { sampleWeight });
    const expected = byPrediction(model.predict(X).to2DArray(), Y, sampleWeight);
    const fitScores = learntBy(model).fitScores!;
    for (const [t, score] of expected.entries()) expect(fitScores[t]).toBeCloseTo(score, 9);
  });

  test("Poisson: of the counts, not of their logarithms", () => {
    const { X } = rowsOf(40, 5);
    const Y = X.map((row) => names.map((_, t) => Math.round(Math.exp(row[t]!))));
    const model = new MultiTaskRegressor({ datafit: poisson(), penalty: ridge(0.01) }).fit(X, Y);
    const expected = byPrediction(
      model.predict(X).to2DArray(),
      Y,
      X.map(() => 1),
    );
    for (const [t, score] of expected.entries()) expect(model.model.fitScores![t]).toBeCloseTo(score, 9);
  });

  test("columns at 1e8 ± 1 keep six digits of it", () => {
    const { X, Y } = rowsOf(40, 5);
    const far = X.map((row) => row.map((x) => 1e8 + x));
    const near = new MultiTaskRegressor({ penalty: l21(0.1) }).fit(X, Y).model.fitScores!;
    const found = new MultiTaskRegressor({ penalty: l21(0.1) }).fit(far, Y).model.fitScores!;
    for (const [t, score] of near.entries()) expect(found[t]).toBeCloseTo(score, 6);
  });
});

const labels = (): { X: number[][]; Y: (string | null)[][] } => {
  const { X, Y } = rowsOf(40, 5);
  return {
    X,
    Y: Y.map((row, i) => row.map((y, t) => (i % 7 === t ? null : y > 3 ? "high" : y > 1 ? "middle" : "low"))),
  };
};

const classifiers = {
  softmax: new MultiTaskClassifier({ penalty: l21(0.1) }),
  copies: new MultiOutputClassifier({ estimator: new MultiTaskClassifier({ penalty: ridge(0.1) }) }),
};

test.each(Object.entries(classifiers))("%s: the share of right labels", (_, classifier) => {
  const { X, Y } = labels();
  const model = classifier.clone().fit(X, Y);
  const P = model.predict(X);
  for (const t of names.keys()) {
    const seen = [...Y.keys()].filter((i) => Y[i]![t] !== null);
    const share = accuracyScore(
      seen.map((i) => Y[i]![t]!),
      seen.map((i) => P[i]![t]!),
    );
    expect(learntBy(model).fitScores![t]).toBeCloseTo(share, 12);
    expect(share).toBeGreaterThan(0.4);
  }
});

describe("a card", () => {
  test("shows the score of every task, and who it is of", () => {
    const { X, Y } = rowsOf(40, 5);
    const model = new MultiOutputRidge().fit(X, Y, { taskNames: names });
    expect(card(model)).toMatch(/ +name +training R²\n {2}0 +heating +0\.\d+\n/);
    const chain = new RegressorChain({ estimator: new MultiOutputRidge() }).fit(X, Y);
    expect(card(chain)).toMatch(/tasks\n +training R²\n {2}0 +0\.\d+\n/);
    const pipeline = new Pipeline({
      steps: [
        ["scale", new StandardScaler()],
        ["learn", new MultiTaskLasso({ alpha: 0.1 })],
      ],
    });
    expect(card(pipeline)).not.toContain("training");
    expect(card(pipeline.fit(X, Y))).toMatch(/dual gap[\s\S]*training R²/);
  });

  test("shows the strengths that a fit has chosen, and after a round trip too", async () => {
    const { X, Y } = rowsOf(40, 5);
    const net = new MultiTaskElasticNetCV({ l1Ratio: [0.5, 1], alphas: 5, cv: 3 }).fit(X, Y);
    expect(card(net)).toMatch(/alpha, chosen +[\d.]+\n +l1Ratio, chosen +(0\.5|1)\n/);
    const relations = new TaskRelationshipRegressor({ alpha: 0.1, beta: "cv", cv: 3 });
    expect(card(relations)).not.toContain("chosen");
    relations.fit(X, Y);
    expect(card(relations)).toMatch(/beta, chosen +[\d.]+\n/);
    expect(card(relations)).not.toContain("alpha, chosen");
    expect(card(await parse(await dump(relations)))).toBe(card(relations));
    expect(card(relations.clone().setParams({ beta: 0.1 }).fit(X, Y))).not.toContain("chosen");
  });

  test("of labels, of both, with the certificate", () => {
    const { X, Y } = labels();
    expect(card(classifiers.softmax.clone().fit(X, Y))).toMatch(
      /converged +yes[\s\S]*dual gap[\s\S]*training accuracy/,
    );
    const estimator = new MultiTaskClassifier({ penalty: ridge(0.1) });
    expect(card(new ClassifierChain({ estimator }).fit(X, Y))).toContain("training accuracy");
    const both = new MultiTaskModel({
      datafit: { size: poisson(), kind: multinomial() },
      penalty: ridge(0.1),
    });
    const size = X.map((row) => Math.round(Math.abs(row[0]!)));
    expect(card(both.fit(X, { size, kind: Y.map((row) => row[0]!) }))).toContain("training accuracy or R²");
  });
});

/** Those that have no score a task: tasks that are clusterings have one objective together. */
const without = ["MultiTaskKMeans", "SharedSubspaceClustering"];

test.each(
  Object.entries(fitted).flatMap(([name, own]) =>
    own.flatMap(({ label, make }) => (without.includes(name) ? [] : [[`${name} ${label}`, make] as const])),
  ),
)("%s: what predicts shows how well", (_, make) => {
  const model = make() as { predict?: unknown; params: { steps?: [string, object][] } };
  const last = model.params.steps?.at(-1)?.[1] ?? model;
  const shows = /training (R²|accuracy|loss)|candidates by /.test(card(model));
  expect(shows).toBe("predict" in last);
});
