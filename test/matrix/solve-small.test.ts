import { describe, expect, test } from "vitest";
import { solveSmall } from "../../src/matrix/solve-small.ts";

describe("solveSmall", () => {
  test("solves the first rows of a wider matrix, with pivots where a diagonal is 0", () => {
    const [n, ld] = [3, 5];
    const rows = [
      [0, 2, 1],
      [4, -1, 3],
      [2, 5, -7],
    ];
    const A = new Float64Array(ld * ld).fill(99);
    for (const [i, row] of rows.entries()) A.set(row, i * ld);
    const x = [3, -1, 2];
    const b = Float64Array.from(rows, (row) => row.reduce((sum, a, j) => sum + a * x[j]!, 0));
    expect(solveSmall(A, b, n, ld)).toBe(true);
    expect([...b]).toBeNear(x, 1e-13);
  });

  test("says where there is no solution", () => {
    expect(solveSmall(Float64Array.of(1, 2, 2, 4), Float64Array.of(1, 1), 2)).toBe(false);
    expect(solveSmall(Float64Array.of(NaN, 2, 2, 4), Float64Array.of(1, 1), 2)).toBe(false);
  });
});
