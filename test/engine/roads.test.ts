import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type Duckdb,
  openDuckdb,
  type Source,
  type StatisticsOptions,
  statisticsFrom,
} from "../../src/engine/index.ts";
import { MultiOutputRidge, type TaskStatistics } from "../../src/index.ts";
import { products } from "../../src/statistics/moments.ts";
import "../near.ts";

let database: Duckdb;
let rows: Source;

// 4999 rows: chunks of 2048 and a last one that is shorter; school "lonely" has 7 of them
const n = 4999;
const made = `SELECT i AS key, hash(i) % 1000 / 100 AS x1, sin(i) AS x2, CAST(hash(7 * i) % 3 AS INTEGER) AS x3, i % 2 = 0 AS x4,
  ['a', 'b', 'it''s'][1 + i % 3] AS color, CASE WHEN i < 7 THEN 'lonely' WHEN i % 5 = 0 THEN 'it''s' ELSE 'big' END AS school,
  CAST(hash(11 * i) % 12 AS INTEGER) AS grade, DATE '2020-01-01' + CAST(i % 4 AS INTEGER) AS day, CASE WHEN i % 17 = 0 THEN NULL ELSE hash(3 * i) % 5 / 2 END AS weight,
  2 * x1 - x2 + cos(3 * i) AS y1, CASE WHEN i % 4 = 1 THEN NULL ELSE x3 + sin(5 * i) END AS y2,
  CASE WHEN i % 3 = 1 THEN 'nan' ELSE x3 - cos(7 * i) END AS y3, 1e8 + 1e7 * grade + sin(i * 2) AS far FROM range(${n}) AS t(i)`;

beforeAll(async () => {
  database = await openDuckdb({ threads: 2, memoryLimit: "512MB" });
  await database.query("SELECT 1").query(`CREATE TABLE made AS ${made}`);
  rows = database.table("made");
});

afterAll(() => database.close());

function same(found: TaskStatistics, expected: TaskStatistics): void {
  expect([found.p, found.T, found.taskNames]).toEqual([expected.p, expected.T, expected.taskNames]);
  expect(found.groups.map(({ tasks }) => tasks)).toEqual(expected.groups.map(({ tasks }) => tasks));
  for (let t = 0; t < expected.T; t++) {
    const [a, b] = [found.task(t), expected.task(t)];
    expect(a.count).toBe(b.count);
    expect(a.weight).toBeNear(b.weight, 1e-12);
    for (const part of ["meanX", "meanY"] as const) expect(a[part]).toBeNear(b[part], 1e-12);
    const [g, h] = [products(a, true), products(b, true)];
    expect(g.gram.data).toBeNear(h.gram.data, 1e-11);
    expect(g.cross.data).toBeNear(h.cross.data, 1e-11);
    expect(g.square).toBeNear(h.square, 1e-11);
  }
}

const features = ["x1", "x2", "x3", "x4"];

describe("columns that are added up here are the sums of the engine", () => {
  const requests: Record<string, StatisticsOptions> = {
    "one target": { features, targets: ["y1"] },
    "missing targets, NULL and NaN": { features, targets: ["y1", "y2", "y3"] },
    "weights, some of them 0 or NULL": { features, targets: ["y2", "y1"], weight: "weight" },
    "tasks by name": { features, targets: ["y1"], task: "school" },
    "tasks by number, missing targets": { features, targets: ["y2"], task: "grade" },
    "tasks by date": { features, targets: ["y1"], task: "day" },
    folds: { features, targets: ["y1", "y2"], fold: { key: "key", count: 3 } },
    "everything": { features: [...features, { column: "color" }], targets: ["y3"], task: "grade", weight: "weight", fold: { key: "key", count: 2 } }, // biome-ignore format: one line
  };
  test.each(Object.entries(requests))("%s", async (_, request) => {
    const [found, expected] = await Promise.all([
      statisticsFrom(rows, { ...request, road: "columns" }),
      statisticsFrom(rows, { ...request, road: "sums" }),
    ]);
    expect([found.road, expected.road]).toEqual(["columns", "sums"]);
    same(found.statistics, expected.statistics);
    expect(found.folds?.tests.length).toBe(request.fold?.count);
    for (const [k, part] of found.folds?.tests.entries() ?? []) same(part, expected.folds!.tests[k]!);
  });

  test("columns at 1e8, and tasks that lie 1e7 apart, in one pass: the same fit to 1e-9", async () => {
    const request = { features: ["far", "x1"], targets: ["y1"], task: "grade" };
    const [found, expected] = await Promise.all([
      statisticsFrom(rows, { ...request, road: "columns" }),
      statisticsFrom(rows, { ...request, road: "sums" }),
    ]);
    const [a, b] = [found, expected].map(({ statistics }) =>
      new MultiOutputRidge().fitStatistics(statistics),
    );
    expect(a!.coef.to1DArray()).toBeNear(b!.coef.to1DArray(), 1e-9);
    expect(a!.intercept).toBeNear(b!.intercept, 1e-9);
  });
});

