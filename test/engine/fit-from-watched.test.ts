import { afterAll, beforeAll, expect, test } from "vitest";
import {
  bigQuery,
  type Duckdb,
  type FitProgress,
  fitFrom,
  openDuckdb,
  openExecutor,
  type Source,
  snowflake,
  sparkSQL,
  type TypedDialect,
  trino,
} from "../../src/engine/index.ts";
import { lossesInSql } from "../../src/engine/loss-in-sql.ts";
import { addUpLoss } from "../../src/engine/loss-sums.ts";
import { MultiTaskClassifier, StoppedError, setWarningHandler } from "../../src/index.ts";
import { ridge } from "../../src/penalty/index.ts";
import "../near.ts";
import { lossData } from "./loss-fits.ts";
import { stored } from "./stored.ts";
import { watched } from "./watched.ts";

let database: Duckdb;
const [shared, own] = lossData as [(typeof lossData)[0], (typeof lossData)[0]];
const estimator = new MultiTaskClassifier({ penalty: ridge(0.03), tol: 1e-9 });

beforeAll(async () => {
  database = await openDuckdb({ threads: 2 });
  for (const table of lossData) await stored(database, table);
});

afterAll(() => database.close());

const coefOf = async (rows: Source, data = own) => (await fitFrom(rows, estimator, data.request("logistic"))).estimator.coef.to1DArray(); // biome-ignore format: one line

test("progress is told of every step, with its objective and its gap", async () => {
  const told: FitProgress[] = [];
  const { estimator: found } = await fitFrom(database.table(own.name), estimator, { ...own.request("logistic"), onProgress: (progress) => told.push(progress) }); // biome-ignore format: one line
  expect(told.slice(0, 4).map(({ stage }) => stage)).toEqual(["columns", "labels", "means", "tasks"]);
  const steps = told.slice(4).map(({ stage, objective, gap }) => ({ stage, objective, gap }));
  expect(steps).toEqual(found.marks.map(({ objective, gap }) => ({ stage: "newton", objective, gap }))); // biome-ignore format: one line
});

test("a fit that is told to stop has what it has by then; one that has nothing says so", async () => {
  const said: string[] = [];
  const handler = setWarningHandler(({ message }) => void said.push(message));
  const { rows, asked } = watched(database.table(own.name));
  let steps = 0;
  const request = own.request("logistic");
  const { estimator: found } = await fitFrom(rows, estimator, { ...request, onProgress: ({ stage }) => stage !== "newton" || ++steps < 3 }); // biome-ignore format: one line
  setWarningHandler(handler);
  expect([found.nIter, found.converged]).toEqual([2, false]);
  expect(said).toEqual([expect.stringMatching(/^stopped after 2 iterations, at most .* above the optimum/)]);
  const before = asked.length;
  await expect(fitFrom(rows, estimator, { ...request, onProgress: ({ stage }) => stage !== "means" })).rejects.toThrow(StoppedError); // biome-ignore format: one line
  expect(asked.length - before).toBe(1); // for labels
});

test("a signal ends the query that runs", async () => {
  const stop = new AbortController();
  const source = database.table(own.name);
  let sums = 0;
  const rows: Source = {
    ...source,
    query(sql, signal) {
      if (/\bexp\(/.test(sql) && ++sums === 3) {
        stop.abort(new Error("enough"));
        return new Promise((_, fail) => {
          if (signal?.aborted) fail(signal.reason);
        });
      }
      return source.query(sql, signal);
    },
  };
  await expect(fitFrom(rows, estimator, { ...own.request("logistic"), signal: stop.signal })).rejects.toThrow("enough"); // biome-ignore format: one line
  expect(sums).toBe(3);
  await expect(fitFrom(rows, estimator, { ...own.request("logistic"), signal: stop.signal })).rejects.toThrow("enough"); // biome-ignore format: one line
  expect(sums).toBe(3);
});

/** DuckDB as it is asked by an executor in the words of another engine. */
function asExecutor(dialect: TypedDialect, table: string, failing: (sums: number) => boolean = () => false) {
  const { query } = database.query("SELECT 1");
  let sums = 0;
  const executor = {
    query(sql: string, signal?: AbortSignal) {
      if (/\bexp\(/.test(sql) && failing(++sums)) {
        const cut = Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });
        return Promise.reject(cut);
      }
      return query(sql, signal);
    },
  };
  const words = { ...dialect, infinite: (sql: string) => `isinf(${sql})`, isNumeric: (type: string) => /INT|DOUBLE/.test(type), typeOf: (sql: string) => `typeof(${sql})` }; // biome-ignore format: one line
  return openExecutor(executor, words).table(table);
}

