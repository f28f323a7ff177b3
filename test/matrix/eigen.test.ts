import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { describe, expect, test } from "vitest";
import type { Dense } from "../../src/matrix/dense.ts";
import { eigh } from "../../src/matrix/eigen.ts";
import { noise, symmetric } from "../kernel/matrices.ts";

const dense = (data: Float64Array, rows: number, columns: number): Dense => ({ data, rows, columns });
const oracle = ({ data, rows, columns }: Dense): Matrix => Matrix.from1DArray(rows, columns, data);

describe("eigh", () => {
  test.each([1, 2, 3, 8, 33, 80])("has ml-matrix's eigenvalues and, up to sign, vectors for %i rows", (p) => {
    const A = dense(symmetric(p, p), p, p);
    const theirs = new EigenvalueDecomposition(oracle(A), { assumeSymmetric: true });
    const { values, vectors } = eigh(A);
    expect(values).toBeNear(theirs.realEigenvalues, 1e-13);
    const overlap = theirs.eigenvectorMatrix.transpose().mmul(oracle(vectors));
    for (let k = 0; k < p; k++) expect(Math.abs(overlap.get(k, k))).toBeCloseTo(1, 9);
  });

  test("the input is left alone and an empty matrix has no eigenvalues", () => {
    const A = dense(symmetric(5), 5, 5);
    const kept = A.data.slice();
    eigh(A);
    expect(A.data).toEqual(kept);
    expect(eigh(dense(new Float64Array(0), 0, 0)).values).toHaveLength(0);
    expect(() => eigh(dense(noise(6), 3, 2))).toThrow("eigh A: expected as many columns as rows, got 3 x 2");
  });
});
