import { expect, test } from "vitest";
import { type Column, Table } from "../../src/data/index.ts";

const numeric = (name: string, ...values: number[]): Column => ({
  name,
  type: "numeric",
  values: Float64Array.from(values),
});
const text: Column = { name: "town", type: "string", values: ["Bern", null], format: null };

test("a matrix takes columns in the order of the names", () => {
  const table = new Table({ columns: [numeric("a", 1, 2), numeric("b", 3, 4), text] });
  expect(table.matrix(["b", "a"])).toEqual({ data: Float64Array.of(3, 1, 4, 2), rows: 2, columns: 2 });
  expect(table.matrix([])).toEqual({ data: new Float64Array(), rows: 2, columns: 0 });
});

test("a matrix refuses text columns and unknown names", () => {
  const table = new Table({ columns: [numeric("a", 1, 2), text] });
  expect(() => table.matrix()).toThrow(
    'Table.matrix names: expected a numeric column, got the string column "town"',
  );
  expect(() => table.matrix(["c"])).toThrow('Table.matrix names: expected one of "a", "town", got "c"');
  expect(() => new Table({ columns: [] }).column("a")).toThrow(
    'Table.column: expected one of no names, got "a"',
  );
});

test("many known names are listed in short", () => {
  const table = new Table({ columns: Array.from({ length: 500 }, (_, j) => numeric(`x${j}`)) });
  expect(() => table.column("y")).toThrow('"x11" and 488 more, got "y"');
});

test("columns of different lengths and of one name are refused", () => {
  expect(() => new Table({ columns: [numeric("a", 1), text] })).toThrow(
    'Table.columns "town": expected 1 values, got 2',
  );
  expect(() => new Table({ columns: [text, text] })).toThrow(
    'Table.columns: expected names that differ, got "town"',
  );
  expect(() => new Table({ columns: [text], weights: Float64Array.of(1) })).toThrow(
    "expected 2 weights, one a row, got 1",
  );
});