test.each([shared, own])("$name in blocks, where an answer may have few columns", async (data) => {
  const rows = database.table(data.name);
  const seen = watched({ ...rows, dialect: { ...rows.dialect, widest: 13 } });
  const { estimator: found } = await fitFrom(seen.rows, estimator, data.request("logistic"));
  const { features, targets, task } = data.request("logistic");
  const p = features.length;
  const blocks = Math.ceil((targets.length * ((p * (p + 5)) / 2 + 4)) / (13 - Number(task !== undefined)));
  expect(seen.sums).toBe(blocks * (found.nIter + 1));
  expect(found.coef.to1DArray()).toBeNear(await coefOf(database.table(data.name), data), 1e-9);
});

test("an executor: the fit of the engine behind it", async () => {
  expect(await coefOf(asExecutor(trino, own.name))).toBeNear(await coefOf(database.table(own.name)), 1e-9);
});

test.each(Object.entries({ trino, bigQuery, snowflake, sparkSQL }))(
  "%s is asked for a point in words that every engine has",
  async (_, dialect) => {
    // biome-ignore format: one line
    const { rows, asked } = watched({ ...database.table(own.name), dialect, query: async () => [] });
    const x = { name: 'it`s "x"', sql: dialect.name('it`s "x"') };
    const base = { where: "fitFrom", features: [x], targets: [{ name: "y", sql: "y" }], fold: undefined };
    const survey = { featureShifts: [1e8], targetShifts: [0], complete: false };
    const known = { target: 0, count: 3, weight: 3, sum: 1, negative: 0 };
    const tasks = ["a'b", "c"].map((value, t) => ({
      ...known,
      value,
      name: value,
      shifts: [1e8 + t],
      apart: t === 1,
    }));
    for (const loss of Object.values(lossesInSql)) {
      const asked = { ...base, task: dialect.name("task"), weight: "w" };
      const found = await addUpLoss({ source: rows, asked, survey, tasks, loss }, Float64Array.of(0.5, -2), Float64Array.of(1, 2)); // biome-ignore format: one line
      expect(found.map(({ loss: value }) => value)).toEqual([0, 0]);
    }
    expect(asked).toHaveLength(2);
    for (const sql of asked) {
      const called = new Set(Array.from(sql.replaceAll(/(["'`])(?:\\.|(?!\1).)*\1/g, "_").matchAll(/\b(\w+)\(/g), ([, name]) => name)); // biome-ignore format: one line
      for (const word of called) expect(["sum", "exp", "ln", "abs", "CAST"]).toContain(word);
      expect(sql).toContain(dialect.value("a'b"));
      expect(sql).toContain(dialect.name('it`s "x"'));
    }
  },
);

test("what was cut off in the middle of a fit is asked again, and else ends it in one sentence", async () => {
  const wanted = await coefOf(database.table(own.name));
  expect(await coefOf(asExecutor(trino, own.name, (sums) => sums === 3))).toBeNear(wanted, 1e-9);
  const dead = asExecutor(trino, own.name, (sums) => sums >= 3);
  await expect(fitFrom(dead, estimator, own.request("logistic"))).rejects.toThrow(/^Trino: read ECONNRESET \(3 tries\)$/); // biome-ignore format: one line
});
