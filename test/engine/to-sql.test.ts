import { afterAll, beforeAll, expect, test } from "vitest";
import { poisson } from "../../src/datafit/index.ts";
import { type Duckdb, openDuckdb, statisticsFrom, toSQL } from "../../src/engine/index.ts";
import { MultiOutputRidge, MultiTaskRegressor } from "../../src/index.ts";
import { l21, ridge } from "../../src/penalty/index.ts";
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
