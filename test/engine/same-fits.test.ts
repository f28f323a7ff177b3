import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, test } from "vitest";
import { type Duckdb, type EngineStatistics, openDuckdb, type Road, statisticsFrom } from "../../src/engine/index.ts"; // biome-ignore format: one line
import { type DataSet, dataSets } from "./data-sets.ts";
import { cases, sameFit } from "./same-fits.ts";

const folder = mkdtempSync(join(tmpdir(), "polytask-"));
let database: Duckdb;

beforeAll(async () => {
  database = await openDuckdb({ threads: 2 });
});

afterAll(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

/** The rows as a Parquet file. */
async function file({ name, columns, rows }: DataSet) {
  const [text, path] = ["csv", "parquet"].map((kind) => join(folder, `${name}.${kind}`));
  writeFileSync(text!, rows.map((row) => row.map((value) => (Number.isNaN(value) ? "" : value)).join()).join("\n")); // biome-ignore format: one line
  const kinds = Object.entries(columns).map(([column, kind]) => `'${column}': '${kind === "whole" ? "BIGINT" : "DOUBLE"}'`); // biome-ignore format: one line
  const { query } = database.query("SELECT 1");
  await query(`COPY (SELECT * FROM read_csv('${text}', header = false, columns = {${kinds}})) TO '${path}' (FORMAT parquet)`); // biome-ignore format: one line
  return database.files(path!);
}

describe.each(await dataSets())("$name, from a file", (data) => {
  const known: Partial<Record<Road, EngineStatistics>> = {};
  beforeAll(async () => {
    const rows = await file(data);
    for (const road of ["sums", "columns"] as const)
      known[road] = await statisticsFrom(rows, { ...data.request, road });
  }, 60_000);

  describe.each(["sums", "columns"] as const)("by %s", (road) => {
    test.each(Object.keys(cases))("%s is that of memory, to 1e-9", (which) => void sameFit(which, data, known[road]!)); // biome-ignore format: one line
  });
});
