import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Duckdb, openDuckdb, type Source, statisticsFrom } from "../../src/engine/index.ts";
import { MultiTaskRegressorCV, TaskRelationshipRegressor } from "../../src/index.ts";
import { l21, traceNorm } from "../../src/penalty/index.ts";

let database: Duckdb;
let folder: string;

beforeAll(async () => {
  database = await openDuckdb({ threads: 1 });
  folder = mkdtempSync(join(tmpdir(), "polytask-"));
  await database
    .query("SELECT 1")
    .query("CREATE TABLE kept AS SELECT i AS key, i % 3 AS task, sin(i) AS x1, cos(i * i) AS x2, x1 - x2 + sin(7 * i) AS y FROM range(500) AS t(i)"); // biome-ignore format: one line
});

afterAll(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

const asked = { features: ["x1", "x2"], targets: ["y"], task: "task" };
const geometric = (count: number) => Array.from({ length: count }, (_, k) => 0.5 * 0.9 ** k);

test("an engine is asked once for its rows, whatever the number of strengths, folds and models", async () => {
  const { stream: _, ...rest } = database.table("kept");
  let queries = 0;
  const source: Source = {
    ...rest,
    query(sql, signal) {
      queries++;
      return rest.query(sql, signal);
    },
  };
  const counts: number[] = [];
  for (const count of [2, 10]) {
    queries = 0;
    const { folds } = await statisticsFrom(source, { ...asked, fold: { key: "key", count } });
    counts.push(queries);
    for (const strengths of [3, 50]) {
      const alphas = geometric(strengths);
      new MultiTaskRegressorCV({ penalty: [l21, traceNorm], alphas }).fitStatistics(folds!);
      new TaskRelationshipRegressor({ beta: "cv", betas: alphas }).fitStatistics(folds!);
    }
    expect(queries).toBe(counts.at(-1));
  }
  expect(counts[0]).toBeGreaterThan(0);
  expect(counts[1]).toBe(counts[0]);
});

test.each(["parquet", "csv", "json"])("a glob of %s files is one table", async (kind) => {
  const own = join(folder, kind);
  mkdirSync(own);
  const rows = database.table("kept");
  for (const part of [0, 1, 2])
    await rows.query(`COPY (SELECT * FROM kept WHERE key // 170 = ${part}) TO ${rows.dialect.value(join(own, `${part}.${kind}`))}`); // biome-ignore format: one line
  const [found, wanted] = [
    await statisticsFrom(database.files(join(own, `*.${kind}`)), asked),
    await statisticsFrom(rows, asked),
  ];
  expect(found.statistics.taskNames).toEqual(["0", "1", "2"]);
  for (const t of [0, 1, 2]) {
    const [one, other] = [found.statistics.task(t), wanted.statistics.task(t)];
    expect(one.count).toBe(other.count);
    for (const part of ["meanX", "meanY", "gram", "cross"] as const)
      for (const [k, value] of other[part].entries()) expect(one[part][k]).toBeCloseTo(value, 10);
  }
});
