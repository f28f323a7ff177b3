import { Matrix } from "ml-matrix";
import { type Label, readLabels } from "../base/label.ts";
import { type FlatMatrix, type MatrixLike, readMatrix } from "../check/matrix.ts";
import { reject, said } from "../check/reject.ts";
import { type Column, columnOf } from "../data/column.ts";
import { Table } from "../data/table.ts";

/** Rows of labels: null or NaN is a missing one. */
export type LabelRows = readonly (readonly (Label | null)[])[];

/** Inputs whose columns have no names: numbers in any form of a matrix, or rows of labels. */
export type Unnamed = MatrixLike | LabelRows;

/** What a transformer takes; the columns of a table have names. */
export type Inputs = Unnamed | Table;

/** What a transformer gives: a table of a table, a matrix of all else. */
export type Outputs = Table | Matrix;

/** The values of a column: numbers, where NaN is a missing one, or labels, where null is. */
export type Values = Float64Array | readonly (Label | null)[];

/** Inputs column by column; names where they came as a table. */
export interface Columns<V extends Values = Values> {
  readonly rows: number;
  readonly names: readonly string[] | undefined;
  readonly values: readonly V[];
}

export const isTable = (given: unknown): given is Table =>
  typeof given === "object" && given !== null && Array.isArray((given as Partial<Table>).columns);

/** Inputs as columns of numbers; with `missing`, NaN is welcome. */
export function readNumbers(where: string, given: Inputs, missing: boolean): Columns<Float64Array> {
  if (isTable(given)) return numbersOf(where, given, missing);
  const { data, rows, columns: p } = readMatrix(where, given, { missing });
  const values = Array.from({ length: p }, (_, j) => {
    const column = new Float64Array(rows);
    for (let i = 0; i < rows; i++) column[i] = data[i * p + j]!;
    return column;
  });
  return { rows, names: undefined, values };
}

function numbersOf(where: string, table: Table, missing: boolean): Columns<Float64Array> {
  checkSize(where, table);
  const values = table.columns.map((column) => {
    const label = `${where} ${JSON.stringify(column.name)}`;
    if (column.type !== "numeric") reject("value", label, "a numeric column", said(`a ${column.type} one`));
    const bad = column.values.findIndex(
      (value) => !Number.isFinite(value) && !(missing && Number.isNaN(value)),
    );
    if (bad >= 0) {
      const rule = missing ? "a finite number or NaN" : "a finite number";
      reject("value", `${label} row ${bad}`, rule, column.values[bad]);
    }
    return column.values;
  });
  return { rows: table.rows, names: table.names, values };
}

/** Inputs as columns of whatever they hold: numbers stay numbers in tables alone. */
export function readValues(where: string, given: Inputs): Columns {
  if (!isTable(given)) {
    const { labels, rows, columns: p } = readLabels(where, given);
    if (rows === 0 || p === 0)
      reject("shape", where, `at least one ${rows ? "column" : "row"}`, said("none"));
    const values = Array.from({ length: p }, (_, j) =>
      Array.from({ length: rows }, (_, i) => labels[i * p + j] ?? null),
    );
    return { rows, names: undefined, values };
  }
  checkSize(where, given);
  return { rows: given.rows, names: given.names, values: given.columns.map(({ values }) => values) };
}

function checkSize(where: string, { rows, columns }: Table): void {
  if (rows === 0 || columns.length === 0)
    reject("shape", where, `at least one ${columns.length ? "row" : "column"}`, said("none"));
}

/** Columns as they are handed out: a table where they have names, else a matrix of numbers. */
export function giveBack({ rows, names, values }: Columns): Outputs {
  if (names) return new Table({ columns: names.map((name, j): Column => columnOf(name, values[j]!)) });
  const p = values.length;
  const out = new Matrix(rows, p);
  for (const [j, column] of values.entries()) {
    for (let i = 0; i < rows; i++) out.set(i, j, column[i] as number);
  }
  return out;
}

/** Names of columns that have none: x0, x1, ... */
export const plainNames = (p: number): string[] => Array.from({ length: p }, (_, j) => `x${j}`);

/** How many columns inputs have. */
export function widthOf(where: string, X: Inputs): number {
  if (isTable(X)) return X.columns.length;
  const width = Array.isArray(X) ? X[0]?.length : (X as Partial<FlatMatrix> | null | undefined)?.columns;
  return Number.isInteger(width) ? width! : reject("shape", where, "a matrix, rows of labels or a table", X);
}

/** Some columns of inputs, in the form in which they came. */
export function chooseColumns(X: Inputs, columns: readonly number[]): Inputs {
  if (isTable(X)) return X.select(columns.map((j) => X.names[j]!));
  if (Array.isArray(X)) return X.map((row) => columns.map((j) => row[j]));
  const { rows, columns: p, data } = readMatrix("X", X, { missing: true });
  const chosen = new Float64Array(rows * columns.length);
  for (let i = 0; i < rows; i++) {
    for (const [k, j] of columns.entries()) chosen[i * columns.length + k] = data[i * p + j]!;
  }
  return { data: chosen, rows, columns: columns.length };
}

/** The rows of several inputs below one another, in the form of the first. */
export function stack(where: string, parts: readonly Inputs[]): Inputs {
  const [first] = parts;
  if (parts.length === 1) return first!;
  if (parts.every(isTable)) {
    const { names } = parts[0]!;
    const columns = names.map((name) =>
      columnOf(
        name,
        parts.flatMap((part) => Array.from(part.column(name).values as ArrayLike<unknown>)),
      ),
    );
    return new Table({ columns });
  }
  if (parts.every((part) => Array.isArray(part))) return parts.flat() as LabelRows;
  const read = parts.map((part, t) => readMatrix(`${where} task ${t} X`, part, { missing: true }));
  const p = read[0]!.columns;
  const odd = read.findIndex(({ columns }) => columns !== p);
  if (odd > 0)
    reject(
      "shape",
      `${where} task ${odd} X`,
      `${p} columns, as in the first task`,
      said(`${read[odd]!.columns}`),
    );
  const rows = read.reduce((sum, part) => sum + part.rows, 0);
  const data = new Float64Array(rows * p);
  let from = 0;
  for (const part of read) {
    data.set(part.data, from);
    from += part.data.length;
  }
  return { data, rows, columns: p };
}
