import { reject } from "../check/reject.ts";

/** A column of numbers; a missing value is NaN. */
export interface NumericColumn {
  readonly name: string;
  readonly type: "numeric";
  readonly values: Float64Array;
}

/** A column of labels; a missing value is null. `categories` are the declared labels in their declared order, used or not. */
export interface NominalColumn {
  readonly name: string;
  readonly type: "nominal";
  readonly values: readonly (string | null)[];
  readonly categories: readonly string[];
}

/** A column of free text, or of dates as they were written; a missing value is null. `format` is a date's declared pattern. */
export interface TextColumn {
  readonly name: string;
  readonly type: "string" | "date";
  readonly values: readonly (string | null)[];
  readonly format: string | null;
}

/** One column of a `Table`; `type` tells which. */
export type Column = NumericColumn | NominalColumn | TextColumn;

/** A column of what it holds: numbers (NaN is a missing one), or labels (null is a missing one), sorted where they are declared. */
export function columnOf(name: string, values: ArrayLike<unknown>): Column {
  if (typeof values !== "object" || values === null || !(values.length >= 0)) {
    reject("shape", `column ${JSON.stringify(name)}`, "an array of numbers, or of text and null", values);
  }
  const cells = Array.from(values);
  if (cells.every((cell) => typeof cell === "number"))
    return { name, type: "numeric", values: Float64Array.from(cells) };
  const odd = cells.findIndex((cell) => typeof cell !== "string" && cell !== null);
  if (odd >= 0) {
    const rule = "numbers alone, or text and null alone";
    reject("value", `column ${JSON.stringify(name)} row ${odd}`, rule, cells[odd]);
  }
  const labels = cells as (string | null)[];
  const categories = [...new Set(labels.filter((label) => label !== null))].sort();
  return { name, type: "nominal", values: labels, categories };
}

/** The values of these rows. */
export function takeColumn(column: Column, rows: readonly number[]): Column {
  if (column.type === "numeric")
    return { ...column, values: Float64Array.from(rows, (i) => column.values[i]!) };
  return { ...column, values: rows.map((i) => column.values[i]!) };
}
