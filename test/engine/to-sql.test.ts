import { afterAll, beforeAll, expect, test } from "vitest";
import { Table } from "../../src/data/index.ts";
import { poisson } from "../../src/datafit/index.ts";
import { type Duckdb, openDuckdb, statisticsFrom, toSQL } from "../../src/engine/index.ts";
import { MultiOutputRidge, MultiTaskRegressor } from "../../src/index.ts";
import { l21, ridge } from "../../src/penalty/index.ts";
import { Pipeline, StandardScaler } from "../../src/preprocess/index.ts";
import { headed } from "./scoring-edges.ts";
import "../near.ts";

let database: Duckdb;

beforeAll(async () => {
  database = await openDuckdb({ threads: 1 });
});

afterAll(() => database.close());

const rowsOf = (count: number) =>
  database.query(
    `SELECT i, i % 7 - 3.1 AS a, i % 5 / 3 AS b, i % 3 AS c, ['it''s', 'other', 'third'][1 + i % 3] AS name, a - 2 * b AS y, i % 4 AS z FROM range(${count}) AS t(i)`,
  );

test("every task alone, and by a column of names, with the predictions of memory to 1e-12", async () => {
  const rows = rowsOf(101);
  const label = { column: "c", categories: [2] };
  const asked = { features: ["a", "b", label], targets: ["y"], task: "name" };
  const { statistics, features } = await statisticsFrom(rows, asked);
  const { model } = new MultiOutputRidge().fitStatistics(statistics);
  const values = await rows.query(`SELECT a, b, c, name FROM ${rows.from} ORDER BY i`);
  const X = values.map(({ a, b, c }) => [Number(a), Number(b), Number(Number(c) === 2)]);
  const ask = async (sql: string) =>
    (await rows.query(`SELECT ${sql} AS score FROM ${rows.from} ORDER BY i`)).map(({ score }) => Number(score)); // biome-ignore format: one line
  const predicted = model.predict(X);
  for (const [t, task] of model.taskNames!.entries()) {
    expect(await ask(toSQL(model, rows, { features, task }))).toBeNear(predicted.getColumn(t), 1e-12);
  }
  const own = values.map(({ name }, i) => predicted.get(i, model.taskNames!.indexOf(name as string)));
  expect(await ask(toSQL(model, rows, { features, taskColumn: "name" }))).toBeNear(own, 1e-12);
});

test("a model with a link predicts through it", async () => {
  const rows = rowsOf(53);
  const values = await rows.query(`SELECT a, b, z FROM ${rows.from} ORDER BY i`);
  const X = values.map(({ a, b }) => [Number(a), Number(b)]);
  const counts = values.map(({ z }) => [Number(z)]);
  const { model } = new MultiTaskRegressor({ penalty: ridge(0.1), datafit: poisson() }).fit(X, counts);
  const { features } = await statisticsFrom(rows, { features: ["a", "b"], targets: ["z"] });
  const found = await rows.query(`SELECT ${toSQL(model, rows, { features, task: 0 })} AS score FROM ${rows.from} ORDER BY i`); // biome-ignore format: one line
  const wanted = model.predict(X).getColumn(0);
  expect(found.map(({ score }) => Number(score))).toBeNear(wanted, 1e-12);
});

test("coefficients of 0 are left out; what does not fit is refused", async () => {
  const rows = rowsOf(60);
  const { statistics, features } = await statisticsFrom(rows, { features: ["a", "b"], targets: ["y", "z"] });
  const { model } = new MultiTaskRegressor({ penalty: l21(1e3) }).fitStatistics(statistics);
  expect(toSQL(model, rows, { features, task: "y" })).toMatch(/^\(CAST\('-?[\d.e-]+' AS DOUBLE\)\)$/);
  expect(() => toSQL(model, rows, { features: features.slice(1), task: 0 })).toThrow("toSQL.features: expected 2 features, as the model has, got 1"); // biome-ignore format: a sentence
  expect(() => toSQL(model, rows, { features })).toThrow("toSQL: expected either a task or a taskColumn, got neither"); // biome-ignore format: a sentence
  expect(() => toSQL(model, rows, { features, task: "w" })).toThrow("toSQL.task: expected a task from 0 to 1, or one of y, z"); // biome-ignore format: a sentence
  const { model: nameless } = new MultiOutputRidge().fit([[1, 2], [2, 1], [0, 1]], [1, 2, 3]); // biome-ignore format: a table
  expect(() => toSQL(nameless, rows, { features, taskColumn: "i" })).toThrow("toSQL.taskColumn: expected a model whose tasks have names, got none"); // biome-ignore format: a sentence
});

