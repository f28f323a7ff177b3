import assert from "node:assert/strict";
import type { Label } from "../../src/base/label.ts";
import { Table } from "../../src/data/index.ts";
import { toSQL } from "../../src/engine/index.ts";
import {
  LinearHeads,
  LinearModel,
  MultiOutputRidge,
  MultiTaskClassifier,
  StandardScaler,
  type TaskHead,
} from "../../src/index.ts";
import { ridge } from "../../src/penalty/index.ts";
import {
  ColumnTransformer,
  isNominal,
  OneHotEncoder,
  Pipeline,
  SimpleImputer,
} from "../../src/preprocess/index.ts";
import { evils } from "./bad-input.ts";
import { type Asked, apart, ask, rowsOf } from "./scoring-court.ts";

const marks = [{ iteration: 0, objective: 0, seconds: 0 }] as never;

/** A model with such weights, row = feature, column = score. */
export function headed(
  coef: readonly (readonly number[])[],
  intercept: readonly number[],
  heads: readonly TaskHead[],
  taskNames?: readonly string[],
): LinearHeads {
  const [p, T] = [coef.length, intercept.length];
  const linear = LinearModel.from({ kind: "LinearModel", version: 1, p, T, coef: coef.flat(), intercept, marks, converged: true }); // biome-ignore format: one line
  return new LinearHeads(linear, heads, taskNames);
}

const two = (classes: readonly Label[]): TaskHead => ({ kind: "classes", classes, columns: 1 });
const near = (found: readonly unknown[], wanted: readonly unknown[]): void => assert.ok(apart(found, wanted) < 1e-12, `${found} for ${wanted}`); // biome-ignore format: one line

