import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { makeMultitask } from "../../src/data/index.ts";
import { openDuckdb } from "../../src/engine/index.ts";
import { statisticsOf, TaskRelationshipRegressor } from "../../src/index.ts";
import "../near.ts";

const home = mkdtempSync(join(tmpdir(), "polytask-"));
const folder = join(home, "it's pupils");
const argv = [...process.argv];
const { tasks } = makeMultitask({ nTasks: 6, nClusters: 2, nSamples: 60, nFeatures: 7, randomState: 1 });

/** The features of a school's pupils, row by row. */
const inputsOf = (t: number): Float64Array[] => {
  const { data, columns } = tasks[t]!.X as { readonly data: Float64Array; readonly columns: number };
  return Array.from({ length: 60 }, (_, i) => data.subarray(i * columns, (i + 1) * columns));
};

/** A file a school; every tenth pupil has no score yet. */
beforeAll(async () => {
  mkdirSync(folder);
  const database = await openDuckdb({ threads: 1 });
  const { query, dialect } = database.query("SELECT 1");
  for (const [t, { y }] of tasks.entries()) {
    const rows = inputsOf(t).map((inputs, i) => `(${t * 60 + i}, 'school ${t}', ${[...inputs, i % 10 ? y[i] : "NULL"].join(", ")})`); // biome-ignore format: one line
    const names = ["id", "school", ...inputsOf(t)[0]!.map((_, j) => j)].map((name) => (typeof name === "number" ? `x${name}` : name)); // biome-ignore format: one line
    await query(`COPY (SELECT * FROM (VALUES ${rows.join(", ")}) AS t(${[...names, "score"].join(", ")})) TO ${dialect.value(join(folder, `${t}.parquet`))} (FORMAT parquet)`); // biome-ignore format: one line
  }
  database.close();
});

afterEach(() => {
  process.argv = argv;
  vi.restoreAllMocks();
});

afterAll(() => rmSync(home, { recursive: true }));

/** What an example prints, given the folder and the file that it is to write. */
async function run(example: string, file: string): Promise<string[]> {
  const lines: string[] = [];
  vi.spyOn(console, "log").mockImplementation((line) => void lines.push(line));
  process.argv = [...argv.slice(0, 2), folder, file];
  await import(/* @vite-ignore */ example);
  return lines;
}

test("fifteen lines from a folder of Parquet files to a picture of the tasks' relations", async () => {
  const picture = join(home, "relations.svg");
  const example = "../../examples/parquet.ts";
  const [line] = await run(example, picture);
  expect(line).toMatch(/^6 schools, beta = (0\.01|0\.1|1|10): /);
  const svg = readFileSync(picture, "utf8");
  expect(svg).toMatch(/^<svg/);
  for (const [t] of tasks.entries()) expect(svg).toContain(`school ${t}`);
  const text = readFileSync(join(import.meta.dirname, example), "utf8").split("\n");
  expect(text.filter((one) => one.trim() !== "" && !one.startsWith("//")).length).toBeLessThanOrEqual(15);
});

test("predictions are written back beside the rows, those of pupils without a score too", async () => {
  const file = join(home, "it's scored.parquet");
  const [line] = await run("../../examples/scores.ts", file);
  expect(line).toMatch(/^360 pupils in .*it's scored\.parquet, R² 0\.\d{3} of the 324 whose score is known$/);
  const database = await openDuckdb({ threads: 1 });
  const rows = database.files(file);
  expect((await rows.columns()).map(({ name }) => name)).toEqual(["id", "school", ...Array.from({ length: 7 }, (_, j) => `x${j}`), "score", "predicted"]); // biome-ignore format: one line
  const found = await rows.query(`SELECT predicted FROM ${rows.from} ORDER BY id`);
  database.close();
  const learnt = tasks.map(({ y }, t) => ({
    name: `school ${t}`,
    X: inputsOf(t).map((inputs) => [...inputs]),
    y: Array.from(y as ArrayLike<number>, (score, i) => (i % 10 ? score : Number.NaN)),
  }));
  const model = new TaskRelationshipRegressor({ alpha: 0.01, beta: 0.1 }).fitStatistics(statisticsOf(learnt));
  const wanted = model.predict(learnt).flatMap((own) => [...own]);
  expect(found.map(({ predicted }) => Number(predicted))).toBeNear(wanted, 1e-9);
  const errors = learnt.flatMap(({ y }) => y).map((score, i) => (score - wanted[i]!) ** 2);
  const scores = learnt.flatMap(({ y }) => y).filter((score) => !Number.isNaN(score));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const spread = mean(scores.map((score) => (score - mean(scores)) ** 2));
  const r2 = 1 - mean(errors.filter((error) => !Number.isNaN(error))) / spread;
  expect(line).toContain(`R² ${r2.toFixed(3)} of`);
});
