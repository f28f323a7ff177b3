import { describe, expect, test } from "vitest";
import { Table } from "../../src/data/index.ts";
import { MultiOutputRidge, StandardScaler, TransformedTarget } from "../../src/index.ts";
import {
  ColumnTransformer,
  isNominal,
  OneHotEncoder,
  PolynomialFeatures,
  SimpleImputer,
  VarianceThreshold,
} from "../../src/preprocess/index.ts";
import oracle from "../oracles/preprocess.json" with { type: "json" };

const numbers = (rows: readonly (readonly (number | null)[])[]): number[][] =>
  rows.map((row) => row.map((value) => value ?? NaN));
const holes = numbers(oracle.holes);
const fresh = numbers(oracle.fresh);
const labels = oracle.labels as (string | number | boolean)[][];

/** Equal numbers, and NaN where NaN is wanted. */
function same(got: readonly number[], want: readonly number[], tolerance = 1e-12): void {
  expect(got.map(Number.isNaN)).toEqual(want.map(Number.isNaN));
  const there = (values: readonly number[]): number[] => values.filter((value) => !Number.isNaN(value));
  expect(there(got)).toBeNear(there(want), tolerance);
}

describe("as scikit-learn", () => {
  test.each(oracle.scaler)("StandardScaler with holes, $title", ({ weight, mean, variance, scale, Z }) => {
    const some = holes.map((row) => [row[0]!, row[1]!, row[2]!, row[3]!, row[5]!]);
    const options = weight ? { sampleWeight: weight } : {};
    const scaler = new StandardScaler().fit(some, options);
    same([...scaler.mean], mean);
    same([...scaler.variance], variance);
    same([...scaler.scale], scale);
    same(scaler.transform(fresh.map((row) => row.slice(0, 5))).to1DArray(), numbers(Z).flat());
    const batches = new StandardScaler();
    const part = (from: number, to: number) =>
      batches.partialFit(some.slice(from, to), weight ? { sampleWeight: weight.slice(from, to) } : {});
    part(0, 2);
    part(3, 9);
    if (weight) same([...batches.variance], variance); // the row left out has weight 0
  });

  test.each(oracle.products)(
    "PolynomialFeatures of degree $degree, $interactionOnly, $includeBias",
    ({ degree, interactionOnly, includeBias, Z, names }) => {
      const made = new PolynomialFeatures({ degree, interactionOnly, includeBias }).fit(oracle.full);
      expect(made.getFeatureNamesOut(["a", "b", "c"])).toEqual(names);
      same(made.transform(oracle.full).to1DArray(), numbers(Z).flat());
    },
  );

  test.each(oracle.encoder)("OneHotEncoder, drop $drop", ({ drop, Z, unseen }) => {
    const encoder = new OneHotEncoder({ drop: drop as "none", handleUnknown: "ignore" }).fit(labels as never);
    expect(encoder.transform(labels).to2DArray()).toEqual(Z);
    expect(encoder.transform(oracle.unseen as never).to2DArray()).toEqual(unseen);
  });

  test.each(oracle.imputer)(
    "SimpleImputer, $strategy, $addIndicator",
    ({ strategy, addIndicator, Z, names }) => {
      const params = { strategy: strategy as "mean", addIndicator };
      const imputer = new SimpleImputer({
        ...params,
        ...(strategy === "constant" && { fillValue: -1.5 }),
      }).fit(holes);
      expect(imputer.getFeatureNamesOut([..."abcdef"])).toEqual(names);
      same(imputer.transform(fresh).to1DArray(), numbers(Z).flat());
    },
  );

  test.each(oracle.threshold)("VarianceThreshold $threshold", ({ threshold, X, support }) => {
    expect(new VarianceThreshold({ threshold }).fit(numbers(X)).support).toEqual(support);
  });

  test("TransformedTarget", () => {
    const { Y, alpha, scaled, root, at } = oracle.target;
    const regressor = new MultiOutputRidge({ alpha });
    const byScale = new TransformedTarget({ regressor, transformer: new StandardScaler() as never });
    same(byScale.fit(oracle.full, Y).predict(at).to1DArray(), scaled.flat(), 1e-11);
    const byRoot = new TransformedTarget({ regressor, func: Math.sqrt, inverseFunc: (z) => z * z });
    same(byRoot.fit(oracle.full, Y).predict(at).to1DArray(), root.flat(), 1e-11);
  });
});

