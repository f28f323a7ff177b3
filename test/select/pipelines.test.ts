import { describe, expect, test } from "vitest";
import { KFold, MultiOutputRidge, RandomState, RegressorChain, StandardScaler } from "../../src/index.ts";
import { Pipeline, PolynomialFeatures } from "../../src/preprocess/index.ts";
import { crossValidate, crossValPredict, GridSearchCV } from "../../src/select/index.ts";

const random = new RandomState(5);
const n = 43;
const X = Array.from({ length: n }, () => [random.randn(), 3 + 10 * random.randn()]);
const Y = X.map(([a, b]) => [a! * a! + 0.1 * b!, a! - b! / 10, a! * b!].map((y) => y + 0.3 * random.randn()));
const cv = new KFold({ nSplits: 4, shuffle: true, randomState: 1 });
const pipeline = (): Pipeline =>
  new Pipeline({
    steps: [
      ["scale", new StandardScaler()],
      ["powers", new PolynomialFeatures({ includeBias: false })],
      ["learn", new MultiOutputRidge()],
    ],
  });
const grid = { powers__degree: [1, 2], learn__alpha: [100, 1, 0.01], scale__withMean: [true, false] };

describe("searches and cross-validation of pipelines", () => {
  test("a grid of nested names finds what a loop over the folds finds", () => {
    const search = new GridSearchCV({ estimator: pipeline(), paramGrid: grid, cv, scoring: "r2" }).fit(X, Y);
    const means = search.cvResults.params.map((params) => {
      const folds = cv.split(n).map(({ train, test: held }) => {
        const of = <R>(rows: readonly R[], at: Int32Array): R[] => Array.from(at, (i) => rows[i]!);
        const own = pipeline()
          .setParams(params as never)
          .fit(of(X, train), of(Y, train));
        return own.score(of(X, held), of(Y, held)) as number;
      });
      return folds.reduce((sum, score) => sum + score, 0) / folds.length;
    });
    const found = search.cvResults.scores["r2"]!.mean;
    for (const [k, mean] of means.entries()) expect(found[k]).toBeCloseTo(mean, 10);
    expect(search.bestIndex).toBe(means.indexOf(Math.max(...means)));
    expect(search.bestParams["powers__degree"]).toBe(2);
  });

  test("names that no step has are refused before any fit", () => {
    const search = new GridSearchCV({ estimator: pipeline(), paramGrid: { learn__beta: [1] }, cv });
    expect(() => search.fit(X, Y)).toThrow(/has no parameter beta|no parameter learn__beta/);
  });

  test("what is planted in the rows of a fold changes nothing of what is learnt without them", () => {
    const [first] = cv.split(n);
    const planted = X.map((row, i) => (first!.test.includes(i) ? [1e6, -1e6] : row));
    const of = (rows: number[][]) =>
      crossValidate(pipeline(), rows, Y, { cv, returnEstimator: true }).estimators![0]! as Pipeline;
    expect(of(planted).predict(X)).toEqual(of(X).predict(X));
  });

  test("a pipeline in a chain, and a chain in a pipeline", () => {
    const chained = new RegressorChain({ estimator: pipeline(), cv: 3 });
    const within = new Pipeline({ steps: [["scale", new StandardScaler()], ["learn", chained]] }); // biome-ignore format: a list
    const predicted = crossValPredict(within, X, Y, { cv }) as { rows: number; columns: number };
    expect([predicted.rows, predicted.columns]).toEqual([n, 3]);
    const search = new GridSearchCV({ estimator: within, paramGrid: { learn__estimator__learn__alpha: [1e3, 0.1] }, cv }); // biome-ignore format: one line
    expect(search.fit(X, Y).bestParams).toEqual({ learn__estimator__learn__alpha: 0.1 });
  });
});
