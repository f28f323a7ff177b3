import { reject, said } from "./reject.ts";

/** A matrix as plain data: row-major, entry (i, j) at `data[i * columns + j]`. */
export interface FlatMatrix {
  readonly data: Float64Array;
  readonly rows: number;
  readonly columns: number;
}

/** A matrix that answers by entry, such as ml-matrix's `Matrix` (recognised by structure). */
export interface MatrixObject {
  readonly rows: number;
  readonly columns: number;
  get(row: number, column: number): number;
}

/** Every form in which a matrix may be handed in. */
export type MatrixLike = FlatMatrix | MatrixObject | readonly VectorLike[];

/** Every form in which one number a row may be handed in. */
export type VectorLike = readonly number[] | Float64Array | Float32Array | Int32Array | Uint8Array;

interface Rules {
  /** Whether NaN, a missing value, is welcome. */
  readonly missing?: boolean;
  /** Whether the numbers must be a copy, because the caller may change his own while we work. */
  readonly copy?: boolean;
}

/**
 * Reads a matrix as contiguous doubles; refuses what is not a finite matrix with rows. What is that already is not copied
 * unless `copy` is asked for: nobody here writes into it.
 */
export function readMatrix(where: string, given: unknown, rules: Rules = {}): FlatMatrix {
  const matrix = contiguous(where, given);
  if (matrix.rows === 0) reject("shape", where, "at least one row", said("none"));
  if (matrix.columns === 0) reject("shape", where, "at least one column", said("none"));
  checkEntries(where, matrix.data, matrix.columns, rules);
  return rules.copy && matrix.data === (given as FlatMatrix).data
    ? { ...matrix, data: matrix.data.slice() }
    : matrix;
}

/** Like `readMatrix`, and a vector becomes a matrix of one column. */
export function readMatrixOrColumn(where: string, given: unknown, rules: Rules = {}): FlatMatrix {
  if (!isVector(given)) return readMatrix(where, given, rules);
  const data = readVector(where, given, rules);
  return { data, rows: data.length, columns: 1 };
}

/** Reads a vector into doubles, always a copy. A matrix of one column is welcome too. */
export function readVector(where: string, given: unknown, rules: Rules = {}): Float64Array {
  if (!isVector(given)) {
    const matrix = readMatrix(where, given, rules);
    if (matrix.columns !== 1) reject("shape", where, "a vector", said(`${matrix.columns} columns`));
    return matrix.data;
  }
  if (given.length === 0) reject("shape", where, "at least one value", said("none"));
  const data = new Float64Array(given.length);
  for (let i = 0; i < data.length; i++) data[i] = number(given[i], where, i);
  checkEntries(where, data, 1, rules);
  return data;
}

/** Whether a value is one number a row rather than a matrix. */
export function isVector(given: unknown): given is ArrayLike<unknown> {
  if (ArrayBuffer.isView(given)) return isRow(given);
  return Array.isArray(given) && given.length > 0 && !isRow(given[0]);
}

const isRow = (value: unknown): value is ArrayLike<unknown> =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));

const isCount = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;

function contiguous(where: string, given: unknown): FlatMatrix {
  if (Array.isArray(given)) return copyRows(where, given);
  if (typeof given !== "object" || given === null || ArrayBuffer.isView(given)) {
    reject(
      "shape",
      where,
      "a matrix: rows of numbers, { data, rows, columns } or an ml-matrix Matrix",
      given,
    );
  }
  const { rows, columns, data, get } = given as Partial<Record<"rows" | "columns" | "data" | "get", unknown>>;
  if (!isCount(rows) || !isCount(columns)) {
    reject(
      "shape",
      where,
      "a matrix: rows of numbers, { data, rows, columns } or an ml-matrix Matrix",
      given,
    );
  }
  if (typeof get === "function") return copyObject(where, given as MatrixObject);
  if (!isRow(data) || data.length !== rows * columns) {
    const length = isRow(data) ? said(`${data.length}`) : data;
    reject("shape", `${where}.data`, `${rows} x ${columns} = ${rows * columns} numbers`, length);
  }
  if (data instanceof Float64Array) return { data, rows, columns };
  return {
    data: Float64Array.from(data as ArrayLike<number>, (value, k) => number(value, where, k, columns)),
    rows,
    columns,
  };
}

function copyRows(where: string, given: readonly unknown[]): FlatMatrix {
  const rows = given.length;
  const columns = rows > 0 && isRow(given[0]) ? given[0].length : 0;
  const data = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    const row = given[i];
    if (!isRow(row)) reject("shape", `${where} row ${i}`, "an array of numbers", row);
    if (row.length !== columns) {
      reject("shape", `${where} row ${i}`, `${columns} values, as in row 0`, said(`${row.length}`));
    }
    for (let j = 0; j < columns; j++) data[i * columns + j] = number(row[j], where, i * columns + j, columns);
  }
  return { data, rows, columns };
}

function copyObject(where: string, given: MatrixObject): FlatMatrix {
  const { rows, columns } = given;
  const data = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++)
      data[i * columns + j] = number(given.get(i, j), where, i * columns + j, columns);
  }
  return { data, rows, columns };
}

function number(value: unknown, where: string, at: number, columns = 1): number {
  if (typeof value === "number") return value;
  const place = columns === 1 ? `row ${at}` : `row ${Math.floor(at / columns)}, column ${at % columns}`;
  return reject(isRow(value) ? "shape" : "value", `${where} ${place}`, "a number", value);
}

function checkEntries(where: string, data: Float64Array, columns: number, { missing = false }: Rules): void {
  if (allFinite(data)) return;
  const bad = data.findIndex((value) => !Number.isFinite(value) && !(missing && Number.isNaN(value)));
  if (bad < 0) return;
  const place = columns === 1 ? `row ${bad}` : `row ${Math.floor(bad / columns)}, column ${bad % columns}`;
  reject("value", `${where} ${place}`, missing ? "a finite number or NaN" : "a finite number", data[bad]);
}

/** Whether no entry is NaN or infinite: 0 x is 0 for all others. Four sums, so that none waits for the one before. */
function allFinite(data: Float64Array): boolean {
  let [a, b, c, d] = [0, 0, 0, 0];
  let k = 0;
  for (; k + 4 <= data.length; k += 4) {
    a += 0 * data[k]!;
    b += 0 * data[k + 1]!;
    c += 0 * data[k + 2]!;
    d += 0 * data[k + 3]!;
  }
  for (; k < data.length; k++) a += 0 * data[k]!;
  return a + b + c + d === 0;
}
