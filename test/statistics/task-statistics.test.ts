import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { statisticsOf } from "../../src/index.ts";
import { groupsOf } from "../../src/statistics/group.ts";
import type { Moments } from "../../src/statistics/moments.ts";
import { matrix, type Rows } from "../estimator/samples.ts";

/** The moments by their definition, in plain loops. */
function plain(X: Rows, y: number[], weight = y.map(() => 1)): Moments {
  const rows = X.map((x, i) => ({ x, y: y[i]!, w: weight[i]! })).filter(
    (row) => row.w > 0 && !Number.isNaN(row.y),
  );
  const total = rows.reduce((sum, { w }) => sum + w, 0);
  const p = X[0]!.length;
  const mean = (of: (row: (typeof rows)[number]) => number): number =>
    rows.reduce((sum, row) => sum + row.w * of(row), 0) / total;
  const meanX = Float64Array.from({ length: p }, (_, j) => mean(({ x }) => x[j]!));
  const meanY = mean((row) => row.y);
  const spread = (of: (row: (typeof rows)[number]) => number): number =>
    rows.reduce((sum, row) => sum + row.w * of(row), 0);
  const gram: number[] = [];
  for (let i = 0; i < p; i++) {
    for (let j = 0; j <= i; j++) gram.push(spread(({ x }) => (x[i]! - meanX[i]!) * (x[j]! - meanX[j]!)));
  }
  return {
    count: rows.length,
    weight: total,
    meanX,
    meanY: Float64Array.of(meanY),
    restX: new Float64Array(p),
    restY: new Float64Array(1),
    gram: Float64Array.from(gram),
    cross: Float64Array.from({ length: p }, (_, j) =>
      spread((row) => (row.x[j]! - meanX[j]!) * (row.y - meanY)),
    ),
    square: Float64Array.of(spread((row) => (row.y - meanY) ** 2)),
  };
}

function expectMoments(got: Moments, want: Moments, tolerance = 1e-11): void {
  expect(got.count).toBe(want.count);
  expect(got.weight).toBeNear(want.weight, tolerance);
  for (const key of ["meanX", "meanY", "gram", "cross", "square"] as const) {
    expect([...got[key]].every(Number.isFinite)).toBe(true);
    expect(got[key]).toBeNear(want[key], tolerance);
  }
}

const column = (Y: Rows, t: number): number[] => Y.map((row) => row[t]!);

const X = matrix(13, 4, 1);
const Y = matrix(13, 3, 2);
const holes = Y.map((row, i) => [row[0]!, i % 3 === 0 ? NaN : row[1]!, row[2]!]);

describe("TaskStatistics", () => {
  test("hold counts, means and centred cross-products of every task", () => {
    const weight = X.map((_, i) => (i % 4) / 2);
    const statistics = statisticsOf(X, holes, { sampleWeight: weight });
    for (const t of [0, 1, 2]) expectMoments(statistics.task(t), plain(X, column(holes, t), weight));
    expect(statistics.meanWeight).toBeNear(
      [0, 1, 2].reduce((sum, t) => sum + statistics.task(t).weight, 0) / 3,
      1e-15,
    );
  });

  test("tasks on the same rows share one Gram matrix, others do not", () => {
    const shared = statisticsOf(X, holes);
    expect(shared.groups.map(({ tasks }) => tasks)).toEqual([[0, 2], [1]]);
    const apart = statisticsOf(
      [0, 1, 2].map((t) => ({ X: t === 1 ? matrix(13, 4, 9) : X, y: column(Y, t) })),
    );
    expect(apart.groups.map(({ tasks }) => tasks)).toEqual([[0, 2], [1]]);
    expect(shared.task(0).gram).toBe(shared.groups[0]!.moments.gram);
  });

  test("groups tell tasks apart by their weights too", () => {
    const weight = Float64Array.from(Y.flatMap((_, i) => [1, i === 5 ? 2 : 1, 1]));
    const flat = (rows: Rows) => ({
      data: Float64Array.from(rows.flat()),
      rows: rows.length,
      columns: rows[0]!.length,
    });
    const groups = groupsOf({ blocks: [{ X: flat(X), Y: flat(Y), weight, tasks: [0, 1, 2] }] });
    expect(groups.map(({ tasks, weight }) => [tasks, weight === undefined])).toEqual([
      [[0, 2], true],
      [[1], false],
    ]);
  });

  test("merge to those of the rows together, in any order and grouping", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 13, maxLength: 13 }), (part) => {
        const pick = <R>(rows: R[], k: number): R[] => rows.filter((_, i) => part[i] === k);
        const parts = [0, 1, 2]
          .filter((k) => part.includes(k))
          .map((k) => statisticsOf(pick(X, k), pick(holes, k)));
        const merged = parts.reduce((a, b) => a.merge(b));
        const other = [...parts].reverse().reduce((a, b) => b.merge(a));
        for (const t of [0, 1, 2]) {
          expectMoments(merged.task(t), plain(X, column(holes, t)));
          expectMoments(other.task(t), plain(X, column(holes, t)));
        }
      }),
      { numRuns: 50, seed: 3 },
    );
  });

  test("one huge row does not cancel the digits of the others when batches merge", () => {
    const huge = statisticsOf([[1e9, 0, 0, 0]], [[1e9, 0, 0]]);
    const merged = statisticsOf(X, Y).merge(huge);
    expectMoments(merged.task(1), plain([...X, [1e9, 0, 0, 0]], [...column(Y, 1), 0]));
  });

  test("subtract leaves those of the other rows, and refuses where the digits are gone", () => {
    const all = statisticsOf(X, holes);
    const left = all.subtract(statisticsOf(X.slice(0, 4), holes.slice(0, 4)));
    for (const t of [0, 1, 2])
      expectMoments(left.task(t), plain(X.slice(4), column(holes.slice(4), t)), 1e-10);
    const huge = statisticsOf([[1e9, 0, 0, 0]], [[1e9, 0, 0]]);
    expect(() => statisticsOf(X, Y).merge(huge).subtract(huge)).toThrow(
      /^TaskStatistics\.subtract: expected rows that leave at least 1e-8 of every variance, got .* lost: merge/,
    );
    expect(() => all.subtract(all)).toThrow(
      /^TaskStatistics\.subtract: expected fewer than 13 rows, got 13$/,
    );
  });

  test("refuse what was made of other columns or tasks", () => {
    const statistics = statisticsOf(X, Y, { taskNames: ["a", "b", "c"] });
    expect(() => statistics.merge(statisticsOf(matrix(3, 2, 1), matrix(3, 3, 1)))).toThrow(
      /^TaskStatistics\.merge: expected 4 features, as before, got 2$/,
    );
    expect(() => statistics.merge(statisticsOf(X, matrix(13, 2, 1)))).toThrow(
      /expected 3 tasks, as before, got 2$/,
    );
    expect(() => statistics.merge(statisticsOf(X, Y))).toThrow(
      /expected the tasks a, b, c, as before, got no names$/,
    );
    expect(() => statistics.task(3)).toThrow(/expected a task from 0 to 2, got 3$/);
  });

  test("a task without rows merges with the rows that come later", () => {
    const early = statisticsOf(
      X.slice(0, 5),
      Y.slice(0, 5).map(([a, , c]) => [a!, NaN, c!]),
    );
    const late = statisticsOf(X.slice(5), Y.slice(5));
    expectMoments(early.merge(late).task(1), plain(X.slice(5), column(Y.slice(5), 1)));
  });
});
