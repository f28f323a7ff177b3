import { CholeskyDecomposition, Matrix, solve } from "ml-matrix";
import { describe, expect, test } from "vitest";
import { cholesky } from "../../src/matrix/cholesky.ts";
import type { Dense } from "../../src/matrix/dense.ts";
import { definite, filled, noise } from "../kernel/matrices.ts";

const dense = (data: Float64Array, rows: number, columns: number): Dense => ({ data, rows, columns });
const oracle = ({ data, rows, columns }: Dense): Matrix => Matrix.from1DArray(rows, columns, data);
const hilbert = (p: number): Dense =>
  dense(
    filled(p, p, (i, j) => 1 / (i + j + 1)),
    p,
    p,
  );

describe("cholesky", () => {
  test.each([1, 2, 5, 19, 70])("has ml-matrix's factor and solution for %i rows", (p) => {
    const A = dense(definite(p), p, p);
    const B = dense(noise(p * 3), p, 3);
    const theirs = new CholeskyDecomposition(oracle(A));
    const ours = cholesky(A)!;
    expect(ours.L.data).toBeNear(theirs.lowerTriangularMatrix.to1DArray(), 1e-14);
    expect(ours.solve(B).data).toBeNear(theirs.solve(oracle(B)).to1DArray(), 1e-13);
    expect(ours.solve(B)).toMatchObject({ rows: p, columns: 3 });
  });

  test.each([1, 5, 37, 256, 257, 300])(
    "a column solved alone has the bits it has among others, for %i rows",
    (p) => {
      const factor = cholesky(dense(definite(p), p, p))!;
      const B = dense(noise(p * 19), p, 19);
      const among = factor.solve(B).data;
      for (const [t, width] of [
        [0, 1],
        [7, 1],
        [3, 2],
        [1, 15],
        [2, 17],
      ] as const) {
        const some = dense(
          filled(p, width, (i, k) => B.data[i * 19 + t + k]!),
          p,
          width,
        );
        expect(factor.solve(some).data).toEqual(filled(p, width, (i, k) => among[i * 19 + t + k]!));
      }
    },
  );

  test("an empty matrix and no right sides have an answer", () => {
    const ours = cholesky(dense(new Float64Array(0), 0, 0))!;
    expect(ours.solve(dense(new Float64Array(0), 0, 2)).data).toHaveLength(0);
    expect(ours.reciprocalCondition()).toBe(1);
    expect(cholesky(hilbert(3))!.solve(dense(new Float64Array(0), 3, 0)).columns).toBe(0);
  });

  test("a matrix that is not positive definite has no factor", () => {
    expect(cholesky(dense(Float64Array.of(1, 2, 2, 1), 2, 2))).toBeUndefined();
    expect(cholesky(dense(new Float64Array(9), 3, 3))).toBeUndefined();
    expect(cholesky(dense(Float64Array.of(Number.NaN), 1, 1))).toBeUndefined();
  });

  test("neither the input nor a right side is changed, and what lies above the diagonal is not read", () => {
    const A = dense(definite(6), 6, 6);
    const half = dense(
      A.data.map((value, k) => (k % 6 > Math.floor(k / 6) ? Number.NaN : value)),
      6,
      6,
    );
    const B = dense(noise(12), 6, 2);
    const kept = [half.data.slice(), B.data.slice()];
    const ours = cholesky(half)!;
    expect(ours.L).toEqual(cholesky(A)!.L);
    ours.solve(B);
    expect(ours.reciprocalCondition()).toBe(cholesky(A)!.reciprocalCondition());
    expect([half.data, B.data]).toEqual(kept);
  });

  test.each([
    ...[1, 2, 3, 6, 9].map((p) => [`Hilbert's of ${p} rows`, hilbert(p)] as const),
    ...[2, 7, 24, 61].map((p) => [`noise of ${p} rows`, dense(definite(p, p), p, p)] as const),
    [
      "a diagonal",
      dense(
        filled(5, 5, (i, j) => (i === j ? 10 ** -i : 0)),
        5,
        5,
      ),
    ] as const,
  ])("the reciprocal condition of %s is at most three times too large and never too small", (_, A) => {
    const p = A.rows;
    const sums = (X: Matrix) =>
      Math.max(...X.to2DArray()[0]!.map((__, j) => X.getColumn(j).reduce((s, v) => s + Math.abs(v), 0)));
    const exact = 1 / sums(oracle(A)) / sums(solve(oracle(A), Matrix.eye(p)));
    const ours = cholesky(A)!.reciprocalCondition();
    expect(ours).toBeGreaterThanOrEqual(exact * (1 - 1e-4));
    expect(ours).toBeLessThanOrEqual(3 * exact);
  });

  test.each([1e-150, 1e150])("the reciprocal condition does not see the unit, %d", (unit) => {
    const A = hilbert(5);
    const scaled = dense(
      A.data.map((value) => value * unit),
      5,
      5,
    );
    expect(cholesky(scaled)!.reciprocalCondition()).toBeNear(cholesky(A)!.reciprocalCondition(), 1e-10);
  });

  test("the reciprocal condition of the identity is 1", () => {
    expect(
      cholesky(
        dense(
          filled(8, 8, (i, j) => Number(i === j)),
          8,
          8,
        ),
      )!.reciprocalCondition(),
    ).toBe(1);
  });

  test("shapes that do not fit are refused", () => {
    expect(() => cholesky(dense(noise(6), 2, 3))).toThrow(
      "cholesky A: expected as many columns as rows, got 2 x 3",
    );
    const ours = cholesky(hilbert(3))!;
    expect(() => ours.solve(dense(noise(4), 2, 2))).toThrow("Cholesky.solve B: expected 3 rows");
  });
});
