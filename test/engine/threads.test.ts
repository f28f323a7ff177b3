import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openDuckdb, type Source, type StatisticsOptions, statisticsFrom } from "../../src/engine/index.ts";
import { statisticsOf } from "../../src/index.ts";
import "../near.ts";

const folder = mkdtempSync(join(tmpdir(), "polytask-"));
const file = join(folder, "rows.parquet");
const other = join(folder, "other.parquet");

// groups of 2048 rows in one file and of 6144 in the other, each with a last one that is shorter; and in a table two groups of 122 880
const n = 140_003;
const made = (rows: number) =>
  `SELECT i AS key, hash(i) % 1000 / 100 AS a, sin(i) AS b, 1e8 + hash(5 * i) % 3 AS c, hash(7 * i) % 5 AS school,
  CASE WHEN i % 17 = 0 THEN NULL ELSE hash(3 * i) % 5 / 2 END AS weight, a - 2 * b + cos(3 * i) AS y,
  CASE WHEN i % 4 = 1 THEN NULL ELSE c + sin(5 * i) END AS z FROM range(${rows}) AS t(i)`;

beforeAll(async () => {
  const database = await openDuckdb({ threads: 2 });
  const copy = (rows: number, path: string, size: number) =>
    database.query("").query(`COPY (${made(rows)}) TO '${path}' (FORMAT parquet, ROW_GROUP_SIZE ${size})`);
  await copy(n, file, 2048);
  await copy(9001, other, 6144);
  database.close();
});

afterAll(() => rmSync(folder, { recursive: true }));

type Open = Awaited<ReturnType<typeof openDuckdb>>;

const features = ["a", "b", "c"];
const requests: Record<string, StatisticsOptions> = {
  "one target": { features, targets: ["y"] },
  "missing targets": { features, targets: ["y", "z"] },
  "tasks, weights and folds": { features, targets: ["z"], task: "school", weight: "weight", fold: { key: "key", count: 3 } }, // biome-ignore format: one line
};

const sources: Record<string, (database: Open) => Promise<Source>> = {
  "a Parquet file": async (database) => database.files(file),
  "Parquet files": async (database) => database.files([file, other, file]),
  "a pattern": async (database) => database.files(join(folder, "*.parquet")),
  "a table": async (database) => {
    await database.query("").query(`CREATE TABLE made AS ${made(n)}`);
    return database.table("made");
  },
};

describe("any number of the engine's threads gives the same bits", () => {
  test.each(
    Object.entries(sources).flatMap(([from, open]) =>
      Object.entries(requests).map(([what, request]) => ({ from, open, what, request })),
    ),
  )("$from, $what", async ({ open, request }) => {
    const on = async (threads: number) => {
      const database = await openDuckdb({ threads });
      const { statistics, folds } = await statisticsFrom(await open(database), {
        ...request,
        road: "columns",
      });
      database.close();
      return { statistics, parts: folds?.tests };
    };
    expect(await on(3)).toEqual(await on(1));
  });
});

test("the rows of files are all there, and only once", async () => {
  const database = await openDuckdb({ threads: 3 });
  const source = database.files([file, other, file]);
  const { statistics } = await statisticsFrom(source, { features, targets: ["y"], road: "columns" });
  const rows = await source.query(`SELECT a, b, c, y FROM ${source.from}`);
  database.close();
  const X = rows.map(({ a, b, c }) => [a, b, c] as number[]);
  const expected = statisticsOf(X, rows.map(({ y }) => y as number)).task(0); // biome-ignore format: one line
  const { count, gram, cross } = statistics.task(0);
  expect(count).toBe(2 * n + 9001);
  expect(gram).toBeNear(expected.gram, 1e-9);
  expect(cross).toBeNear(expected.cross, 1e-9);
});

describe("rows whose places are not known are added up in their order", () => {
  const unknown: Record<string, string> = {
    "a view": "CREATE VIEW seen AS SELECT * FROM made",
    "a table with a column of the place's name": 'CREATE TABLE seen AS SELECT *, 1 AS "RowId" FROM made',
  };
  test.each(Object.entries(unknown))("%s", async (_, sql) => {
    const database = await openDuckdb({ threads: 2 });
    const table = await sources["a table"]!(database);
    await table.query(sql);
    const request = { features, targets: ["y"], road: "columns" } as const;
    const seen = (await statisticsFrom(database.table("seen"), request)).statistics.task(0);
    const expected = (await statisticsFrom(table, request)).statistics.task(0);
    database.close();
    expect(seen.count).toBe(n);
    expect(seen.gram).toBeNear(expected.gram, 1e-9);
  });
});

test("threads that show rows are stopped, and what fails in them is one sentence; the database answers on", async () => {
  const database = await openDuckdb({ threads: 2 });
  const source = database.files([file, other, file]);
  const request = { features, targets: ["y"], road: "columns" } as const;
  await expect(statisticsFrom(source, { ...request, onProgress: ({ stage }) => stage !== "rows" })).rejects.toThrow("stopped"); // biome-ignore format: one line
  const stop = new AbortController();
  const onProgress = ({ stage }: { stage: string }): void => {
    if (stage === "rows") stop.abort();
  };
  await expect(statisticsFrom(source, { ...request, signal: stop.signal, onProgress })).rejects.toThrow(/abort/i); // biome-ignore format: one line
  rmSync(other);
  await expect(statisticsFrom(source, request)).rejects.toThrow(/^DuckDB: .*other.parquet/);
  expect((await statisticsFrom(database.files(file), request)).statistics.task(0).count).toBe(n);
  database.close();
});
