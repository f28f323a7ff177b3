import { Matrix } from "ml-matrix";
import type { FlatMatrix, MatrixObject } from "../check/matrix.ts";
import { reject } from "../check/reject.ts";

/** A vector that is no plain array. */
export type TypedArray =
  | Float64Array
  | Float32Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint8ClampedArray
  | Uint16Array
  | Uint32Array;

/** What gives some of its rows itself, such as a table. */
export interface RowTaker {
  readonly rows: number;
  take(rows: ArrayLike<number>): RowTaker;
}

/** Whatever has rows: a matrix in any form, a vector of numbers, a list of labels or records, a table. */
export type RowData = readonly unknown[] | TypedArray | FlatMatrix | MatrixObject | RowTaker;

/** Some rows of `V`, in the form in which they came. */
export type Taken<V> = V extends TypedArray
  ? V
  : V extends readonly (infer R)[]
    ? TakenRow<R>[]
    : V extends MatrixObject
      ? Matrix
      : V extends FlatMatrix
        ? FlatMatrix
        : V extends RowTaker
          ? ReturnType<V["take"]>
          : V;

type TakenRow<R> = R extends readonly (infer E)[] ? E[] : R;

/** Copies the rows with these indices, in their order, in the form in which the rows came. */
export function takeRows<V extends RowData>(given: V, rows: ArrayLike<number>): Taken<V> {
  return take(given, rows) as Taken<V>;
}

function take(given: RowData, rows: ArrayLike<number>): RowData {
  if (Array.isArray(given)) return Array.from(rows, (i) => copyRow(given[i]));
  if (isTyped(given)) return takeRuns(given, rows, 1);
  if (isTaker(given)) return given.take(rows);
  const { columns } = given as FlatMatrix | MatrixObject;
  if (isObject(given)) {
    const out = new Matrix(rows.length, columns);
    for (let k = 0; k < rows.length; k++) {
      for (let j = 0; j < columns; j++) out.set(k, j, given.get(rows[k]!, j));
    }
    return out;
  }
  return { data: takeRuns((given as FlatMatrix).data, rows, columns), rows: rows.length, columns };
}

/** How many rows there are; refuses what has none to count. */
export function countRows(where: string, given: unknown): number {
  if (Array.isArray(given) || isTyped(given)) return given.length;
  if (isTaker(given)) return given.rows;
  const { rows, columns, data } = (given ?? {}) as Partial<FlatMatrix>;
  const counted = Number.isInteger(rows) && Number.isInteger(columns);
  const whole = isObject(given) || data?.length === rows! * columns!;
  if (counted && whole) return rows!;
  return reject(
    "shape",
    where,
    "an array, a typed array, { data, rows, columns } or an ml-matrix Matrix",
    given,
  );
}

const isTyped = (given: unknown): given is TypedArray => ArrayBuffer.isView(given) && "length" in given;

const isObject = (given: unknown): given is MatrixObject =>
  typeof (given as Partial<MatrixObject> | null)?.get === "function";

const isTaker = (given: unknown): given is RowTaker =>
  typeof (given as Partial<RowTaker> | null)?.take === "function" &&
  Number.isInteger((given as RowTaker).rows);

const copyRow = (row: unknown): unknown => (Array.isArray(row) || isTyped(row) ? row.slice() : row);

function takeRuns<V extends TypedArray>(given: V, rows: ArrayLike<number>, width: number): V {
  const out = new (given.constructor as new (length: number) => V)(rows.length * width);
  for (let k = 0; k < rows.length; k++)
    out.set(given.subarray(rows[k]! * width, (rows[k]! + 1) * width), k * width);
  return out;
}
