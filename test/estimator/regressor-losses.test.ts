import { describe, expect, test } from "vitest";
import { huber, logistic, multinomial, poisson, quadratic, squareRoot } from "../../src/datafit/index.ts";
import { LinearModel, MultiTaskRegressor, PolytaskError, statisticsOf } from "../../src/index.ts";
import { cappedL1, l1, l21, type Penalty, ridge } from "../../src/penalty/index.ts";
import { matrix } from "./samples.ts";
import "../near.ts";

const [n, p, T] = [37, 5, 3];
const X = matrix(n, p, 1).map((row) => row.map((x) => x / 5));
const W = [
  [1, -1, 2],
  [0.5, 0, 1],
  [0, 0, 0],
  [0, 0, 0],
  [0, 0, 0],
];
const noise = matrix(n, T, 2);
const signal = X.map((x) => W[0]!.map((_, t) => x.reduce((sum, v, j) => sum + v * W[j]![t]!, 1)));
const clean = signal.map((row, i) => row.map((f, t) => f + noise[i]![t]! / 50));
const counts = signal.map((row, i) =>
  row.map((f, t) => Math.floor(Math.exp(f / 2) + Math.abs(noise[i]![t]!) / 10)),
);
const far = (model: MultiTaskRegressor): number =>
  Math.max(...W.flatMap((row, j) => row.map((w, t) => Math.abs(model.coef.get(j, t) - w))));

describe("losses of numbers", () => {
  test("huber resists outliers, squared loss does not; without outliers both are right", () => {
    const dirty = clean.map((row, i) => row.map((y, t) => ((i + t) % 7 === 0 ? y + 40 : y)));
    const penalty = ridge(1e-4);
    const robust = new MultiTaskRegressor({ penalty, datafit: huber(0.3) });
    const squared = new MultiTaskRegressor({ penalty });
    expect(far(robust.fit(X, dirty))).toBeLessThan(0.2);
    expect(robust.converged).toBe(true);
    expect(far(squared.fit(X, dirty))).toBeGreaterThan(0.8);
    expect(far(robust.fit(X, clean))).toBeLessThan(0.1);
    expect(far(squared.fit(X, clean))).toBeLessThan(0.1);
  });

  test("huber of a delta beyond all residuals is squared loss", () => {
    const penalty = l21(0.1);
    const wide = new MultiTaskRegressor({ penalty, datafit: huber(1e4), tol: 1e-13 }).fit(X, clean);
    const want = new MultiTaskRegressor({ penalty, tol: 1e-13 }).fit(X, clean);
    expect(wide.coef.to1DArray()).toBeNear(want.coef.to1DArray(), 1e-6);
  });

  test("poisson predicts means, through JSON too", () => {
    const model = new MultiTaskRegressor({ penalty: ridge(0.01), datafit: poisson() }).fit(X, counts);
    expect(model.converged).toBe(true);
    const means = model.predict(X);
    const f = X.map((x) =>
      W[0]!.map((_, t) => x.reduce((sum, v, j) => sum + v * model.coef.get(j, t), model.intercept[t]!)),
    );
    expect(means.to1DArray()).toBeNear(f.flat().map(Math.exp), 1e-12);
    for (let t = 0; t < T; t++) {
      // where slopes add up to 0, predictions have the targets' mean
      const total = counts.reduce((sum, row) => sum + row[t]!, 0);
      expect(means.getColumn(t).reduce((sum, mean) => sum + mean, 0)).toBeNear(total, 1e-9);
    }
    const saved = JSON.parse(JSON.stringify(model.model));
    const again = LinearModel.from(saved);
    expect(saved.link).toBe("log");
    expect(again.describe()).toEqual(model.model.describe());
    expect(again.predict(X)).toEqual(means);
    expect(() => LinearModel.from({ ...saved, link: "exp" })).toThrow(
      /^LinearModel\.from link: expected "log" or none, got "exp"$/,
    );
    expect(model.score(X, counts)).toBeGreaterThan(0.5);
  });

  test("a square root of squares needs no unit: W follows y, at one strength", () => {
    const model = new MultiTaskRegressor({ penalty: l21(0.3), datafit: squareRoot(), tol: 1e-10 });
    const one = model.fit(X, clean).coef.to1DArray();
    const many = model.fit(X, clean.map((row) => row.map((y) => 64 * y))).coef.to1DArray(); // biome-ignore format: a sentence
    expect(many.map((w) => w / 64)).toBeNear(one, 1e-4);
  });

  test.each([
    ["huber", huber(1)],
    ["poisson", poisson()],
    ["squareRoot", squareRoot()],
  ])(
    "%s: partialFit and fitStatistics are refused in one sentence, and the earlier fit stays",
    (name, datafit) => {
      const model = new MultiTaskRegressor({ penalty: l1(0.1), datafit }).fit(X, counts);
      const before = model.model;
      const rule = `squared loss, a penalty with a conjugate and solver "auto", for which statistics are enough, got ${name}, l1 and "auto"`;
      const ask = { partialFit: () => model.partialFit(X, counts), fitStatistics: () => model.fitStatistics(statisticsOf(X, counts)) }; // biome-ignore format: a sentence
      for (const [asked, call] of Object.entries(ask)) {
        expect(call).toThrow(PolytaskError);
        expect(call).toThrow(new RegExp(`^MultiTaskRegressor\\.${asked}: expected ${rule}$`));
        expect(model.model).toBe(before);
      }
    },
  );

  test.each([
    ["logistic", logistic()],
    ["multinomial", multinomial()],
  ])("%s has no numbers, and says who has labels", (name, datafit) => {
    expect(() => new MultiTaskRegressor({ penalty: l1(0.1), datafit }).fit(X, counts)).toThrow(
      new RegExp(`datafit: expected a loss of numbers, got ${name}: labels have MultiTaskClassifier$`),
    );
  });

  test("poisson refuses targets below 0, and says whose", () => {
    const model = new MultiTaskRegressor({ penalty: l1(0.1), datafit: poisson() });
    const bad = counts.map((row, i) => row.map((y, t) => (i === 3 && t === 1 ? -1 : y)));
    expect(() => model.fit(X, bad)).toThrow(
      /^MultiTaskRegressor\.fit task 1: expected counts >= 0, .* got -1$/,
    );
    const none = counts.map(([a, , c]) => [a!, 0, c!]);
    expect(() => model.fit(X, none, { taskNames: ["a", "b", "c"] })).toThrow(
      /^MultiTaskRegressor\.fit task "b": expected a count above 0, as poisson has, got none$/,
    );
    // a target below 0 that has no weight is no target
    const sampleWeight = X.map((_, i) => Number(i !== 3));
    expect(model.fit(X, bad, { sampleWeight }).converged).toBe(true);
  });
});