/** What is at the edge of scoring, in every engine. */
export const edges: Readonly<Record<string, (engine: Asked) => Promise<void>>> = {
  async "a column that is NULL gives NULL where the task needs it, and nowhere else"(engine) {
    const three: TaskHead = { kind: "classes", classes: ["a", "b", "c"], columns: 3 };
    const heads = [
      { kind: "number" } as const,
      { kind: "number", link: "log" } as const,
      two(["no", "yes"]),
      three,
    ];
    const coef = [
      [2, 1, 1, 1, 0, 0],
      [0, 0, 0, 0, 0, 0],
      [0, 3, -1, 0, 2, 0],
    ];
    const model = headed(coef, [1, 0, 0, 0, 0, 0.5], heads);
    const rows = rowsOf(engine, [[1, 1, 1], [1, null, 1], [null, 1, 1], [1, 1, null]]); // biome-ignore format: a table
    const features = ["x0", "x1", "x2"];
    const all = [
      ...heads.map((_, task) => toSQL(model, rows, { features, task })),
      ...[2, 3].map((task) =>
        toSQL(model, rows, { features, task, output: "probability", label: task === 2 ? "no" : "c" }),
      ),
      ...[0, 1, 2].map((task) => toSQL(model, rows, { features, task, output: "score" })),
      toSQL(model, rows, { features, task: 3, output: "score", label: "c" }),
    ];
    const [number, count, binary, multi, share, softmax, score, before, second, last] = await ask(rows, all);
    near(number!, [3, 3, Number.NaN, 3]);
    near(count!, [Math.exp(4), Math.exp(4), Number.NaN, Number.NaN]);
    assert.deepEqual(binary, ["no", "no", null, null]);
    assert.deepEqual(multi, ["b", "b", null, null]);
    near(share!, [0.5, 0.5, Number.NaN, Number.NaN]);
    const total = Math.exp(0.5) + Math.exp(2) + Math.exp(1);
    near(softmax!, [Math.exp(0.5) / total, Math.exp(0.5) / total, Number.NaN, Number.NaN]);
    near(score!, [3, 3, Number.NaN, 3]);
    near(before!, [4, 4, Number.NaN, Number.NaN]);
    near(second!, [0, 0, Number.NaN, Number.NaN]);
    near(last!, [0.5, 0.5, 0.5, 0.5]);
  },

  async "links reach 0 and infinity without an error"(engine) {
    const heads = [{ kind: "number", link: "log" } as const, two([false, true]), { kind: "classes", classes: [1, 2, 3], columns: 3 } as const]; // biome-ignore format: one line
    const model = headed([[1, 1, 1, -1, 0]], [0, 0, 0, 0, 0], heads);
    const X = [-1e300, -1e4, -746, -709, -30, 0, 30, 709, 710, 1e4, 1e300].map((x) => [x]);
    const rows = rowsOf(engine, X);
    const options = { features: ["x0"] };
    const shares = (task: number, label: Label) => toSQL(model, rows, { ...options, task, output: "probability", label }); // biome-ignore format: one line
    const count = toSQL(model, rows, { ...options, task: 0 });
    const isHuge = `CASE WHEN ${count} > ${rows.dialect.value(Number.MAX_VALUE)} THEN 1 ELSE 0 END`; // infinity is no number in an answer of JSON
    const asked = [count, isHuge, shares(1, true), shares(1, false), ...[1, 2, 3].map((label) => shares(2, label))]; // biome-ignore format: one line
    const [counts, huge, ...found] = await ask(rows, asked);
    const inputs = { data: Float64Array.from(X.flat()), rows: X.length, columns: 1 };
    for (const [i, value] of model.numbers(0, inputs).entries()) {
      assert.equal(Number(huge![i]), Number(value === Infinity));
      const difference = Math.abs(Number(counts![i]) - value);
      if (value < Infinity) assert.ok(difference < Math.max(1e-12 * value, 1e-300), `${counts![i]} for ${value}`); // biome-ignore format: one line
    }
    const column = (t: number, k: number): number[] => {
      const { data, columns } = model.probabilities(t, inputs);
      return X.map((_, i) => data[i * columns + k]!);
    };
    for (const [k, [t, at]] of ([[1, 1], [1, 0], [2, 0], [2, 1], [2, 2]] as const).entries()) near(found[k]!, column(t, at)); // biome-ignore format: one line
    const labels = await ask(rows, [1, 2].map((task) => toSQL(model, rows, { ...options, task }))); // biome-ignore format: one line
    assert.deepEqual(labels[0]!.map(Boolean), model.labels(1, inputs));
    assert.deepEqual(labels[1]!.map(Number), model.labels(2, inputs));
  },

  async "equals go to the first class, as in memory"(engine) {
    const heads = [two(["no", "yes"]), { kind: "classes", classes: ["a", "b", "c"], columns: 3 } as const];
    const model = headed([[1, 0, 1, 1]], [0, 0, 0, 0], heads);
    const rows = rowsOf(engine, [[-1], [0], [1]]);
    const found = await ask(rows, [0, 1].map((task) => toSQL(model, rows, { features: ["x0"], task }))); // biome-ignore format: one line
    assert.deepEqual(found, [["no", "no", "yes"], ["a", "a", "b"]]); // biome-ignore format: a table
  },

  async "labels, categories, names of columns and of tasks stay what they are, whatever is in them"(engine) {
    for (const evil of evils) {
      const classes = [evil, `${evil} too`];
      const table = Table.from({ [evil]: ["one", evil, "one", evil], "plain x": [1, 2, 4, 3] });
      const transformers = [["labels", new OneHotEncoder(), evil], ["numbers", new StandardScaler(), "plain x"]] as const; // biome-ignore format: one line
      const labels = [classes[0]!, classes[1]!, classes[0]!, classes[1]!];
      const model = new Pipeline({
        steps: [
          ["columns", new ColumnTransformer({ transformers: [...transformers] })],
          ["learn", new MultiTaskClassifier({ penalty: ridge(0.01) })],
        ],
      }).fit(
        table,
        labels.map((label, i) => [label, labels[3 - i]!]),
        { taskNames: [evil, "other"] },
      );
      const rows = rowsOf(engine, table);
      const named = engine.query(`SELECT asked.*, CASE WHEN i < 2 THEN ${rows.dialect.value(evil)} WHEN i < 3 THEN 'other' ELSE 'nobody' END AS ${rows.dialect.name(`task ${evil}`)} FROM ${rows.from.replace(/ AS asked$/, "")} AS asked`); // biome-ignore format: one line
      const [own, byColumn] = await ask(named, [toSQL(model, rows, { task: evil }), toSQL(model, rows, { taskColumn: `task ${evil}` })]); // biome-ignore format: one line
      const [mine, other] = [model.predict(table, { task: evil }), model.predict(table, { task: "other" })];
      assert.deepEqual(own, mine);
      assert.deepEqual(byColumn, [mine[0], mine[1], other[2], null]);
    }
  },

  async "categories that were not seen are zeros or NULL, missing ones a category where one was seen"(
    engine,
  ) {
    const seen = [["Bern", 1, true], ["Chur", 2, false], [null, Number.NaN, true], ["Bern", 2, true]]; // biome-ignore format: a table
    const asked = [["Chur", 1, true], ["Genf", 2, true], [null, Number.NaN, false], ["Bern", 7, false]]; // biome-ignore format: a table
    const features = ["x0", "x1", "x2"];
    const learnt = (handleUnknown: "error" | "ignore") =>
      new Pipeline({
        steps: [
          ["codes", new OneHotEncoder({ handleUnknown })],
          ["learn", new MultiOutputRidge({ alpha: 0.1 })],
        ],
      }).fit(seen, [1, -2, 4, 3]);
    const ignoring = learnt("ignore");
    for (const nan of ["NULL", "NaN"] as const) {
      const rows = rowsOf(engine, asked, { nan });
      const wanted = Array.from(ignoring.predict(asked, { task: 0 }));
      const [ignored, refused] = await ask(rows, [toSQL(ignoring, rows, { features, task: 0 }), toSQL(learnt("error"), rows, { features, task: 0 })]); // biome-ignore format: one line
      near(ignored!, wanted);
      near(refused!, [wanted[0]!, Number.NaN, wanted[2]!, Number.NaN]);
    }
  },

  async "missing values are filled, be they NULL or NaN, numbers or texts"(engine) {
    const table = (towns: readonly (string | null)[], areas: readonly number[]) => Table.from({ town: towns, area: areas }); // biome-ignore format: one line
    const seen = table(
      ["Bern", "Chur", null, "Bern", "Bern"],
      [1e8, Number.NaN, 1e8 + 3, 1e8 + 7, Number.NaN],
    );
    const asked = table([null, "Chur", "Bern", null], [1e8 + 1, Number.NaN, 1e8 + 5, Number.NaN]);
    const numbers = new Pipeline({ steps: [["fill", new SimpleImputer({ addIndicator: true })], ["scale", new StandardScaler()]] }); // biome-ignore format: one line
    const texts = new Pipeline({ steps: [["fill", new SimpleImputer({ strategy: "mostFrequent" })], ["codes", new OneHotEncoder()]] }); // biome-ignore format: one line
    const model = new Pipeline({
      steps: [
        ["columns", new ColumnTransformer({ transformers: [["texts", texts, isNominal], ["numbers", numbers, "area"]] })], // biome-ignore format: one line
        ["learn", new MultiOutputRidge({ alpha: 0.1 })],
      ],
    }).fit(seen, [1, -2, 4, 3, 5]);
    for (const nan of ["NULL", "NaN"] as const) {
      const rows = rowsOf(engine, asked, { nan });
      const [found] = await ask(rows, [toSQL(model, rows, { task: 0 })]);
      near(found!, Array.from(model.predict(asked, { task: 0 })));
    }
  },

  async "a scaler takes the mean away first: columns far from 0 lose no digit"(engine) {
    const X = Array.from({ length: 40 }, (_, i) => [1e8 + (i % 7) / 3, -1e6 - (i % 5) / 7, (i % 3) * 1e-9]);
    const Y = X.map(([a, b, c], i) => [a! - 1e8 + 2 * (b! + 1e6) + c! * 1e9 + (i % 2) / 10]);
    const model = new Pipeline({ steps: [["scale", new StandardScaler()], ["learn", new MultiOutputRidge({ alpha: 0.01 })]] }).fit(X, Y); // biome-ignore format: one line
    const rows = rowsOf(engine, X);
    const [found] = await ask(rows, [toSQL(model, rows, { features: ["x0", "x1", "x2"], task: 0 })]);
    near(found!, Array.from(model.predict(X, { task: 0 })));
  },
};
