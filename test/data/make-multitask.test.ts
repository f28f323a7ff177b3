import { describe, expect, test } from "vitest";
import { makeMultitask } from "../../src/data/index.ts";
import type { Dense } from "../../src/matrix/dense.ts";
import { RandomState } from "../../src/matrix/random.ts";
import { svd } from "../../src/matrix/svd.ts";
import "../near.ts";

const names = ["clusters", "lowRank", "graph", "sharedSupport", "temporal", "outliers"] as const;
const sizes = { nTasks: 7, nSamples: 11, nFeatures: 13, nInformative: 4 };

/** The correlation of columns of many features, which have mean 0. */
function correlationOf({ data, rows, columns: T }: Dense, among: readonly number[]): number[] {
  const product = (s: number, t: number): number =>
    among.reduce((sum, j) => sum + data[j * T + s]! * data[j * T + t]!, 0);
  expect(among.length).toBeLessThanOrEqual(rows);
  return Array.from({ length: T * T }, (_, k) => {
    const [s, t] = [Math.floor(k / T), k % T];
    return product(s, t) / Math.sqrt(product(s, s) * product(t, t));
  });
}

describe.each(names)("makeMultitask: %s", (structure) => {
  test("the same seed makes the same bits, another one others", () => {
    const made = makeMultitask({ structure, ...sizes, randomState: 5 });
    expect(makeMultitask({ structure, ...sizes, randomState: 5 })).toEqual(made);
    expect(makeMultitask({ structure, ...sizes, randomState: new RandomState(5) })).toEqual(made);
    expect(makeMultitask({ structure, ...sizes, randomState: 6 }).coef).not.toEqual(made.coef);
  });

  test("without noise targets are X w, on rows of their own and on shared ones", () => {
    for (const shared of [false, true]) {
      const { tasks, coef } = makeMultitask({ structure, ...sizes, noise: 0, shared, randomState: 1 });
      for (const [t, { X, y }] of tasks.entries()) {
        for (let i = 0; i < sizes.nSamples; i++) {
          const f = Array.from({ length: 13 }, (_, j) => X.data[i * 13 + j]! * coef.data[j * 7 + t]!);
          expect(f.reduce((a, b) => a + b)).toBeNear(y[i]!, 1e-12);
        }
      }
      expect(tasks[0]!.X === tasks[1]!.X).toBe(shared);
    }
    const { X, Y, tasks } = makeMultitask({ structure, ...sizes, shared: true, randomState: 1 });
    expect([X.rows, X.columns, Y.rows, Y.columns]).toEqual([11, 13, 11, 7]);
    expect(tasks.map(({ y }) => y[3])).toEqual([...Y.data.subarray(21, 28)]);
  });

  test("many features have the correlation that is told, and variance 1", () => {
    const many = { structure, nTasks: 7, nSamples: 1, nFeatures: 4000, nInformative: 3000, randomState: 2 };
    const { coef, correlation, support } = makeMultitask(many);
    const among = support ?? Array.from({ length: 4000 }, (_, j) => j);
    const found = correlationOf(coef, among);
    for (const [k, value] of found.entries())
      expect(Math.abs(value - correlation.data[k]!)).toBeLessThan(0.07);
    const square = coef.data.reduce((sum, w) => sum + w * w, 0) / (7 * among.length);
    expect(Math.abs(square - 1)).toBeLessThan(0.05);
    expect(svd(correlation).s.every((s) => s >= -1e-12)).toBe(true);
  });
});

describe("makeMultitask", () => {
  test("what is told of a structure is true of it", () => {
    const clusters = makeMultitask({ ...sizes, nClusters: 3, similarity: 1, randomState: 3 });
    expect([...(clusters.clusters ?? [])].sort()).toEqual([0, 0, 0, 1, 1, 2, 2]);
    const columns = (W: Dense, t: number) =>
      Array.from({ length: W.rows }, (_, j) => W.data[j * W.columns + t]);
    for (const [t, c] of clusters.clusters!.entries())
      expect(columns(clusters.coef, t)).toEqual(columns(clusters.coef, clusters.clusters!.indexOf(c)));

    const low = makeMultitask({ structure: "lowRank", ...sizes, rank: 3, randomState: 3 });
    expect(low.rank).toBe(3);
    expect(svd(low.coef).s.filter((s) => s > 1e-9)).toHaveLength(3);

    const { edges } = makeMultitask({ structure: "graph", ...sizes, randomState: 3 });
    expect(edges).toHaveLength(6);
    const reached = new Set([0]);
    for (let turn = 0; turn < 7; turn++) {
      for (const [s, t] of edges!) {
        expect(s).toBeLessThan(t);
        if (reached.has(s) || reached.has(t)) reached.add(s).add(t);
      }
    }
    expect(reached.size).toBe(7); // a tree: all hang together by as few edges as can be

    for (const structure of ["sharedSupport", "temporal"] as const) {
      const { support, coef } = makeMultitask({ structure, ...sizes, randomState: 3 });
      const used = Array.from({ length: 13 }, (_, j) => j).filter((j) => coef.data[j * 7] !== 0);
      expect(used).toEqual(support);
      expect(used).toHaveLength(4);
    }
    const { outliers, correlation } = makeMultitask({ structure: "outliers", ...sizes, randomState: 3 });
    expect(outliers).toHaveLength(2);
    for (const t of outliers!) expect(correlation.data.subarray(t * 7, t * 7 + 7).filter((c) => c !== 0)).toHaveLength(1); // biome-ignore format: a sentence
    expect(makeMultitask({ structure: "outliers", ...sizes, nOutliers: 0 }).outliers).toEqual([]);
  });

  test.each<[object, string]>([
    [{ structure: "cluster" }, "makeMultitask.structure: expected one of"],
    [{ nTasks: 1 }, "makeMultitask.nTasks: expected an integer >= 2, got 1"],
    [{ similarity: 1.5 }, "makeMultitask.similarity: expected a number from 0 to 1, got 1.5"],
    [{ randomState: -1 }, "makeMultitask.randomState: expected an integer from 0 to 2**32 - 1"],
    [{ nTasks: 4, nClusters: 5 }, "makeMultitask.nClusters: expected at most 4, as there are tasks, got 5"],
    [
      { structure: "lowRank", nFeatures: 3, rank: 4 },
      "makeMultitask.rank: expected at most 3, as there are tasks and features, got 4",
    ],
    [
      { structure: "temporal", nFeatures: 3 },
      "makeMultitask.nInformative: expected at most 3, as there are features, got 5",
    ],
    [{ structure: "sharedSupport", nFeatures: 3 }, "makeMultitask.nInformative: expected at most 3"],
    [
      { structure: "outliers", nOutliers: 11 },
      "makeMultitask.nOutliers: expected at most 10, as there are tasks, got 11",
    ],
    [{ nTask: 3 }, "makeMultitask: "],
  ])("refuses in one sentence: %#", (options, sentence) => {
    expect(() => makeMultitask(options)).toThrow(sentence);
  });
});