/** What a user might write: alpha Σ |W_jt|, with nothing but a value and a prox. */
const own = (alpha: number): Penalty => ({
  name: "mine",
  parameters: { alpha },
  value: (V) => V.reduce((sum, w) => sum + alpha * Math.abs(w), 0),
  prox: (V, step) => {
    for (let k = 0; k < V.length; k++) {
      V[k] = Math.sign(V[k]!) * Math.max(0, Math.abs(V[k]!) - step * alpha) + 0;
    }
  },
});

describe("a penalty of the user's own", () => {
  test.each([
    ["quadratic", quadratic(), clean],
    ["huber", huber(0.5), clean],
    ["poisson", poisson(), counts],
  ] as const)("is fitted with a stationarity certificate: %s", (_, datafit, Y) => {
    const model = new MultiTaskRegressor({ penalty: own(0.1), datafit, tol: 1e-9, maxIter: 50_000 }).fit(
      X,
      Y,
    );
    const want = new MultiTaskRegressor({ penalty: l1(0.1), datafit, tol: 1e-10 }).fit(X, Y);
    expect(want.converged).toBe(true);
    const last = model.marks.at(-1)!;
    expect([model.converged, model.dualGap]).toEqual([true, Infinity]);
    expect(last.stationarity).toBeLessThanOrEqual(1e-9);
    expect(model.coef.to1DArray()).toBeNear(want.coef.to1DArray(), 1e-5);
    expect(model.coef.to1DArray().filter((w) => w === 0).length).toBeGreaterThan(0);
    const again = LinearModel.from(JSON.parse(JSON.stringify(model.model)));
    expect(again.describe()).toEqual(model.model.describe());
  });

  test("partialFit has no road for it; a penalty without a prox, or that is not convex, has none at all", () => {
    const model = new MultiTaskRegressor({ penalty: own(0.1) });
    expect(() => model.partialFit(X, clean)).toThrow(
      /^MultiTaskRegressor\.partialFit: expected squared loss, a penalty with a conjugate and solver "auto", .* got quadratic, mine and "auto"$/,
    );
    const gradients = new MultiTaskRegressor({ penalty: l1(0.1), solver: "fista" });
    expect(() => gradients.partialFit(X, clean)).toThrow(/got quadratic, l1 and "fista"$/);
    const { prox: _, ...bare } = own(0.1);
    expect(() => new MultiTaskRegressor({ penalty: bare }).fit(X, clean)).toThrow(
      /^MultiTaskRegressor\.fit penalty: expected a penalty with a prox, got mine, which has none$/,
    );
    const staged = cappedL1(1, 1);
    expect(() => new MultiTaskRegressor({ penalty: staged, datafit: huber(1) }).fit(X, clean)).toThrow(
      /^MultiTaskRegressor\.fit penalty: expected a convex penalty, got cappedL1, which is not$/,
    );
  });
});
