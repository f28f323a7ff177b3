import { expect, test } from "vitest";
import { Table } from "../../src/data/index.ts";
import { takeRows } from "../../src/fold/take-rows.ts";
import {
  KFold,
  MultiOutputRegressor,
  MultiOutputRidge,
  MultiTaskClassifier,
  StandardScaler,
} from "../../src/index.ts";
import { ridge } from "../../src/penalty/index.ts";
import {
  ColumnTransformer,
  isNominal,
  isNumeric,
  OneHotEncoder,
  Pipeline,
  PolynomialFeatures,
  SimpleImputer,
  VarianceThreshold,
} from "../../src/preprocess/index.ts";
import { matrix } from "../estimator/samples.ts";

const X = matrix(11, 4, 1).map((row, i) => row.map((value, j) => (j === 1 && i % 4 === 0 ? NaN : value)));
const Y = matrix(11, 3, 2);
const fresh = matrix(5, 4, 3);
const make = () =>
  new Pipeline({
    steps: [
      ["fill", new SimpleImputer()],
      ["scale", new StandardScaler()],
      ["ridge", new MultiOutputRidge()],
    ],
  });
const byHand = (rows: typeof X, on: typeof X) => {
  const fill = new SimpleImputer().fit(rows);
  const scale = new StandardScaler().fit(fill.transform(rows));
  return { X: scale.transform(fill.transform(rows)), fresh: scale.transform(fill.transform(on)) };
};

test("is its steps one after the other, on shared rows", () => {
  const hand = byHand(X, fresh);
  const want = new MultiOutputRidge().fit(hand.X, Y);
  const pipe = make().fit(X, Y, { taskNames: ["a", "b", "c"], sampleWeight: X.map((_, i) => 1 + (i % 2)) });
  const weighted = new MultiOutputRidge().fit(hand.X, Y, { sampleWeight: X.map((_, i) => 1 + (i % 2)) });
  expect(pipe.predict(fresh)).toEqual(weighted.predict(hand.fresh));
  expect(pipe.predict(fresh, { task: "b" })).toEqual(weighted.predict(hand.fresh, { task: 1 }));
  expect(make().fit(X, Y).score(X, Y)).toBe(want.score(hand.X, Y));
  expect(make().fit(X, Y).score(X, Y, { multioutput: "rawValues" })).toEqual(
    want.score(hand.X, Y, { multioutput: "rawValues" }),
  );
});

test("fits transformers on the rows of all tasks together; the same X counts once", () => {
  const tasks = [0, 1, 2].map((t) => ({
    X: X.slice(t, t + 7),
    y: Y.slice(t, t + 7).map((row) => row[t]!),
    name: "abc"[t]!,
  }));
  const all = byHand(
    tasks.flatMap((task) => task.X),
    fresh,
  );
  const rows = all.X.to2DArray();
  const want = new MultiOutputRidge().fit(
    tasks.map((task, t) => ({ ...task, X: rows.slice(7 * t, 7 * t + 7) })),
  );
  const pipe = make().fit(tasks);
  expect(pipe.predict(fresh)).toEqual(want.predict(all.fresh));
  expect(pipe.predict([{ X: fresh, name: "c" }])[0]).toEqual(want.predict(all.fresh, { task: "c" }));
  expect(pipe.score(tasks)).toBeNear(
    want.score(tasks.map((task, t) => ({ ...task, X: rows.slice(7 * t, 7 * t + 7) }))),
    1e-14,
  );
  const same = [0, 1, 2].map((t) => ({ X, y: Y.map((row) => row[t]!) }));
  expect(make().fit(same).predict(fresh)).toEqual(make().fit(X, Y).predict(fresh));
});

test("classifies, with probabilities where the last step has them", () => {
  const labels = X.map((row) => [row[0]! > 0 ? "yes" : "no", row[2]! > 1]);
  const pipe = new Pipeline({
    steps: [
      ["fill", new SimpleImputer()],
      ["model", new MultiTaskClassifier({ penalty: ridge(0.1) })],
    ],
  }).fit(X, labels);
  expect(pipe.predict(fresh)[0]).toHaveLength(2);
  expect(pipe.predictProba(fresh).map(({ rows, columns }) => [rows, columns])).toEqual([[5, 2], [5, 2]]); // biome-ignore format: shapes
  expect(pipe.score(X, labels)).toBeGreaterThan(0.7);
  expect(make().fit(X, Y).predictProba).toBeUndefined(); // which tells a regressor from a classifier
});

