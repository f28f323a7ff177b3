import { describe, expect, test } from "vitest";
import { Table } from "../../src/data/index.ts";
import { Formula } from "../../src/formula/index.ts";
import { KFold, MultiOutputRidge, StandardScaler } from "../../src/index.ts";
import { Pipeline } from "../../src/preprocess/index.ts";
import oracle from "../oracles/formula.json" with { type: "json" };

const { area, height, glazing, town } = oracle.table;
const n = area.length;
const heating = area.map((a, i) => a / height[i]! + 1 + 0.1 * glazing[i]!);
const table = Table.from({
  ...oracle.table,
  heating,
  cooling: heating.map((y, i) => y * (i % 2 ? 1.1 : 0.9)),
});
const columns = ({ data, columns: p }: { data: ArrayLike<number>; columns: number }): number[][] =>
  Array.from({ length: p }, (_, j) => Array.from({ length: data.length / p }, (_, i) => data[i * p + j]!));

describe("Formula", () => {
  test.each(oracle.cases)("$formula has patsy's columns", ({ formula, X }) => {
    const found = columns(new Formula(`~ ${formula}`).fit(table).matrices(table).X);
    const p = X[0]!.length;
    expect(found).toHaveLength(p);
    const want = Array.from({ length: p }, (_, j) => X.map((row) => row[j]!));
    for (const column of want) // patsy puts labels first
      expect(
        Math.min(...found.map((own) => Math.max(...own.map((v, i) => Math.abs(v - column[i]!))))),
      ).toBeLessThan(1e-11);
  });

  test.each(oracle.poly)(
    "poly of degree $degree is R's, learnt on training rows only",
    ({ degree, fitted, fresh }) => {
      const train = Array.from({ length: oracle.train }, (_, i) => i);
      const later = Array.from({ length: n - oracle.train }, (_, i) => oracle.train + i);
      const formula = new Formula(`~ poly(glazing, ${degree})`).fit(table.take(train));
      expect([...formula.transform(table.take(train)).matrix().data]).toBeNear(fitted.flat(), 1e-11);
      expect([...formula.transform(table.take(later)).matrix().data]).toBeNear(fresh.flat(), 1e-10);
    },
  );

  test("names features and targets; + separates targets, signs within one do not", () => {
    const formula = new Formula(
      "log(heating) + cooling - heating ~ -area + (height + 1e-2) + area*C(town) + poly(glazing,2) - area",
    ).fit(table);
    const { X, Y, featureNames, taskNames } = formula.matrices(table);
    expect(taskNames).toEqual(["log(heating)", "cooling - heating"]);
    expect(featureNames).toEqual([
      ...["-area", "(height + 0.01)", "C(town)[Bern]", "C(town)[Chur]"],
      ...["area:C(town)[Bern]", "area:C(town)[Chur]", "poly(glazing, 2)1", "poly(glazing, 2)2"],
    ]);
    expect(formula.getFeatureNamesOut()).toEqual(featureNames);
    expect([X.rows, X.columns, Y!.rows, Y!.columns]).toEqual([n, 8, n, 2]);
    expect(Y!.data[1]).toBeNear((table.column("cooling").values[0] as number) - heating[0]!, 1e-14);
    expect(town[0]).toBe("Bern");
    expect([X.data[2], X.data[3]]).toEqual([1, 0]);
  });

  test("new rows need no targets, missing values stay missing", () => {
    const formula = new Formula("heating ~ area / height").fit(table);
    expect(formula.matrices(table.without(["heating"])).Y).toBeUndefined();
    const holes = Table.from({ area: [1, NaN], height: [2, 0], heating: [NaN, 3] });
    const { X, Y } = formula.matrices(holes);
    expect([[...X.data], [...Y!.data]]).toEqual([[0.5, NaN], [NaN, 3]]); // biome-ignore format: matrices
  });

  test("is the first step of a Pipeline, which learns, predicts and scores from tables", () => {
    const formula = new Formula("log(heating) + cooling ~ area / height + poly(glazing, 2) + C(town)");
    const model = new MultiOutputRidge({ alpha: 0.1 });
    const pipe = new Pipeline({
      steps: [
        ["formula", formula],
        ["scale", new StandardScaler()],
        ["ridge", model],
      ],
    }).fit(table);
    const { X, Y } = formula.clone().fit(table).matrices(table);
    const Z = new StandardScaler().fitTransform(X);
    const hand = model.clone().fit(Z, Y!);
    expect(pipe.predict(table.without(["heating", "cooling"]))).toEqual(hand.predict(Z));
    expect(pipe.predict(table, { task: "cooling" })).toEqual(hand.predict(Z, { task: 1 }));
    expect(pipe.score(table)).toBe(hand.score(Z, Y!));
    expect(pipe.setParams({ formula__formula: "cooling ~ area" }).fit(table).predict(table).columns).toBe(1);
    const given = pipe.clone().fit(table.without(["heating", "cooling"]), Y!);
    expect(given.predict(table)).toEqual(pipe.predict(table));
  });

  test("a test row changes nothing that is learnt on the others", () => {
    const formula = new Formula("heating ~ poly(area, 2) + poly(heating * 0 + glazing, 3) + C(town)");
    for (const { train, test: tested } of new KFold({ nSplits: 3 }).split(n)) {
      const hidden = new Set(tested);
      const planted = Table.from({
        ...oracle.table,
        area: area.map((a, i) => (hidden.has(i) ? 1e3 * heating[i]! : a)),
        town: town.map((label, i) => (hidden.has(i) ? `leak ${i}` : label)),
        heating,
      });
      const among = table.take(tested);
      const [a, b] = [table, planted].map((rows) => formula.clone().fit(rows.take(train)).transform(among));
      expect(a!.matrix()).toEqual(b!.matrix());
    }
  });
});

