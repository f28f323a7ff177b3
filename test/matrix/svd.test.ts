import { Matrix, SingularValueDecomposition } from "ml-matrix";
import { describe, expect, test } from "vitest";
import type { Dense } from "../../src/matrix/dense.ts";
import { svd } from "../../src/matrix/svd.ts";
import { noise } from "../kernel/matrices.ts";

const dense = (data: Float64Array, rows: number, columns: number): Dense => ({ data, rows, columns });
const oracle = ({ data, rows, columns }: Dense): Matrix => Matrix.from1DArray(rows, columns, data);

describe("svd", () => {
  test.each([
    [1, 1],
    [5, 3],
    [3, 5],
    [40, 40],
    [65, 12],
    [12, 65],
  ])("has ml-matrix's singular values and, up to sign, vectors for %i x %i", (m, n) => {
    const A = dense(noise(m * n, m), m, n);
    const r = Math.min(m, n);
    const theirs = new SingularValueDecomposition(oracle(A), { autoTranspose: true });
    const { U, s, V } = svd(A);
    expect(s).toBeNear(theirs.diagonal.slice(0, r), 1e-13);
    expect([U.rows, U.columns, V.rows, V.columns]).toEqual([m, r, n, r]);
    const left = theirs.leftSingularVectors.transpose().mmul(oracle(U));
    const right = theirs.rightSingularVectors.transpose().mmul(oracle(V));
    for (let k = 0; k < r; k++) expect(left.get(k, k) * right.get(k, k)).toBeCloseTo(1, 9);
  });

  test("a matrix without rows or columns has empty factors", () => {
    expect(svd(dense(new Float64Array(0), 0, 4))).toMatchObject({
      U: { rows: 0, columns: 0 },
      V: { rows: 4, columns: 0 },
    });
    expect(svd(dense(new Float64Array(0), 4, 0))).toMatchObject({
      U: { rows: 4, columns: 0 },
      V: { rows: 0, columns: 0 },
    });
  });
});
