import { Matrix } from "ml-matrix";
import type { Rows } from "./samples.ts";

const flat = (rows: Rows) => ({
  data: Float64Array.from(rows.flat()),
  rows: rows.length,
  columns: rows[0]!.length,
});

/** Every form in which a matrix may be handed in. */
export const readBack: readonly ((rows: Rows) => unknown)[] = [
  (rows) => rows,
  (rows) => rows.map((row) => Float64Array.from(row)),
  (rows) => new Matrix(rows),
  flat,
  (rows) => ({ ...flat(rows), get: (i: number, j: number) => rows[i]![j]! }),
];