test("features are as many as the model's, called and ordered as it knows them, each once", () => {
  const rows = rowsOf(1);
  const table = Table.from({ a: [1, 2, 4], b: [3, 1, 2] });
  const model = new Pipeline({ steps: [["scale", new StandardScaler()], ["learn", new MultiOutputRidge()]] }).fit(table, [1, 2, 3]); // biome-ignore format: one line
  const asked = (features: unknown) => () => toSQL(model, rows, { features: features as string[], task: 0 });
  expect(asked(["a", "b"])()).toBe(toSQL(model, rows, { task: 0 }));
  expect(asked([{ name: "a", sql: "a + 0" }, "b"])()).toContain("CAST(a + 0 AS DOUBLE)");
  expect(asked(["b", "a"])).toThrow('toSQL.features 0: expected "a", as in fit, got "b"');
  expect(asked(["a", "a"])).toThrow('toSQL.features: expected different columns, got "a" twice');
  expect(asked(["a", ""])).toThrow('toSQL.features 1: expected a name that is not empty, got ""');
  expect(asked(["a", null])).toThrow("toSQL.features 1: expected a name that is not empty, got undefined");
  expect(asked(["a", { name: "b", sql: " " }])).toThrow(
    'toSQL.features 1 sql: expected what computes it, got " "',
  );
  expect(asked(["a"])).toThrow("toSQL.features: expected 2 features, as the model has, got 1");
  const ridge = new MultiOutputRidge().fit([[1, 2], [2, 1], [0, 1]], [1, 2, 3]); // biome-ignore format: a table
  expect(() => toSQL(ridge, rows, { task: 0 })).toThrow("toSQL.features: expected 2 features, as the model has, got none"); // biome-ignore format: a sentence
  expect(toSQL(ridge, rows, { features: ["anything", "else"], task: 0 })).toContain('"anything"');
  expect(() => toSQL(new MultiOutputRidge(), rows, { features: ["a"], task: 0 })).toThrow("toSQL: expected a fitted one, got MultiOutputRidge before fit"); // biome-ignore format: a sentence
});

test("outputs and labels that a task has not are refused", () => {
  const rows = rowsOf(1);
  const heads = [{ kind: "number" } as const, { kind: "classes", classes: ["no", "yes"], columns: 1 } as const, { kind: "classes", classes: [1, 2, 3], columns: 3 } as const]; // biome-ignore format: one line
  const model = headed([[1, 2, 1, 2, 3]], [0, 0, 0, 0, 0], heads, ["size", "side", "level"]);
  const asked = (options: object) => () => toSQL(model, rows, { features: ["a"], ...options });
  expect(asked({ task: "side", output: "probability" })()).toBe(asked({ task: "side", output: "probability", label: "yes" })()); // biome-ignore format: one line
  expect(asked({ task: "side", output: "score", label: "yes" })()).toBe(asked({ task: "side", output: "score" })()); // biome-ignore format: one line
  expect(asked({ task: "side", output: "score", label: "no" })).toThrow('toSQL.label: expected "yes", the class of the only score, got "no"'); // biome-ignore format: a sentence
  expect(asked({ task: "side", label: "yes" })).toThrow('toSQL.label: expected output "probability" or "score" beside it, got "prediction"'); // biome-ignore format: a sentence
  expect(asked({ task: "level", output: "probability" })).toThrow("toSQL.label: expected one of the classes 1, 2, 3, got undefined"); // biome-ignore format: a sentence
  expect(asked({ task: "level", output: "score", label: "1" })).toThrow('toSQL.label: expected one of the classes 1, 2, 3, got "1"'); // biome-ignore format: a sentence
  expect(asked({ task: "size", output: "probability" })).toThrow("toSQL.output: expected a task of classes, got one of numbers"); // biome-ignore format: a sentence
  expect(asked({ task: "size", output: "score", label: 1 })).toThrow("toSQL.label: expected a task of classes, got one of numbers"); // biome-ignore format: a sentence
  expect(asked({ task: "size", output: "odds" })).toThrow('toSQL.output: expected one of "prediction", "probability", "score", got "odds"'); // biome-ignore format: a sentence
  expect(asked({ taskColumn: "name" })).toThrow("toSQL.taskColumn: expected tasks that all predict numbers, got strings among them"); // biome-ignore format: a sentence
  expect(asked({ task: 0, taskColumn: "name" })).toThrow("toSQL: expected either a task or a taskColumn, got both"); // biome-ignore format: a sentence
});

test("a model of 3000 columns is no deeper than engines allow", async () => {
  const p = 3000;
  const names = Array.from({ length: p }, (_, j) => `x${j}`);
  const coef = names.map((_, j) => [1 + (j % 7), -(j % 5)]);
  const model = headed(coef, [0, 0], [{ kind: "classes", classes: ["a", "b"], columns: 2 }]);
  const rows = database.query(`SELECT ${names.map((name, j) => `${j % 3} AS ${name}`).join(", ")}`);
  const asked = { features: names, task: 0 };
  const [found] = await rows.query(`SELECT ${toSQL(model, rows, asked)} AS label, ${toSQL(model, rows, { ...asked, output: "score", label: "a" })} AS score FROM ${rows.from}`); // biome-ignore format: one line
  const sum = names.reduce((total, _, j) => total + (1 + (j % 7)) * (j % 3), 0);
  expect(found).toEqual({ label: "a", score: sum });
});
