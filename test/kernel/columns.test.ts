import { describe, expect, test } from "vitest";
import { f64, inArena } from "../../src/kernel/arena.ts";
import { centreColumns, sumColumns } from "../../src/kernel/columns.ts";
import { matrix } from "../estimator/samples.ts";

describe.each(["plain", "relaxed"] as const)("%s kernels", (build) => {
  const shapes = [0, 1, 2, 3, 5, 9].flatMap((n) =>
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 13].map((p) => [n, p] as const),
  );

  test.each(shapes)("columns of %i x %i are summed and centred as plain loops do", (n, p) => {
    for (const weighted of [false, true]) {
      const rows = matrix(n, p, n + 10 * p);
      const means = matrix(2, p, 3);
      const weights = Array.from({ length: n }, (_, i) => (weighted ? 0.5 + i : 1));
      const wishes = { A: f64(n * p + 1), mean: f64(p), rest: f64(p), sums: f64(p), w: f64(n) };
      inArena(wishes, ({ A, mean, rest, sums, w }) => {
        A.values.set([...rows.flat(), 77]);
        mean.values.set(means[0]!);
        rest.values.set(means[1]!);
        w.values.set(weights);
        const by = weighted ? w : undefined;
        sumColumns(sums, A, n, mean, by, build);
        const want = means[0]!.map((m, j) =>
          rows.reduce((sum, row, i) => sum + weights[i]! * (row[j]! - m), 0),
        );
        expect(sums.values).toBeNear(want, 1e-13);
        centreColumns(A, n, mean, rest, by, build);
        const moved = rows.map((row, i) =>
          row.map((value, j) => Math.sqrt(weights[i]!) * (value - means[0]![j]! - means[1]![j]!)),
        );
        expect([...A.values]).toEqual([...moved.flat(), 77]);
      });
    }
  });

  test("a column has the same sum alone and among others", () => {
    const rows = matrix(11, 7, 5);
    const sum = (columns: number[]): number[] =>
      inArena(
        { A: f64(11 * columns.length), mean: f64(columns.length), sums: f64(columns.length) },
        ({ A, mean, sums }) => {
          A.values.set(rows.flatMap((row) => columns.map((j) => row[j]!)));
          mean.values.fill(0.3);
          sumColumns(sums, A, 11, mean, undefined, build);
          return [...sums.values];
        },
      );
    const all = sum([0, 1, 2, 3, 4, 5, 6]);
    for (const j of [0, 1, 4, 6]) expect(sum([j])).toEqual([all[j]]);
  });
});
