import { describe, expect, test } from "vitest";
import { RandomState, statisticsOf } from "../../src/index.ts";
import { openDesk } from "../../src/statistics/column-sums.ts";
import { products } from "../../src/statistics/moments.ts";
import "../near.ts";

const random = new RandomState(5);
const n = 997;
const height = 64; // 15 runs and a shorter one

/** Features by what is hard about them, row by row. */
const hard: Record<string, (i: number) => number> = {
  "about 0": () => random.randn(),
  "far from 0": () => 1e8 + random.randn(),
  "far from where it began": (i) => (i < height ? 0 : 1e6) + random.randn(),
  sorted: (i) => i / 7,
  "all the same": () => 0.1,
  "the same at first": (i) => (i < 3 * height ? 0.1 : random.randn()),
  "0 or 1": () => Number(random.randn() > 0),
};

const columnOf = (make: (i: number) => number): Float64Array => Float64Array.from({ length: n }, (_, i) => make(i)); // biome-ignore format: one line

/** The moments of columns that come in runs, and those of the same rows in memory. */
function both(columns: readonly Float64Array[], T: number, weight?: Float64Array) {
  const p = columns.length - T;
  const all = weight ? [...columns, weight] : columns;
  const desk = openDesk(p, T, height);
  const places = [...columns.keys()];
  const sums = desk.open({ features: places.slice(0, p), targets: places.slice(p), weight: weight && columns.length }); // biome-ignore format: one line
  for (let from = 0; from < n; from += 100) {
    const run = all.map((values) => values.subarray(from, from + 100));
    sums.add(run, 0, run[0]!.length);
  }
  const found = sums.take();
  expect(sums.take().count).toBe(0);
  desk.close();
  const rows = (from: number, to: number) => Array.from({ length: n }, (_, i) => columns.slice(from, to).map((values) => values[i]!)); // biome-ignore format: one line
  const { groups } = statisticsOf(rows(0, p), rows(p, p + T), weight && { sampleWeight: weight });
  return { found, expected: groups[0]!.moments };
}

const weights = { "without weights": undefined, weighted: columnOf((i) => (i % 5) / 3) };

describe.each(Object.entries(weights))("%s", (_, weight) => {
  test.each([1, 3, 6, 7, 20])("columns of every kind and %i targets have the moments of memory", (T) => {
    const targets = Array.from({ length: T }, (_, t) =>
      columnOf((i) => (t % 2) * 1e5 + Math.cos(i * (t + 1))),
    );
    const { found, expected } = both([...Object.values(hard).map(columnOf), ...targets], T, weight);
    expect([found.count, found.weight]).toEqual([n, expect.closeTo(expected.weight, 9)]);
    for (const part of ["meanX", "meanY"] as const) expect(found[part]).toBeNear(expected[part], 1e-12);
    const [a, b] = [products(found, true), products(expected, true)];
    for (let i = 0; i < a.gram.rows; i++) {
      const scale = (j: number): number => Math.sqrt(b.gram.data[i * (b.gram.rows + 1)]! * b.gram.data[j * (b.gram.rows + 1)]!); // biome-ignore format: one line
      for (let j = 0; j <= i; j++)
        expect(Math.abs(a.gram.data[i * a.gram.rows + j]! - b.gram.data[i * a.gram.rows + j]!)).toBeLessThanOrEqual(1e-12 * scale(j) + 1e-18); // biome-ignore format: one line
    }
    expect(a.cross.data).toBeNear(b.cross.data, 1e-12);
    expect(a.square).toBeNear(b.square, 1e-12);
  });
});

test("a column that is all the same has products of exactly 0, at 1e8 ± 1 no digit is lost", () => {
  const one = both([columnOf(() => 0.1), columnOf(() => -1e8), columnOf((i) => 1e8 + (i % 3) - 1), columnOf((i) => i % 7)], 1); // biome-ignore format: one line
  expect([...one.found.gram.subarray(0, 5)]).toEqual([0, 0, 0, 0, 0]);
  expect([...one.found.meanX.subarray(0, 2)]).toEqual([0.1, -1e8]);
  const exact = columnOf((i) => (i % 3) - 1);
  const mean = exact.reduce((sum, value) => sum + value, 0) / n;
  expect(one.found.gram[5]).toBeCloseTo(
    exact.reduce((sum, value) => sum + (value - mean) ** 2, 0),
    9,
  );
});
