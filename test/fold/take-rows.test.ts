import { Matrix } from "ml-matrix";
import { expect, expectTypeOf, test } from "vitest";
import type { FlatMatrix } from "../../src/check/matrix.ts";
import { countRows, takeRows } from "../../src/fold/take-rows.ts";

const rows = Int32Array.of(2, 0, 2, 1);

test("rows of numbers come as rows of numbers, copied", () => {
  const X = [[1, 2], [3, 4], [5, 6]]; // biome-ignore format: a matrix
  const taken = takeRows(X, rows);
  expectTypeOf(taken).toEqualTypeOf<number[][]>();
  expect(taken).toEqual([[5, 6], [1, 2], [5, 6], [3, 4]]); // biome-ignore format: a matrix
  taken[0]![0] = 99;
  expect(X[2]).toEqual([5, 6]);
  expect(taken[2]).toEqual([5, 6]);
});

test("typed rows stay typed rows, copied", () => {
  const X = [Float64Array.of(1, 2), Float64Array.of(3, 4), Float64Array.of(5, 6)];
  const taken = takeRows(X, [1]);
  expect(taken).toEqual([Float64Array.of(3, 4)]);
  expect(taken[0]).not.toBe(X[1]);
});

test("a flat matrix comes as a flat matrix", () => {
  const X = { data: Float64Array.of(1, 2, 3, 4, 5, 6), rows: 3, columns: 2 };
  const taken = takeRows(X, rows);
  expectTypeOf(taken).toEqualTypeOf<FlatMatrix>();
  expect(taken).toEqual({ data: Float64Array.of(5, 6, 1, 2, 5, 6, 3, 4), rows: 4, columns: 2 });
});

test("whatever answers by entry comes as an ml-matrix Matrix", () => {
  const X = new Matrix([[1, 2], [3, 4], [5, 6]]); // biome-ignore format: a matrix
  const view = { rows: 3, columns: 2, get: (i: number, j: number) => X.get(i, j) };
  for (const given of [X, view]) {
    const taken = takeRows(given, rows);
    expectTypeOf(taken).toEqualTypeOf<Matrix>();
    expect(Matrix.isMatrix(taken)).toBe(true);
    expect(taken.to2DArray()).toEqual([[5, 6], [1, 2], [5, 6], [3, 4]]); // biome-ignore format: a matrix
  }
});

test("a vector stays of its kind: numbers, labels, typed arrays", () => {
  expect(takeRows([1, NaN, 3], rows)).toEqual([3, 1, 3, NaN]);
  expect(takeRows(["a", null, "c"], rows)).toEqual(["c", "a", "c", null]);
  expect(takeRows(Float64Array.of(1, 2, 3), rows)).toEqual(Float64Array.of(3, 1, 3, 2));
  expect(takeRows(Int8Array.of(1, 2, 3), rows)).toEqual(Int8Array.of(3, 1, 3, 2));
  expectTypeOf(takeRows(Float32Array.of(1), rows)).toEqualTypeOf<Float32Array<ArrayBuffer>>();
  expectTypeOf(takeRows(["a"] as readonly string[], rows)).toEqualTypeOf<string[]>();
});

test("records are carried over", () => {
  const records = [{ area: 1 }, { area: 2 }];
  expect(takeRows(records, [1])[0]).toBe(records[1]);
});

test("no rows of a matrix are a matrix without rows", () => {
  expect(takeRows({ data: Float64Array.of(1, 2, 3), rows: 1, columns: 3 }, [])).toEqual({
    data: new Float64Array(0),
    rows: 0,
    columns: 3,
  });
});

test("rows are counted in every form, and what has none is refused in one sentence", () => {
  const forms = [
    [[1], [2]],
    ["a", "b"],
    new Int32Array(2),
    { data: new Float64Array(6), rows: 2, columns: 3 },
  ];
  for (const given of [...forms, Matrix.zeros(2, 3)]) expect(countRows("here", given)).toBe(2);
  const wrong = [
    null,
    undefined,
    5,
    "ab",
    {},
    { data: new Float64Array(5), rows: 2, columns: 3 },
    new DataView(new ArrayBuffer(8)),
  ];
  for (const given of wrong) {
    expect(() => countRows("here", given)).toThrow(
      "here: expected an array, a typed array, { data, rows, columns } or an ml-matrix Matrix, got ",
    );
  }
});
