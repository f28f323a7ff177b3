import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Duckdb, foldsOfParts, openDuckdb, type StatisticsOptions, statisticsFrom } from "../../src/engine/index.ts"; // biome-ignore format: one line
import { MultiOutputRidge, MultiTaskLassoCV, statisticsOf, TaskRelationshipRegressor, TaskStatistics } from "../../src/index.ts"; // biome-ignore format: one line
import { load, save } from "../../src/io/index.ts";
import "../near.ts";

const folder = mkdtempSync(join(tmpdir(), "polytask-"));
let database: Duckdb;

beforeAll(async () => {
  database = await openDuckdb({ threads: 1 });
});

afterAll(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

// the columns of late rows lie elsewhere: an engine sums each half about shifts of its own
const rows = (days: string) =>
  database.query(`SELECT * FROM (SELECT i, CASE WHEN i < 500 THEN 1 ELSE 2 END AS day, i % 3 AS school, CASE WHEN i < 500 THEN 0 ELSE 300 END + (i * 7) % 11 AS a, sin(i) AS b, ['x', 'y', 'z'][1 + i % 3] AS color,
    (i * 7) % 11 - 2 * sin(i) + cos(5 * i) AS y FROM range(907) AS t(i)) WHERE ${days}`); // biome-ignore format: one line
const asked: StatisticsOptions = { features: ["a", "b"], targets: ["y"], task: "school", fold: { key: "i", count: 3 } }; // biome-ignore format: one line

/** The statistics of some rows, by way of a file. */
async function kept(name: string, statistics: TaskStatistics): Promise<TaskStatistics> {
  const path = join(folder, name);
  await save(statistics, path);
  return (await load(path)) as TaskStatistics;
}

describe("two halves of a table, kept in files and merged later, are the whole to 1e-9", () => {
  const numbers = ({ coef }: { coef: { to1DArray(): number[] } }) => coef.to1DArray();

  test.each(["sums", "columns"] as const)("by %s", async (road) => {
    const of = (days: string) => statisticsFrom(rows(days), { ...asked, road });
    const [early, late, whole] = [await of("day = 1"), await of("day = 2"), await of("day < 9")];
    const merged = (await kept("early", early.statistics)).merge(await kept("late", late.statistics));
    expect(merged.featureNames).toEqual(["a", "b"]);
    for (const model of [
      new MultiOutputRidge(),
      new TaskRelationshipRegressor({ alpha: 0.1, beta: 0.1, tol: 1e-13 }),
    ]) {
      // biome-ignore format: one line
      const [found, expected] = [model.clone().fitStatistics(merged), model.clone().fitStatistics(whole.statistics)]; // biome-ignore format: one line
      expect(numbers(found)).toBeNear(numbers(expected), 1e-9);
      expect(found.intercept).toBeNear(expected.intercept, 1e-9);
    }
  });

  test("fold by fold, for a strength that is chosen", async () => {
    const of = (days: string) => statisticsFrom(rows(days), asked);
    const [early, late, whole] = [await of("day = 1"), await of("day = 2"), await of("day < 9")];
    const parts = early.folds!.tests.map(async (part, k) =>
      (await kept(`early ${k}`, part)).merge(await kept(`late ${k}`, late.folds!.tests[k]!)),
    );
    const lasso = new MultiTaskLassoCV({ alphas: 9, tol: 1e-13 });
    const found = lasso.clone().fitStatistics(foldsOfParts(await Promise.all(parts)));
    const expected = lasso.clone().fitStatistics(whole.folds!);
    expect(found.alpha).toBeNear(expected.alpha, 1e-9);
    expect(numbers(found)).toBeNear(numbers(expected), 1e-9);
  });
});

describe("what is of something else is refused in a sentence", () => {
  const where = "TaskStatistics.merge";
  const early = () => statisticsFrom(rows("day = 1"), { ...asked, features: ["a", { column: "color" }] }).then(({ statistics }) => kept("first", statistics)); // biome-ignore format: one line

  test.each<[string, string, Partial<StatisticsOptions>, string]>([
    ["another column", "day = 2", { features: ["b", { column: "color" }] }, `${where} feature 0: expected "a", as before, got "b"`],
    ["columns in another order", "day = 2", { features: [{ column: "color" }, "a"] }, `${where} feature 0: expected "a", as before, got "color=x"`],
    ["other labels", "day = 2", { features: ["a", { column: "color", categories: ["x", "z", "y"] }] }, `${where} feature 2: expected "color=y", as before, got "color=z"`],
    ["fewer columns", "day = 2", { features: ["a"] }, `${where}: expected 4 features, as before, got 1`],
    ["fewer tasks", "day = 2 AND school < 2", { features: ["a", { column: "color", categories: ["x", "y", "z"] }] }, `${where}: expected 3 tasks, as before, got 2`],
    ["other tasks", "day = 2", { task: "color" }, `${where}: expected the tasks 0, 1, 2, as before, got x, y, z`],
  ])("%s", async (_, days, request, rule) => {
    const other = await statisticsFrom(rows(days), { ...asked, features: ["a", { column: "color" }], ...request });
    const first = await early();
    expect(() => first.merge(other.statistics)).toThrow(rule);
  }); // biome-ignore format: a table

  test("a newer version, names that are none, one fold", async () => {
    const described = (await early()).describe();
    expect(TaskStatistics.from(JSON.parse(JSON.stringify(described)))).toEqual(await early());
    expect(() => TaskStatistics.from({ ...described, version: 2 } as never)).toThrow("TaskStatistics.from version: expected 1, the newest this library knows, got 2"); // biome-ignore format: one line
    expect(() => TaskStatistics.from({ ...described, featureNames: ["a"] })).toThrow("TaskStatistics.from featureNames: expected 4 names, got an array of 1"); // biome-ignore format: one line
    expect(() => foldsOfParts([])).toThrow("foldsOfParts: expected the statistics of two folds or more, got an empty array"); // biome-ignore format: one line
  });

  test("features without names, as those of memory, merge with any of as many", async () => {
    const named = await early();
    const X = [[1, 2, 3, 4], [0, 1, 0, 2]]; // biome-ignore format: a matrix
    const plain = statisticsOf(["0", "1", "2"].map((name) => ({ name, X, y: [1, 2] })));
    expect(plain.merge(named).featureNames).toEqual(named.featureNames);
    expect(named.merge(plain).featureNames).toEqual(named.featureNames);
  });
});
