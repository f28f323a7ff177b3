import { Matrix } from "ml-matrix";
import { describe, expect, test } from "vitest";
import { readMatrix, readMatrixOrColumn, readVector } from "../../src/check/matrix.ts";

const flat = (data: number[], rows: number, columns: number) => ({
  data: Float64Array.from(data),
  rows,
  columns,
});

describe("readMatrix", () => {
  test.each([
    [
      "rows",
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ],
    ["typed rows", [Float64Array.of(1, 2, 3), Float32Array.of(4, 5, 6)]],
    [
      "an ml-matrix Matrix",
      new Matrix([
        [1, 2, 3],
        [4, 5, 6],
      ]),
    ],
    ["flat data", flat([1, 2, 3, 4, 5, 6], 2, 3)],
    ["flat data in a plain array", { data: [1, 2, 3, 4, 5, 6], rows: 2, columns: 3 }],
  ])("reads %s", (_, given) => {
    expect(readMatrix("X", given)).toEqual(flat([1, 2, 3, 4, 5, 6], 2, 3));
  });

  test.each<[string, unknown, RegExp]>([
    ["undefined", undefined, /^X: expected a matrix: .*, got undefined$/],
    ["text", "a", /^X: expected a matrix: .*, got "a"$/],
    ["an object that is none", { rows: 1 }, /^X: expected a matrix: .*, got an object with rows$/],
    ["no rows", [], /^X: expected at least one row, got none$/],
    ["no columns", [[], []], /^X: expected at least one column, got none$/],
    ["ragged rows", [[1, 2], [3]], /^X row 1: expected 2 values, as in row 0, got 1$/],
    ["a row that is none", [[1], 2], /^X row 1: expected an array of numbers, got 2$/],
    ["text among numbers", [[1, "2"]], /^X row 0, column 1: expected a number, got "2"$/],
    ["null among numbers", [[1, null]], /^X row 0, column 1: expected a number, got null$/],
    ["a hole", [Object.assign(new Array(3), [1])], /^X row 0, column 1: expected a number, got undefined$/],
    ["a bigint", [[1n]], /^X row 0: expected a number, got 1n$/],
    ["three dimensions", [[[1]]], /^X row 0: expected a number, got an array of 1$/],
    ["NaN", [[NaN]], /^X row 0: expected a finite number, got NaN$/],
    [
      "Infinity in flat data",
      flat([1, 2, 3, -Infinity], 2, 2),
      /^X row 1, column 1: expected a finite number, got -Infinity$/,
    ],
    ["flat data of another size", flat([1, 2, 3], 2, 2), /^X\.data: expected 2 x 2 = 4 numbers, got 3$/],
    ["a count that is none", { data: new Float64Array(2), rows: 0.5, columns: 4 }, /^X: expected a matrix/],
  ])("refuses %s", (_, given, sentence) => {
    expect(() => readMatrix("X", given)).toThrow(sentence);
  });

  test("finds the one bad entry wherever it stands", () => {
    for (let k = 0; k < 11; k++) {
      const data = new Float64Array(11).fill(1e308);
      data[k] = NaN;
      expect(() => readMatrix("X", { data, rows: 11, columns: 1 })).toThrow(
        `X row ${k}: expected a finite number`,
      );
      expect(readMatrix("Y", { data, rows: 11, columns: 1 }, { missing: true }).data[k]).toBeNaN();
      data[k] = Infinity;
      expect(() => readMatrix("Y", { data, rows: 11, columns: 1 }, { missing: true })).toThrow(
        "a finite number or NaN",
      );
    }
  });

  test("reads contiguous doubles in place, unless a copy is asked for", () => {
    const given = flat([1, 2], 1, 2);
    expect(readMatrix("X", given).data).toBe(given.data);
    expect(readMatrix("X", given, { copy: true }).data).not.toBe(given.data);
    expect(readMatrix("X", given, { copy: true })).toEqual(given);
  });
});

test("a vector is a column, and a column a vector", () => {
  expect(readMatrixOrColumn("Y", [1, 2])).toEqual(flat([1, 2], 2, 1));
  expect([...readVector("y", [[1], [2]])]).toEqual([1, 2]);
  expect(() => readVector("y", [[1, 2]])).toThrow(/^y: expected a vector, got 2 columns$/);
  expect(() => readVector("y", [1, "2"])).toThrow(/^y row 1: expected a number, got "2"$/);
});