describe("tables", () => {
  const table = Table.from({ area: [60, NaN, 80], town: ["Bern", "Basel", null], rooms: [2, 3, 4] });

  test("come back as tables whose columns bear names", () => {
    const filled = new SimpleImputer({ strategy: "mostFrequent" }).fitTransform(table);
    expect(filled.column("town").values).toEqual(["Bern", "Basel", "Basel"]);
    expect([...filled.column("area").values]).toEqual([60, 60, 80]);
    const hot = new OneHotEncoder().fitTransform(table.select(["town"]));
    expect(hot.names).toEqual(["town_Basel", "town_Bern", "town_null"]);
    expect([...hot.matrix().data]).toEqual([0, 1, 0, 1, 0, 0, 0, 0, 1]);
    expect(new VarianceThreshold().fitTransform(table.select(["rooms", "area"])).names).toEqual([
      "rooms",
      "area",
    ]);
  });

  test("are read by the names of fit, wherever the columns stand", () => {
    const scaler = new StandardScaler().fit(table.select(["area", "rooms"]));
    const turned = scaler.transform(table.select(["rooms", "town", "area"]));
    expect(turned.names).toEqual(["area", "rooms"]);
    expect(turned.matrix()).toEqual(scaler.transform(table.select(["area", "rooms"])).matrix());
    expect(() => scaler.transform(table.select(["rooms"]))).toThrow(
      /^StandardScaler\.transform X: expected the columns of fit, such as "area", got rooms$/,
    );
    expect(() => new StandardScaler().fit(table)).toThrow(
      /fit X "town": expected a numeric column, got a nominal one$/,
    );
  });

  test("ColumnTransformer: by number, name and kind; the remainder last; parameters reach in", () => {
    const steps = [
      ["hot", new OneHotEncoder({ handleUnknown: "ignore" }), isNominal],
      ["scale", new StandardScaler(), ["area", 2]],
    ] as const;
    const made = new ColumnTransformer({ transformers: steps }).fit(table);
    expect(made.transform(table).names).toEqual([
      ...["hot__town_Basel", "hot__town_Bern", "hot__town_null", "scale__area", "scale__rooms"],
    ]);
    expect(made.getFeatureNamesOut()).toEqual(made.transform(table).names);
    const bare = made.setParams({ scale__withMean: false, scale__withStd: false, hot: "passthrough" });
    expect(() => bare.transform(table)).toThrow(/call fit first/);
    expect([...bare.fit(table).transform(table).column("scale__rooms").values]).toEqual([2, 3, 4]);
    const numbered = new ColumnTransformer({
      transformers: [["square", new PolynomialFeatures({ includeBias: false }), 1]],
      remainder: "passthrough",
    });
    expect(numbered.fitTransform([[1, 2, 3], [4, 5, 6]]).to2DArray()).toEqual([[2, 4, 1, 3], [5, 25, 4, 6]]); // biome-ignore format: matrices
    expect(new ColumnTransformer({ transformers: steps }).getParams({ deep: true })).toMatchObject({
      scale__withMean: true,
    });
  });

  test("ColumnTransformer says no in one sentence", () => {
    const by =
      (columns: never, X: unknown = table) =>
      () =>
        new ColumnTransformer({ transformers: [["a", "passthrough", columns]] }).fit(X as never);
    expect(by("towm" as never)).toThrow(
      /^ColumnTransformer\.fit a: expected one of area, town, rooms, got "towm"$/,
    );
    expect(by(3 as never)).toThrow(/expected columns from 0 to 2, got 3$/);
    expect(by("town" as never, [[1]])).toThrow(
      /expected a table, whose columns have names, got "town" of a matrix$/,
    );
    expect(by((() => true) as never, [[1]])).toThrow(
      /expected a table, whose columns a function can choose from/,
    );
    expect(by([] as never)).toThrow(/expected columns that a transformer is for/);
    expect(by(-1 as never)).toThrow(
      /^ColumnTransformer\.transformers: expected a list of \[name, transformer/,
    );
    expect(by(0 as never, 7)).toThrow(/fit X: expected a matrix, rows of labels or a table, got 7$/);
  });
});

describe("transformers say no in one sentence", () => {
  test.each<[string, () => unknown, RegExp]>([
    ["an unseen label", () => new OneHotEncoder().fit([["a"], ["b"]]).transform([["z"]]), /^OneHotEncoder\.transform X row 0, column 0: expected a category that fit has seen, "a", "b", got "z"$/],
    ["labels of two kinds", () => new OneHotEncoder().fit([["a"], [1]]), /column 0: expected labels of one kind, as "a" is a string, got 1$/],
    ["a mean of text", () => new SimpleImputer().fit(Table.from({ a: ["x", null] })), /expected numbers, which have a mean, got text$/],
    ["a fill value of another kind", () => new SimpleImputer({ strategy: "constant", fillValue: "?" }).fit([[NaN]]), /^SimpleImputer\.fillValue: expected a number, as .* needs, got "\?"$/],
    ["nothing observed", () => new SimpleImputer().fit([[NaN], [NaN]]), /expected a feature with an observed value, got none$/],
    ["no variance", () => new VarianceThreshold().fit([[1], [1]]), /^VarianceThreshold\.fit X: expected a feature whose variance is above 0, got none$/],
    ["holes among products", () => new PolynomialFeatures().fit([[NaN]]), /fit X row 0: expected a finite number, got NaN$/],
    ["too many products", () => new PolynomialFeatures({ degree: 64 }).fit([[1, 2, 3, 4, 5, 6]]), /expected at most 1048576 products of 6 features, got more$/],
    ["no products", () => new PolynomialFeatures({ degree: 0, includeBias: false }).fit([[1]]), /expected a degree above 0 or a bias, got neither$/],
    ["before fit", () => new OneHotEncoder().transform([["a"]]), /^OneHotEncoder\.transform: expected a fitted estimator/],
    ["other columns", () => new VarianceThreshold().fit([[1, 2], [3, 4]]).transform([[1]]), /transform X: expected 2 columns, as in fit, got 1$/], // biome-ignore format: a matrix
    ["other names", () => new VarianceThreshold().fit([[1], [3]]).getFeatureNamesOut(["a", "b"]), /expected 1 names, one a column of fit, got 2$/],
    ["an option", () => new VarianceThreshold().fit([[1], [3]], { weight: 1 }), /fit: has no option weight; it has none here$/],
    ["neither way", () => new TransformedTarget({ regressor: new MultiOutputRidge() }), /^TransformedTarget: expected a transformer, or func and inverseFunc/],
    ["targets without a root", () => new TransformedTarget({ regressor: new MultiOutputRidge(), func: Math.sqrt, inverseFunc: (z) => z * z }).fit([[1], [2]], [-1, 1]), /^TransformedTarget\.fit func row 0: expected a finite number, got NaN$/],
  ])("%s", (_, ask, sentence) => expect(ask).toThrow(sentence)); // biome-ignore format: one line each
});
