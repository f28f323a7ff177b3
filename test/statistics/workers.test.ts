import { describe, expect, test, vi } from "vitest";
import { MultiOutputRidge, RandomState, statisticsOf, statisticsOfAsync, useBuild } from "../../src/index.ts";
import "../near.ts";

const random = new RandomState(3);
// 400 features are added up 327 rows at a time, 32 runs a shard: two shards, the second one short
const wide = {
  data: Float64Array.from({ length: 11_003 * 400 }, () => random.randn()),
  rows: 11_003,
  columns: 400,
};
const y = Array.from({ length: wide.rows }, (_, i) => wide.data[i * 400]! + random.randn());
const [n, p] = [150_001, 3];
const X = { data: Float64Array.from({ length: n * p }, () => random.randn()), rows: n, columns: p };
const Y = Array.from({ length: n }, (_, i) => [X.data[i * p]!, i % 5 === 0 ? NaN : random.randn()]);

describe("any number of threads gives the bits of one", () => {
  test.each([1, 2, 3])("%i", async (workers) => {
    expect(await statisticsOfAsync(wide, y, { workers })).toEqual(statisticsOf(wide, y));
    const options = {
      sampleWeight: Float64Array.from({ length: n }, (_, i) => i % 4),
      taskNames: ["a", "b"],
    };
    const found = await statisticsOfAsync(X, Y, { ...options, workers });
    expect(found).toEqual(statisticsOf(X, Y, options));
    expect(found.groups.map(({ tasks }) => tasks)).toEqual([[0], [1]]);
    const tasks = [
      { X, y: Y.map(([a]) => a!), name: "long" },
      { X: [[1, 2, 3], [0, 1, 5]], y: [1, 2], name: "short" }, // biome-ignore format: a table
    ];
    expect(await statisticsOfAsync(tasks, { workers })).toEqual(statisticsOf(tasks));
  });

  test("the build that is chosen here is theirs; shared memory is used as it is", async () => {
    useBuild("plain");
    const shared = { ...X, data: new Float64Array(new SharedArrayBuffer(8 * n * p)) };
    shared.data.set(X.data);
    expect(await statisticsOfAsync(shared, Y, { workers: 2 })).toEqual(statisticsOf(X, Y));
    useBuild("fastest");
  });

  test.each([1, 2])("numbers that change later are those of the call, %i workers", async (workers) => {
    const [own, target] = [{ ...X, data: X.data.slice() }, Float64Array.from(Y, ([a]) => a!)];
    const expected = statisticsOf(own, target);
    const work = statisticsOfAsync(own, target, { workers });
    own.data.fill(1);
    target.fill(1);
    expect(await work).toEqual(expected);
  });

  test("without threads, or memory that they share, this one does it alone", async () => {
    vi.stubGlobal("SharedArrayBuffer", undefined);
    expect(await statisticsOfAsync(X, Y, { workers: 2 })).toEqual(statisticsOf(X, Y));
    vi.unstubAllGlobals();
  });
});

test("shards are merged as exactly as rows are added up", () => {
  const half = (from: number, to: number) => ({
    data: X.data.subarray(from * p, to * p),
    rows: to - from,
    columns: p,
  });
  const merged = statisticsOf(half(0, 71_000), Y.slice(0, 71_000)).merge(
    statisticsOf(half(71_000, n), Y.slice(71_000)),
  );
  const [one, other] = [merged, statisticsOf(X, Y)].map((statistics) =>
    new MultiOutputRidge().fitStatistics(statistics).coef.to1DArray(),
  );
  expect(one!).toBeNear(other!, 1e-13);
});

test("what is changed later changes nothing; a signal, onProgress and bad options end it in a sentence", async () => {
  const own = { ...X, data: X.data.slice() };
  const work = statisticsOfAsync(own, Y, { workers: 2 });
  own.data.fill(0);
  expect(await work).toEqual(statisticsOf(X, Y));
  const stop = new AbortController();
  const stopped = statisticsOfAsync(wide, y, { workers: 2, signal: stop.signal });
  setTimeout(() => stop.abort(), 1);
  await expect(stopped).rejects.toThrow(/abort/i);
  await expect(statisticsOfAsync(wide, y, { workers: 2, onProgress: () => false })).rejects.toThrow("stopped before there was a result"); // biome-ignore format: a sentence
  await expect(statisticsOfAsync(X, Y, { workers: 0 })).rejects.toThrow("statisticsOfAsync.workers: expected an integer >= 1, got 0"); // biome-ignore format: a sentence
  await expect(statisticsOfAsync(X, [1], { workers: 2 })).rejects.toThrow(
    "statisticsOfAsync Y: expected 150001 rows",
  );
});