test("of transformers alone transforms, goes back and names columns", () => {
  const pipe = new Pipeline({
    steps: [
      ["a", new StandardScaler()],
      ["b", "passthrough"],
      ["c", new StandardScaler({ withMean: false })],
    ],
  }).fit(fresh);
  const Z = pipe.transform(fresh) as { to1DArray(): number[] };
  expect((pipe.inverseTransform(Z as never) as typeof Z).to1DArray()).toBeNear(fresh.flat(), 1e-14);
  const named = new Pipeline({
    steps: [
      ["c", new VarianceThreshold()],
      ["p", new PolynomialFeatures({ interactionOnly: true, includeBias: false })],
    ],
  });
  expect(named.fit([[1, 2, 3], [2, 2, 5]]).getFeatureNamesOut(["u", "v", "w"])).toEqual(["u", "w", "u w"]); // biome-ignore format: a matrix
  expect(() => named.fit(fresh).inverseTransform(fresh)).toThrow(
    /^Pipeline\.inverseTransform: expected steps with inverseTransform, got p$/,
  );
  expect(() => make().fit(X, Y).transform(fresh)).toThrow(
    /^Pipeline\.transform: expected a last step that transforms/,
  );
});

test("leaves the steps that it was given unfitted and shows its own; clone and setParams give unfitted ones", () => {
  const scale = new StandardScaler();
  const pipe = new Pipeline({
    steps: [
      ["scale", scale],
      ["ridge", new MultiOutputRidge()],
    ],
  }).fit(fresh, fresh);
  expect(() => scale.mean).toThrow(/call fit first/);
  expect((pipe.step("scale") as StandardScaler).mean).toEqual(new StandardScaler().fit(fresh).mean);
  expect(() => pipe.step("sclae")).toThrow(/^Pipeline\.step: expected one of scale, ridge, got "sclae"$/);
  for (const copy of [pipe.clone(), pipe.setParams({ scale__withMean: false })])
    expect(() => copy.predict(fresh)).toThrow(/call fit first/);
  const other = pipe.setParams({ scale: "passthrough", ridge__alpha: 3 });
  expect(other.fit(fresh, Y.slice(0, 5)).predict(fresh)).toEqual(
    new MultiOutputRidge({ alpha: 3 }).fit(fresh, Y.slice(0, 5)).predict(fresh),
  );
  expect(Object.keys(pipe.getParams({ deep: true }))).toEqual([
    ...[
      "steps",
      "scale",
      "scale__withMean",
      "scale__withStd",
      "ridge",
      "ridge__alpha",
      "ridge__fitIntercept",
      "ridge__solver",
    ],
  ]);
});

test("fits inside other composites and holds pipelines", () => {
  const apart = new MultiOutputRegressor({ estimator: make() as never }).fit(fresh, Y.slice(0, 5));
  expect(apart.predict(fresh).to1DArray()).toBeNear(
    make().fit(fresh, Y.slice(0, 5)).predict(fresh).to1DArray(),
    1e-12,
  );
  const nested = new Pipeline({
    steps: [
      ["pre", new Pipeline({ steps: [["fill", new SimpleImputer()]] })],
      ["scale", new StandardScaler()],
      ["ridge", new MultiOutputRidge()],
    ],
  });
  expect(nested.fit(X, Y).predict(fresh)).toEqual(make().fit(X, Y).predict(fresh));
  expect(nested.setParams({ pre__fill__strategy: "median" }).getParams({ deep: true })).toMatchObject({
    pre__fill__strategy: "median",
  });
});

