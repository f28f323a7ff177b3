import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Duckdb, openDuckdb, type StatisticsOptions, statisticsFrom } from "../../src/engine/index.ts";
import {
  KernelRidge,
  MultiOutputRidge,
  MultiTaskRegressor,
  RandomState,
  statisticsOf,
  type TaskStatistics,
} from "../../src/index.ts";
import { taskRelationship } from "../../src/penalty/index.ts";
import { crossValidate, crossValidateAsync } from "../../src/select/index.ts";
import { products } from "../../src/statistics/moments.ts";
import "../near.ts";

let database: Duckdb;
let folder: string;

beforeAll(async () => {
  database = await openDuckdb({ threads: 2, memoryLimit: "512MB" });
  folder = mkdtempSync(join(tmpdir(), "polytask-"));
});

afterAll(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

/** Rows as a CSV file of the engine's; an empty text is a missing value. */
function file(name: string, columns: Record<string, readonly unknown[]>) {
  const names = Object.keys(columns);
  const rows = columns[names[0]!]!.map((_, i) => names.map((column) => columns[column]![i] ?? "").join(","));
  const path = join(folder, `${name}.csv`);
  writeFileSync(
    path,
    [names.map((column) => `"${column.replaceAll('"', '""')}"`).join(","), ...rows].join("\n"),
  );
  return database.files(path);
}

const random = new RandomState(7);
const n = 203;
const X = Array.from({ length: n }, () => [random.randn(), 5 + random.randn(), random.randint(3)]);
const Y = X.map(([a, b, c]) => [a! + b!, b! - c!, a! * c!].map((y) => y + random.randn()));
const column = (rows: readonly (readonly unknown[])[], j: number): unknown[] => rows.map((row) => row[j]);
const shared = () => ({ x1: column(X, 0), x2: column(X, 1), x3: column(X, 2), y1: column(Y, 0), y2: column(Y, 1), y3: column(Y, 2) }); // biome-ignore format: one line
const names = (features: readonly { readonly name: string }[]) => features.map(({ name }) => name);
const asked = { features: ["x1", "x2", "x3"], targets: ["y1", "y2", "y3"] };

/** Equal statistics: counts exactly, all else to `digits` of the largest number of its kind. */
function same(found: TaskStatistics, expected: TaskStatistics, tol = 1e-12): void {
  expect([found.p, found.T]).toEqual([expected.p, expected.T]);
  for (let t = 0; t < expected.T; t++) {
    const [a, b] = [found.task(t), expected.task(t)];
    expect(a.count).toBe(b.count);
    expect(a.weight).toBeCloseTo(b.weight, 9);
    for (const part of ["meanX", "meanY"] as const) expect(a[part]).toBeNear(b[part], tol);
    const [g, h] = [products(a, true), products(b, true)];
    expect(g.gram.data).toBeNear(h.gram.data, tol);
    expect(g.cross.data).toBeNear(h.cross.data, tol);
    expect(g.square).toBeNear(h.square, tol);
  }
}

describe("the statistics of an engine are those of the rows in memory", () => {
  test("targets of the same rows", async () => {
    const { statistics, folds, features } = await statisticsFrom(file("shared", shared()), asked);
    same(statistics, statisticsOf(X, Y));
    expect(statistics.groups.length).toBe(1); // one Gram matrix for all
    expect(statistics.taskNames).toEqual(asked.targets);
    expect(names(features)).toEqual(asked.features);
    expect(folds).toBeUndefined();
  });

  test("missing targets: a group for each pattern of rows, weights, rows of weight 0", async () => {
    const holes = Y.map((row, i) => row.map((y, t) => (t > 0 && (i + t) % 3 === 0 ? NaN : y)));
    const weight = X.map((_, i) => (i % 11 === 0 ? 0 : 0.5 + (i % 4)));
    const text = (rows: readonly (readonly number[])[], t: number) =>
      rows.map((row) => (Number.isNaN(row[t]!) ? (t === 1 ? "" : "nan") : row[t]!)); // NULL, or NaN
    const columns = { ...shared(), y2: text(holes, 1), y3: text(holes, 2), weight };
    const { statistics } = await statisticsFrom(file("holes", columns), { ...asked, weight: "weight" });
    same(statistics, statisticsOf(X, holes, { sampleWeight: weight }));
    expect(statistics.groups.map(({ tasks }) => tasks)).toEqual([[0], [1], [2]]);
  });

  test("tasks with rows of their own, named by their values in order", async () => {
    const task = X.map((_, i) => [10, 9, 100][i % 3]!);
    const source = file("tasks", { ...shared(), task });
    const { statistics } = await statisticsFrom(source, { ...asked, targets: ["y1"], task: "task" });
    const tasks = [9, 10, 100].map((value) => {
      const rows = [...task.keys()].filter((i) => task[i] === value);
      return { name: `${value}`, X: rows.map((i) => X[i]!), y: rows.map((i) => Y[i]![0]!) };
    });
    same(statistics, statisticsOf(tasks));
    expect(statistics.taskNames).toEqual(["9", "10", "100"]);
  });

  test("folds by a hash of a key that anybody can compute", async () => {
    const key = X.map((_, i) => `row ${i >> 1}`);
    const source = file("folds", { ...shared(), key });
    const { statistics, folds } = await statisticsFrom(source, { ...asked, fold: { key: "key", count: 4 } });
    const foldOf = (text: string): number =>
      Number.parseInt(createHash("md5").update(text).digest("hex").slice(0, 8), 16) % 4;
    for (let k = 0; k < 4; k++) {
      const at = (held: boolean) => [...X.keys()].filter((i) => (foldOf(key[i]!) === k) === held);
      same(folds!.tests[k]!, statisticsOf(at(true).map((i) => X[i]!), at(true).map((i) => Y[i]!))); // biome-ignore format: one line
      same(folds!.train(k), statisticsOf(at(false).map((i) => X[i]!), at(false).map((i) => Y[i]!))); // biome-ignore format: one line
    }
    same(statistics, statisticsOf(X, Y));
  });

  test("cross-validation from the engine's folds is that of the rows, on threads too; no row is read", async () => {
    const key = X.map((_, i) => `row ${i}`);
    const source = file("validated", { ...shared(), key });
    const { folds } = await statisticsFrom(source, { ...asked, fold: { key: "key", count: 4 } });
    const foldOf = (text: string): number =>
      Number.parseInt(createHash("md5").update(text).digest("hex").slice(0, 8), 16) % 4;
    const rows = (k: number, held: boolean) => [...X.keys()].filter((i) => (foldOf(key[i]!) === k) === held);
    const cv = [0, 1, 2, 3].map((k) => ({ train: rows(k, false), test: rows(k, true) }));
    const options = { returnTrainScore: true, scoring: ["r2", "negMeanSquaredError"] } as const;
    for (const estimator of [
      new MultiOutputRidge(),
      new MultiTaskRegressor({ penalty: taskRelationship(0.1, 0.1), tol: 1e-12 }),
    ]) {
      const found = crossValidate(estimator, folds!, options);
      const expected = crossValidate(estimator, X, Y, { ...options, cv });
      for (const name of options.scoring) {
        for (const side of ["test", "train"] as const)
          expect(found.scores[name]![side]!.to1DArray()).toBeNear(
            expected.scores[name]![side]!.to1DArray(),
            1e-9,
          );
      }
      const threads = await crossValidateAsync(estimator, folds!, { ...options, workers: 2 });
      expect(threads.scores).toEqual(found.scores);
      expect(crossValidate(estimator, folds!, { returnEstimator: true }).estimators).toHaveLength(4);
    }
  });

  test("cross-validation of folds without rows refuses what needs rows", async () => {
    const { folds } = await statisticsFrom(file("refused", { ...shared(), key: X.map((_, i) => i) }), {
      ...asked,
      fold: { key: "key", count: 3 },
    });
    const ridge = new MultiOutputRidge();
    expect(() => crossValidate(ridge, folds!, { cv: 3 } as object)).toThrow(
      /^crossValidate: has no option cv; /,
    );
    expect(() => crossValidate(ridge, folds!, { scoring: "negMeanAbsoluteError" })).toThrow(
      /^crossValidate\.scoring: expected scores of squares, where there are no rows, got "negMeanAbsoluteError"$/,
    );
    expect(() => crossValidate(new KernelRidge(), folds!)).toThrow(
      /^crossValidate estimator: expected one that learns from statistics, where there are no rows, got KernelRidge$/,
    );
    expect(() => crossValidate(ridge, folds!, { onProgress: 1 } as object)).toThrow(
      /^crossValidate onProgress: expected a function/,
    );
  });

  test("columns of labels become one feature a label", async () => {
    const labels = ["b", "it's", "a"];
    const color = X.map(([, , c]) => labels[c!]!);
    const source = file("labels", { ...shared(), color });
    const { statistics, features } = await statisticsFrom(source, {
      features: ["x1", { column: "color" }],
      targets: ["y1"],
    });
    expect(names(features)).toEqual(["x1", "color=a", "color=b", "color=it's"]);
    const coded = X.map(([a, , c]) => [a!, Number(c === 2), Number(c === 0), Number(c === 1)]);
    same(statistics, statisticsOf(coded, Y.map(([y]) => [y!]))); // biome-ignore format: one line
    const chosen = { column: "color", categories: ["b"] };
    const { features: one } = await statisticsFrom(source, { ...asked, features: [chosen] });
    expect(names(one)).toEqual(["color=b"]);
  });

  test("columns at 1e8 ± 1, and tasks whose columns lie apart: the same fit to 1e-9", async () => {
    const task = X.map((_, i) => i % 3);
    const far = X.map(([a, b, c], i) => [1e8 + a!, 1e8 * task[i]! + b!, c!]);
    const columns = { ...shared(), x1: column(far, 0), x2: column(far, 1), task };
    const { statistics } = await statisticsFrom(file("far", columns), {
      ...asked,
      targets: ["y1"],
      task: "task",
    });
    const tasks = [0, 1, 2].map((value) => {
      const rows = [...task.keys()].filter((i) => task[i] === value);
      return { name: `${value}`, X: rows.map((i) => far[i]!), y: rows.map((i) => Y[i]![0]!) };
    });
    const [found, expected] = [
      new MultiOutputRidge().fitStatistics(statistics),
      new MultiOutputRidge().fit(tasks),
    ];
    expect(found.coef.to1DArray()).toBeNear(expected.coef.to1DArray(), 1e-9);
    expect(found.intercept).toBeNear(expected.intercept, 1e-9);
  });
});

describe("what cannot be added up is refused in a sentence, before any sum", () => {
  const refused = (columns: Record<string, readonly unknown[]>, options: object, rule: string) =>
    expect(statisticsFrom(file("bad", columns), { ...asked, ...options } as StatisticsOptions)).rejects.toThrow(rule); // biome-ignore format: one line

  test.each([
    [{ features: [] }, "statisticsFrom.features: expected a list of columns, got an empty array"],
    [{ features: ["x1", "x1"] }, 'expected different columns, got "x1" twice'],
    [{ task: "x3" }, "statisticsFrom.targets: expected one column beside task, got 3"],
    [{ fold: { key: "x1", count: 1 } }, "statisticsFrom.fold.count: expected an integer >= 2, got 1"],
    [{ fold: { key: "__proto__", count: 2 } }, "statisticsFrom.fold.key: expected one of the columns"],
    [{ folds: 3 }, "statisticsFrom: has no option folds"],
  ])("%j", (options, rule) => refused(shared(), options, rule));

  test("what the engine refuses is one sentence of its own; a file that is not there", async () => {
    const missing = database.files(join(folder, "absent.csv"));
    await expect(statisticsFrom(missing, asked)).rejects.toThrow(/^DuckDB: IO Error: No files found/);
    await expect(openDuckdb({ threads: 0 })).rejects.toThrow("openDuckdb.threads: expected an integer >= 1, got 0"); // biome-ignore format: one line
    expect(() => database.files([])).toThrow("Duckdb.files: expected a path");
    writeFileSync(join(folder, "a.arrow"), "x1,y1\n1,2\n"); // Arrow by its name, and never read as CSV
    for (const files of [join(folder, "a.arrow"), [join(folder, "a.arrow"), join(folder, "a.arrow")]])
      await expect(statisticsFrom(database.files(files), asked)).rejects.toThrow(/^DuckDB: .*(No extension found|read_arrow)/); // biome-ignore format: one line
  });

  test("an aborted signal ends the work, and the engine answers on", async () => {
    const stop = new AbortController();
    const slow = database.query("SELECT i AS x1, i % 7 AS y1 FROM range(300000000) AS t(i)");
    const stages: string[] = [];
    const work = statisticsFrom(slow, {
      ...{ features: ["x1"], targets: ["y1"], signal: stop.signal },
      onProgress: ({ stage }) => {
        stages.push(stage);
        if (stage === "means") setTimeout(() => stop.abort(), 30);
      },
    });
    await expect(work).rejects.toThrow(/abort/i);
    expect(stages).toEqual(["columns", "means"]);
    const source = file("asked", shared());
    await expect(statisticsFrom(source, { ...asked, onProgress: () => false })).rejects.toThrow("stopped");
    const { statistics } = await statisticsFrom(file("after", shared()), asked);
    expect(statistics.T).toBe(3);
  });
});