describe("who adds up", () => {
  const counted = (): { source: Source; queries: string[] } => {
    const queries: string[] = [];
    const source: Source = {
      ...rows,
      query(sql, signal) {
        queries.push(sql);
        return rows.query(sql, signal);
      },
    };
    return { source, queries };
  };

  test("the faster one: columns where sums are many, whoever adds is said", async () => {
    const { source, queries } = counted();
    const wide = await statisticsFrom(source, { features, targets: ["y1"] });
    expect(wide.road).toBe("columns");
    expect(queries).toEqual([]); // no other look at the rows
    const narrow = await statisticsFrom(source, { features: ["x1"], targets: ["y1"] });
    expect(narrow.road).toBe("sums");
    expect(queries).toHaveLength(2);
    const { stream: _, ...far } = rows;
    expect((await statisticsFrom(far, { features, targets: ["y1"] })).road).toBe("sums");
  });

  test("a road that is none, and one that an engine does not have, are refused", async () => {
    const request = { features, targets: ["y1"] };
    await expect(statisticsFrom(rows, { ...request, road: "rail" } as never)).rejects.toThrow('statisticsFrom.road: expected "auto", "sums" or "columns", got "rail"'); // biome-ignore format: a sentence
    const { stream: _, ...far } = rows;
    await expect(statisticsFrom(far, { ...request, road: "columns" })).rejects.toThrow('statisticsFrom.road: expected "sums", as this engine does not hand over its columns, got "columns"'); // biome-ignore format: a sentence
  });
});

test("a query that fails in the middle is one sentence; a signal and onProgress end it, and the engine answers on", async () => {
  const columns = { road: "columns" } as const;
  const broken = database.query(
    "SELECT *, CASE WHEN key < 4500 THEN 1 ELSE error('broken') END AS z FROM made",
  );
  await expect(statisticsFrom(broken, { features: ["z"], targets: ["y1"], ...columns })).rejects.toThrow(/^DuckDB: .*broken/); // biome-ignore format: one line
  const slow = database.query("SELECT i AS x1, i % 7 AS y1 FROM range(3000000000) AS t(i)");
  const stop = new AbortController();
  const stages: string[] = [];
  const work = statisticsFrom(slow, {
    ...{ features: ["x1"], targets: ["y1"], signal: stop.signal, ...columns },
    onProgress({ stage }) {
      stages.push(stage);
      if (stages.length === 9) stop.abort();
    },
  });
  await expect(work).rejects.toThrow(/abort/i);
  expect(stages).toHaveLength(9);
  const stopped = statisticsFrom(slow, { features: ["x1"], targets: ["y1"], ...columns, onProgress: ({ stage }) => stage !== "rows" }); // biome-ignore format: one line
  await expect(stopped).rejects.toThrow("stopped");
  same((await statisticsFrom(rows, { features, targets: ["y1"] })).statistics, (await statisticsFrom(rows, { features, targets: ["y1"], road: "sums" })).statistics); // biome-ignore format: one line
});