const numbers = "expected numbers, symbols, + - * / ^, parentheses and functions, got";
describe("a formula is terms of columns and nothing else", () => {
  test.each<[string, string]>([
    ["~ width", "expected area or height or glazing or heating or cooling, got the symbol width"],
    ["~ town", "got the symbol town"],
    ["~ __proto__", "got the symbol __proto__"],
    ["~ constructor", "got the symbol constructor"],
    ["~ area.constructor", `${numbers} "area.constructor"`],
    ['~ area["constructor"]', numbers],
    ["~ area.__proto__", `${numbers} "area.__proto__"`],
    ['~ import("fs")', "got import of 1"],
    ['~ evaluate("1")', "got evaluate of 1"],
    ['~ exp.constructor("return 1")', `${numbers} "exp.constructor(`],
    ["~ a = area", `${numbers} "a = area"`],
    ["~ f(x) = area", `${numbers} "f(x) = area"`],
    ["~ [area, height]", `${numbers} "[area, height]"`],
    ["~ area; height", `${numbers}`],
    ["~ log(C(town))", "got C of 1"],
    ["~ 2 * poly(area, 2) / 3", "expected terms with columns"],
    ["~ poly(area, 2) / 3", "got poly of 2"],
    ["~ poly(area)", "expected poly(x, degree) with a degree from 1 to 16"],
    ["~ poly(area, 1.5)", "expected poly(x, degree)"],
    ["~ poly(area, 99)", "expected poly(x, degree)"],
    ["~ poly(0 * area, 1)", "expected more than 1 different values, got 1"],
    ["~ C(town + area)", "expected C(name) of one column"],
    ["~ C(__proto__)", 'got "__proto__"'],
    ["~ C(towm)", 'expected area or height or glazing or town or heating or cooling, got "towm"'],
    ["~ area - height", 'expected terms to take away that are there, got "height"'],
    ["~ area + 1", "expected terms with columns, as intercepts are the estimator's"],
    ["~ area +", "expected a formula such as"],
    ["~ (area", "expected a formula such as"],
    ["~", "expected a formula such as"],
    ["area", "with one ~"],
    ["a ~ b ~ c", "with one ~"],
    ["~ log(area - area)", "row 0: expected a finite number, got -Infinity"],
    ["~ area:".concat("height:".repeat(300), "area"), "expected at most 2000 characters, got"],
  ])("%.40s is refused", (text, words) => {
    expect(() => new Formula(text).fit(table)).toThrow(words);
    expect(() => new Formula(text).fit(table)).toThrow(/^Formula/);
  });

  test("what is no text, no table, a new label and targets that are not there are refused", () => {
    for (const given of [undefined, null, 3, {}])
      expect(() => new Formula(given as never)).toThrow(/^Formula: expected a formula such as/);
    expect(() => new Formula("~ area").fit([[1]] as never)).toThrow(
      /^Formula\.fit: expected a table with named columns, got an array of 1$/,
    );
    expect(() => new Formula("~ area").transform(table)).toThrow(
      /^Formula\.transform: expected a fitted estimator/,
    );
    const labels = new Formula("~ C(town)").fit(table);
    expect(() => labels.transform(Table.from({ town: ["Genf"] }))).toThrow(
      /expected a category that fit has seen, "Aarau", "Bern", "Chur", got "Genf"$/,
    );
    expect(() => labels.transform(Table.from({ town: [null] }))).toThrow(
      /^Formula\.transform C\(town\) row 0: expected a label, got null$/,
    );
    expect(() => new Formula("rent ~ area").targets(table)).toThrow(
      /^Formula\.targets: expected .*, got the symbol rent$/,
    );
    expect(() => new Formula("~ area").setParams({ text: 1 } as never)).toThrow(
      /^Formula: has no option text; it has formula$/,
    );
  });
});
