import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { makeMultitask } from "../../src/data/index.ts";
import { openDuckdb } from "../../src/engine/index.ts";

const folder = mkdtempSync(join(tmpdir(), "polytask-"));
const argv = [...process.argv];

afterEach(() => {
  process.argv = argv;
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

test("fifteen lines from a folder of Parquet files to a picture of the tasks' relations", async () => {
  const { tasks } = makeMultitask({ nTasks: 6, nClusters: 2, nSamples: 60, nFeatures: 7, randomState: 1 });
  const database = await openDuckdb({ threads: 1 });
  for (const [t, { X, y }] of tasks.entries()) {
    const matrix = X as { readonly data: Float64Array; readonly columns: number };
    const rows = Array.from(y as ArrayLike<number>, (score, i) => {
      const inputs = matrix.data.subarray(i * matrix.columns, (i + 1) * matrix.columns);
      return `(${t * 60 + i}, 'school ${t}', ${[...inputs, score].join(", ")})`;
    });
    const names = ["id", "school", ...Array.from({ length: matrix.columns }, (_, j) => `x${j}`), "score"];
    const { query } = database.query("SELECT 1");
    await query(`COPY (SELECT * FROM (VALUES ${rows.join(", ")}) AS t(${names.join(", ")})) TO '${join(folder, `${t}.parquet`)}' (FORMAT parquet)`); // biome-ignore format: one line
  }
  database.close();
  const lines: string[] = [];
  vi.spyOn(console, "log").mockImplementation((line) => void lines.push(line));
  const picture = join(folder, "relations.svg");
  process.argv = [...argv.slice(0, 2), folder, picture];
  const example = "../../examples/parquet.ts";
  await import(/* @vite-ignore */ example);
  expect(lines[0]).toMatch(/^6 schools, beta = (0\.01|0\.1|1|10): /);
  const svg = readFileSync(picture, "utf8");
  expect(svg).toMatch(/^<svg/);
  for (const [t] of tasks.entries()) expect(svg).toContain(`school ${t}`);
  const text = readFileSync(join(import.meta.dirname, example), "utf8").split("\n");
  expect(text.filter((line) => line.trim() !== "" && !line.startsWith("//")).length).toBeLessThanOrEqual(15);
});
