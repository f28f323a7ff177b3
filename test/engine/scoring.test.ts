import { afterAll, beforeAll, expect, test } from "vitest";
import { type Duckdb, openDuckdb, openExecutor, toSQL, trino } from "../../src/engine/index.ts";
import { setWarningHandler } from "../../src/index.ts";
import { isTable } from "../../src/preprocess/inputs.ts";
import { rowsOf, scoreCase, scored, unscored } from "./scoring-court.ts";
import { edges } from "./scoring-edges.ts";

let database: Duckdb;

beforeAll(async () => {
  setWarningHandler(() => undefined);
  database = await openDuckdb({ threads: 1 });
});

afterAll(() => database.close());

test.each(scored)("$label: DuckDB says the same, to 1e-12", async (one) => {
  expect(await scoreCase(database, one)).toBeLessThan(1e-12);
});

test.each(unscored)("$label is refused in a sentence", ({ make, X }) => {
  const features = isTable(X) ? X.names : (X as readonly (readonly number[])[])[0]?.map((_, j) => `x${j}`);
  const asked = { ...(features && { features }), task: 0 };
  expect(() => toSQL(make(), rowsOf(database, [[1]]), asked)).toThrow(
    /^toSQL.*: expected (a linear (model, or what is made of linear models|one)|\d+ features, as the model has), got \w+$/,
  );
});

test.each(Object.entries(edges))("%s", (_, holds) => holds(database));

test.each(Object.entries(edges))("through an executor, in the words of Trino: %s", (_, holds) =>
  holds(openExecutor({ query: (sql) => database.query("").query(sql) }, trino)),
);