test("fitAsync gives the same bits, also on data that change later, and can be stopped", async () => {
  const want = make().fit(X, Y).predict(fresh);
  const given = structuredClone([X, Y]);
  const late = make().fitAsync(given[0]!, given[1]!);
  for (const row of given.flat()) row.fill(0);
  expect((await late).predict(fresh)).toEqual(want);
  const tasks = structuredClone(
    [0, 1].map((t) => ({ X, y: Y.map((row) => row[t]!), sampleWeight: X.map(() => 2) })),
  );
  const wanted = make().fit(structuredClone(tasks)).predict(fresh);
  const soon = make().fitAsync(tasks);
  for (const task of tasks) for (const list of [task.y, task.sampleWeight, ...task.X]) list.fill(0);
  expect((await soon).predict(fresh)).toEqual(wanted);
  const controller = new AbortController();
  const fractions: number[] = [];
  const stopped = make().fitAsync(X, Y, {
    signal: controller.signal,
    onProgress: ({ fraction }) => void (fractions.push(fraction) > 1 && controller.abort()),
  });
  await expect(stopped).rejects.toThrow(/abort/i);
  expect(fractions).toEqual([1 / 3, 2 / 3]);
  const earlier = make().fit(X, Y);
  expect(() => earlier.fit(X, Y, { onProgress: () => false })).toThrow(/stopped/);
  expect(earlier.predict(fresh)).toEqual(want);
});

test("says no in one sentence", () => {
  const list =
    /^Pipeline\.steps: expected a list of \[name, step or "passthrough"\] under different names without "__"/;
  for (const steps of [[], [["a"]], [["a__b", "passthrough"]], [["steps", "passthrough"]], [["a", "passthrough"], ["a", "passthrough"]], [["a", {}]], undefined]) // biome-ignore format: lists
    expect(() => new Pipeline({ steps } as never)).toThrow(list);
  expect(() =>
    new Pipeline({
      steps: [
        ["a", new MultiOutputRidge()],
        ["b", new MultiOutputRidge()],
      ],
    }).fit(fresh, fresh),
  ).toThrow(/^Pipeline\.fit a: expected a transformer, an object with clone, fit, transform/);
  expect(() => make().predict(fresh)).toThrow(/^Pipeline\.predict: expected a fitted estimator/);
  expect(() => make().fit(X, Y, { weights: 1 } as never)).toThrow(
    /^Pipeline\.fit: has no option weights; it has sampleWeight, taskNames, onProgress$/,
  );
  expect(() => make().fit(undefined as never)).toThrow(
    /^Pipeline\.fit X: expected a matrix, rows of labels, a table or tasks, got undefined$/,
  );
  expect(() => make().setParams({ scael__withMean: false })).toThrow(
    /^Pipeline: has no parameter scael__withMean; it has steps, fill, scale, ridge$/,
  );
  expect(() =>
    make().fit([
      { X, y: Y.map(([a]) => a!) },
      { X: [[1]], y: [1] },
    ]),
  ).toThrow(/expected 4 values, as in row 0, got 1$/);
});

test("a planted target column in the test rows changes nothing: no transformer sees a test row", () => {
  const town = X.map((_, i) => (i % 5 === 0 ? null : "abc"[i % 3]!));
  const columns = (rows: readonly (readonly number[])[]) =>
    Object.fromEntries([0, 1, 2, 3].map((j) => [`x${j}`, rows.map((row) => row[j]!)]));
  const clean = Table.from({ ...columns(X), town });
  const pipe = () =>
    new Pipeline({
      steps: [
        [
          "columns",
          new ColumnTransformer({
            transformers: [
              ["numbers", new SimpleImputer({ addIndicator: true }), isNumeric],
              ["labels", new OneHotEncoder({ handleUnknown: "ignore", drop: "ifBinary" }), isNominal],
            ],
          }),
        ],
        ["varying", new VarianceThreshold()],
        ["scale", new StandardScaler()],
        ["products", new PolynomialFeatures({ includeBias: false })],
        ["ridge", new MultiOutputRidge()],
      ],
    });
  for (const { train, test: tested } of new KFold({ nSplits: 3 }).split(11)) {
    const hidden = new Set(tested);
    const planted = Table.from({
      ...columns(X.map((row, i) => (hidden.has(i) ? Y[i]!.concat(1e6) : row))),
      town: town.map((label, i) => (hidden.has(i) ? `leak ${i}` : label)),
    });
    const [a, b] = [clean, planted].map((table) => pipe().fit(takeRows(table, train), takeRows(Y, train)));
    const among = takeRows(clean, tested);
    expect(a!.predict(among)).toEqual(b!.predict(among));
    const folds = pipe().fit(planted.take(tested), takeRows(Y, tested)); // and a leak would be seen
    expect(folds.predict(among)).not.toEqual(a!.predict(among));
  }
});
