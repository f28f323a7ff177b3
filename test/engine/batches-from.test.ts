import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type BatchOptions,
  batchesFrom,
  type Duckdb,
  type EngineBatches,
  openDuckdb,
  type Source,
} from "../../src/engine/index.ts";
import { RandomState } from "../../src/index.ts";
import {
  adam,
  classification,
  DataLoader,
  MultiTaskDataset,
  MultiTaskNetwork,
  regression,
} from "../../src/network/index.ts";

let database: Duckdb;
let rows: Source;

const n = 9001; // more than a page of other engines, and no multiple of a batch
const random = new RandomState(2);
const X = Array.from({ length: n }, () => [random.randn(), random.randn(), random.randint(3)]);
const size = X.map(([a, b], i) => (i % 11 === 4 ? NaN : a! - b! / 2));
const kind = X.map(([a, , c]) => Number(a! > 0.6) + Number(c! > 0));
const weight = X.map((_, i) => 0.5 + (i % 3));
const school = X.map((_, i) => (i % 3 === 0 ? "it's" : "big"));
const features = ["x0", "x1", "x2"];
const batchSize = 128;
const tasks = { size: regression(), kind: classification(3) };
const network = (heads: Record<string, ReturnType<typeof regression>> = tasks) =>
  new MultiTaskNetwork({
    hidden: [7],
    tasks: heads,
    epochs: 2,
    optimizer: adam({ lr: 0.01 }),
    randomState: 3,
  });

beforeAll(async () => {
  database = await openDuckdb({ threads: 2 });
  const number = (value: number) => (Number.isNaN(value) ? "NULL" : `'${value}'`);
  const lines = X.map((x, i) => `(${i}, ${[...x, size[i]!, kind[i]!, weight[i]!].map(number).join(", ")}, '${school[i]!.replace("'", "''")}')`); // biome-ignore format: one line
  const { query } = database.query("SELECT 1");
  await query("CREATE TABLE kept (key BIGINT, x0 DOUBLE, x1 DOUBLE, x2 INTEGER, size DOUBLE, kind INTEGER, weight DOUBLE, school VARCHAR)"); // biome-ignore format: one line
  for (let at = 0; at < n; at += 1000)
    await query(`INSERT INTO kept VALUES ${lines.slice(at, at + 1000).join(", ")}`);
  rows = database.table("kept");
});

afterAll(() => database.close());

/** An engine that hands over no columns: it is asked for pages. */
const far = (): { source: Source; queries: string[] } => {
  const { stream: _, ...rest } = rows;
  const queries: string[] = [];
  const query: Source["query"] = (sql, signal) => {
    queries.push(sql);
    return rest.query(sql, signal);
  };
  return { source: { ...rest, query }, queries };
};

/** Numbers of an epoch: one a batch, out of the arrays that are used again. */
async function firsts(batches: EngineBatches, epoch: number): Promise<number[]> {
  const out: number[] = [];
  for await (const batch of batches.epoch(epoch)) {
    const { data, columns } = (batch as { X: { data: Float64Array; columns: number } }).X;
    out.push(...data.filter((_, k) => k % columns === 0));
  }
  return out;
}

describe("a network that is fitted from an engine is the one of the same rows in memory, bit by bit", () => {
  const fitted = async (source: Source, options: object = {}, heads = tasks) =>
    (await network(heads as never).fitAsync(await batchesFrom(source, { features, targets: ["size", "kind"], batchSize, ...options }))).model.describe(); // biome-ignore format: one line
  const expected = (dataset: MultiTaskDataset, heads: object = tasks) =>
    network(heads as never)
      .fit(new DataLoader(dataset, { batchSize }))
      .model.describe();

  test("targets of the same rows, some of them missing", async () => {
    const wanted = expected(new MultiTaskDataset(X, { size, kind }));
    expect(await fitted(rows)).toEqual(wanted);
    expect(await fitted(rows, { key: "key" })).toEqual(wanted);
  });

  test("an engine that is asked for pages", async () => {
    const { source, queries } = far();
    expect(await fitted(source, { key: "key" })).toEqual(expected(new MultiTaskDataset(X, { size, kind })));
    expect(queries.filter((sql) => sql.includes("LIMIT"))).toHaveLength(2 * 2); // two pages an epoch
  });

  test("pages by a key of whole numbers that no double holds", async () => {
    const wide = database.query(`SELECT 9007199254740993 + 2 * key AS wide, * FROM kept`);
    const { stream: _, ...source } = wide;
    const batches = await batchesFrom(source, { features, targets: ["size"], key: "wide", batchSize });
    expect(await firsts(batches, 1)).toEqual(X.map(([first]) => first));
  });

  test("weights; rows without one do not come", async () => {
    const dataset = new MultiTaskDataset(X, { size, kind }, { sampleWeight: weight });
    expect(await fitted(rows, { weight: "weight" })).toEqual(expected(dataset));
    const some = database.query("SELECT *, CASE WHEN key < 4000 THEN 1 END AS own FROM kept");
    const kept = X.slice(0, 4000);
    const part = new MultiTaskDataset(kept, { size: size.slice(0, 4000), kind: kind.slice(0, 4000) });
    expect(await fitted(some, { weight: "own" })).toEqual(expected(part));
  });

  test("tasks that have rows of their own, by a column of names", async () => {
    const heads = { "it's": regression(), big: regression() };
    const of = (name: string) => size.map((value, i) => (school[i] === name ? value : NaN));
    const dataset = new MultiTaskDataset(X, { big: of("big"), "it's": of("it's") });
    const options = { targets: ["size"], task: "school", key: "key" };
    expect(await fitted(rows, options, heads as never)).toEqual(expected(dataset, heads));
    expect(await fitted(far().source, options, heads as never)).toEqual(expected(dataset, heads));
  });
});

