import { Matrix } from "ml-matrix";
import { expect, test } from "vitest";
import { type Dense, transpose } from "../../src/matrix/dense.ts";
import { gram, multiply } from "../../src/matrix/product.ts";
import { noise } from "../kernel/matrices.ts";

const dense = (rows: number, columns: number): Dense => ({
  data: noise(rows * columns, rows),
  rows,
  columns,
});
const oracle = ({ data, rows, columns }: Dense): Matrix => Matrix.from1DArray(rows, columns, data);

test.each([
  [1, 1, 1],
  [2, 3, 5],
  [7, 1, 4],
  [30, 41, 11],
])("multiply of %i × %i by … × %i has ml-matrix's product, however the two lie", (m, k, n) => {
  const [A, B] = [dense(m, k), dense(k, n)];
  const want = oracle(A).mmul(oracle(B)).to1DArray();
  for (const transposeA of [false, true]) {
    for (const transposeB of [false, true]) {
      const C = multiply(transposeA ? transpose(A) : A, transposeB ? transpose(B) : B, {
        transposeA,
        transposeB,
      });
      expect(C).toMatchObject({ rows: m, columns: n });
      expect(C.data).toBeNear(want, 1e-14);
    }
  }
});

test("gram is the product of a matrix with its own transpose, whole and symmetric", () => {
  const A = dense(23, 9);
  expect(gram(A).data).toBeNear(oracle(A).transpose().mmul(oracle(A)).to1DArray(), 1e-14);
  expect(gram(A, { transposeA: true }).data).toBeNear(
    oracle(A).mmul(oracle(A).transpose()).to1DArray(),
    1e-14,
  );
  expect(gram(A)).toEqual(transpose(gram(A)));
});

test("a sum over nothing is zero, and shapes that do not meet are refused", () => {
  expect(multiply(dense(3, 0), dense(0, 2)).data).toEqual(new Float64Array(6));
  expect(() => multiply(dense(3, 2), dense(3, 2))).toThrow(
    "multiply B: expected 2 rows, one a column of A, got 3",
  );
});
