import { expect, test } from "vitest";
import { MultiOutputClassifier, MultiTaskClassifier } from "../../src/index.ts";
import { ridge } from "../../src/penalty/index.ts";
import { matrix } from "./samples.ts";

const X = matrix(13, 3, 1);
const Y = X.map(([a, b], i) => [
  i % 6 === 5 ? null : a! > 0 ? "yes" : "no",
  a! + b! > 5 ? "L" : b! > 0 ? "M" : "S",
]);
const base = new MultiTaskClassifier({ penalty: ridge(0.1), tol: 1e-10 });
const apart = () => new MultiOutputClassifier({ estimator: base });

test("is one copy a task, fitted where its label is observed", () => {
  const fitted = apart().fit(X, Y, { taskNames: ["sold", "size"] });
  for (const t of [0, 1]) {
    const seen = X.filter((_, i) => Y[i]![t] !== null);
    const alone = base.clone().fit(
      seen,
      Y.map((row) => row[t]!).filter((label) => label !== null),
    );
    expect(fitted.predict(X, { task: t })).toEqual(alone.predict(X).flat());
    expect(fitted.predictProba(X)[t]).toEqual(alone.predictProba(X)[0]);
    expect(fitted.classes[t]).toEqual(alone.classes[0]);
  }
  expect(() => base.predict(X)).toThrow(/call fit first/);
  expect(fitted.estimators).toHaveLength(2);
  expect(fitted.score(X, Y)).toBeGreaterThan(0.8);
  const tasks = [0, 1].map((t) => ({ X, y: Y.map((row) => row[t]!) }));
  expect(apart().fit(tasks).predictProba(X)).toEqual(fitted.predictProba(X));
  expect(apart().fit(tasks).score(tasks)).toBe(fitted.score(X, Y));
  const weights = Y.map((row) => row.map((label) => Number(label !== null)));
  const full = Y.map(([a, b]) => [a ?? "no", b!]);
  expect(apart().fit(X, full, { sampleWeight: weights }).predictProba(X)).toEqual(fitted.predictProba(X));
});

test("fits asynchronously to the same bits, on data that change later", async () => {
  const given = structuredClone([X, Y] as const);
  const late = apart().fitAsync(...given);
  for (const row of given[1]) row.fill(null);
  expect((await late).predictProba(X)).toEqual(apart().fit(X, Y).predictProba(X));
});

test("reaches into its part and says no in one sentence", () => {
  expect(apart().setParams({ estimator__tol: 1e-3 }).getParams({ deep: true })).toMatchObject({
    estimator__tol: 1e-3,
  });
  expect(() => new MultiOutputClassifier({ estimator: {} as never })).toThrow(
    /^MultiOutputClassifier\.estimator: expected an object with clone, fit, predict, predictProba/,
  );
  expect(() =>
    apart().fit(
      X,
      Y.map(() => ["a", "b"]),
    ),
  ).toThrow(/^MultiOutputClassifier\.fit task 0: expected two or more classes, got only "a"$/);
  expect(() =>
    apart().fit(
      X,
      Y.map(([, b]) => [null, b!]),
    ),
  ).toThrow(/^MultiOutputClassifier\.fit task 0: expected at least one observed target/);
  expect(() => apart().predict(X)).toThrow(/^MultiOutputClassifier\.predict: expected a fitted estimator/);
  const odd = { clone: () => odd, fit: () => {}, predict: () => ["no"], predictProba: () => [[1]] };
  const wrong = new MultiOutputClassifier({ estimator: odd }).fit(X, Y);
  expect(() => wrong.predict(X)).toThrow(/estimator\.predict: expected 13 labels, got 1$/);
  expect(() => wrong.predictProba(X)).toThrow(
    /estimator\.predictProba: expected 13 x 2 probabilities, got 1 x 1$/,
  );
});
