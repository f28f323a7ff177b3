import { expect, test } from "vitest";
import { huber, logistic, multinomial, poisson } from "../../src/datafit/index.ts";
import { alphaMax, MultiTaskClassifier, regularizationPath } from "../../src/index.ts";
import { l21, traceNorm } from "../../src/penalty/index.ts";
import { matrix } from "./samples.ts";

const [n, p, T] = [41, 5, 3];
const X = matrix(n, p, 1);
const noise = matrix(n, T, 2);
const numbers = X.map((x, i) => noise[i]!.map((e, t) => x[t]! + e));
const labels = numbers.map((row) => row.map((y) => (y > 0 ? "up" : "down")));
const sizes = numbers.map((row) => row.map((y) => (y > 5 ? "L" : y > -5 ? "M" : "S")));
const counts = numbers.map((row) => row.map((y) => Math.max(0, Math.round(y))));

const members = {
  huber: [huber(1), numbers],
  poisson: [poisson(), counts],
  logistic: [logistic(), labels],
} as const;

test.each(Object.keys(members) as (keyof typeof members)[])(
  "a path of %s: W = 0 at alphaMax and no sooner, every model certified, as good as a cold fit",
  (name) => {
    const [datafit, Y] = members[name];
    for (const family of [l21, traceNorm]) {
      const options = { datafit, alphas: 6, eps: 0.02, tol: 1e-8 };
      const { alphas, models } = regularizationPath(family, X, Y as never, options);
      expect(alphas[0]).toBeNear(alphaMax(family, X, Y as never, { datafit }), 1e-12);
      const norms = models.map(({ linear }) => Math.hypot(...linear.coef.data));
      expect(norms[0]).toBe(0);
      expect(norms[1]).toBeGreaterThan(0);
      const just = regularizationPath(family, X, Y as never, {
        datafit,
        alphas: [0.999 * alphas[0]!],
        tol: 1e-10,
      });
      expect(Math.hypot(...just.models[0]!.linear.coef.data)).toBeGreaterThan(0);
      for (const [k, { linear }] of models.entries()) {
        expect(linear.converged).toBe(true);
        const cold = regularizationPath(family, X, Y as never, { datafit, alphas: [alphas[k]!], tol: 1e-8 });
        const [warm, other] = [linear, cold.models[0]!.linear].map(({ marks }) => marks.at(-1)!);
        expect(Math.abs(warm!.objective - other!.objective)).toBeLessThanOrEqual(
          Math.max(warm!.gap, other!.gap),
        );
      }
    }
  },
);

test("a path of softmax is the classifier's", () => {
  const { alphas, models } = regularizationPath(l21, X, sizes, {
    datafit: multinomial(),
    alphas: 3,
    eps: 0.1,
  });
  const alone = new MultiTaskClassifier({ penalty: l21(alphas[2]!) }).fit(X, sizes);
  const [a, b] = [models[2]!.linear, alone.model.linear].map(({ marks }) => marks.at(-1)!);
  expect(Math.abs(a!.objective - b!.objective)).toBeLessThanOrEqual(Math.max(a!.gap, b!.gap));
  expect(models[2]!.heads).toEqual(alone.model.heads);
});

test("a loss that is none, and a loss of two classes for three, get one clear sentence", () => {
  expect(() => regularizationPath(l21, X, numbers, { datafit: "huber" as never })).toThrow(
    /^regularizationPath\.datafit: expected a loss, from polytask\/datafit, got "huber"$/,
  );
  expect(() => alphaMax(l21, X, sizes, { datafit: logistic() })).toThrow(
    /^alphaMax task 0: expected two classes, as logistic has, got 3$/,
  );
  expect(() => alphaMax(l21, X, labels as never)).toThrow(
    /Y row 0, column 0: expected a number, got "(up|down)"$/,
  );
});