describe("batches", () => {
  const asked: BatchOptions = { features, targets: ["size"], batchSize };

  test("come in the order of the key, as many as are told", async () => {
    const batches = await batchesFrom(rows, { ...asked, key: "key" });
    expect(batches.length).toBe(Math.ceil(n / batchSize));
    expect(await firsts(batches, 1)).toEqual(X.map(([a]) => a));
    expect(batches.features.map(({ name }) => name)).toEqual(features);
  });

  test("are shuffled anew for every epoch, the same for a seed, in every engine", async () => {
    const options = { ...asked, key: "key", shuffle: true, randomState: 4 };
    const batches = await batchesFrom(rows, options);
    const [one, two] = [await firsts(batches, 1), await firsts(batches, 2)];
    expect(one).not.toEqual(two);
    expect(one.toSorted()).toEqual(X.map(([a]) => a!).toSorted());
    expect(two.toSorted()).toEqual(one.toSorted());
    expect(await firsts(await batchesFrom(far().source, options), 1)).toEqual(one);
    expect(await firsts(await batchesFrom(rows, { ...options, randomState: 5 }), 1)).not.toEqual(one);
  });

  test("end in the middle without harm: whoever stops asking leaves the engine free", async () => {
    const batches = await batchesFrom(rows, asked);
    for await (const _ of batches.epoch(1)) break;
    expect(await firsts(batches, 1)).toHaveLength(n);
    const stop = new AbortController();
    const watched = await batchesFrom(rows, { ...asked, signal: stop.signal });
    stop.abort();
    await expect(network({ size: regression() }).fitAsync(watched)).rejects.toThrow(/abort/i);
  });

  test.each<[object, string]>([
    [{ batchSize: 0 }, "batchesFrom.batchSize: expected an integer >= 1, got 0"],
    [{ randomState: 0.5 }, "batchesFrom.randomState: expected an integer, got 0.5"],
    [{ shuffle: true }, "batchesFrom.key: expected a column whose values are all different, by which rows are ordered, got undefined"], // biome-ignore format: one line
    [{ key: "id" }, 'batchesFrom.key: expected one of the columns key, x0, x1, x2, size, kind, weight, school, got "id"'], // biome-ignore format: one line
    [{ features: ["x9"] }, "batchesFrom.features: expected one of the columns"],
    [{ targets: ["school"] }, 'batchesFrom.targets "school": expected a column of numbers, got VARCHAR'],
    [{ fold: {} }, "batchesFrom: has no option fold"],
  ])("%j is refused", (options, rule) => expect(batchesFrom(rows, { ...asked, ...options })).rejects.toThrow(rule)); // biome-ignore format: one line

  test("an engine of pages needs a key; a table without rows, and a missing input, are refused", async () => {
    await expect(batchesFrom(far().source, asked)).rejects.toThrow("batchesFrom.key: expected a column");
    const none = database.query("SELECT * FROM kept WHERE key < 0");
    await expect(batchesFrom(none, asked)).rejects.toThrow("batchesFrom: expected rows that count, got 0");
    const holes = await batchesFrom(rows, { ...asked, features: ["size"] });
    await expect(network({ size: regression() }).fitAsync(holes)).rejects.toThrow(/X row 4: expected a finite number, got NaN/); // biome-ignore format: a sentence
  });
});
