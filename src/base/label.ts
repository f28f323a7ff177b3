import { type Form, listOf } from "../check/form.ts";
import { reject, said } from "../check/reject.ts";

/** What a class is called. */
export type Label = string | number | boolean;

/** Labels in every form in which they may be handed in: a vector, rows, flat, or by entry. null and NaN are missing ones. */
export type LabelsLike =
  | ArrayLike<Label | null>
  | ArrayLike<ArrayLike<Label | null>>
  | { readonly data: ArrayLike<Label | null>; readonly rows: number; readonly columns: number }
  | { readonly rows: number; readonly columns: number; get(row: number, column: number): Label };

/** Labels row after row; undefined where one is missing. */
export interface LabelTable {
  readonly labels: readonly (Label | undefined)[];
  readonly rows: number;
  readonly columns: number;
}

/** Reads labels; refuses what is none. */
export function readLabels(where: string, given: unknown): LabelTable {
  const { rows, columns, at } = formOf(where, given);
  const labels: (Label | undefined)[] = [];
  for (let i = 0; i < rows; i++) {
    for (let t = 0; t < columns; t++) {
      const value = at(i, t);
      const missing = value === null || Number.isNaN(value);
      if (!missing && !isLabel(value)) {
        const place = columns === 1 ? `row ${i}` : `row ${i}, column ${t}`;
        reject("value", `${where} ${place}`, "a string, a number, a boolean or null", value);
      }
      labels.push(missing ? undefined : (value as Label));
    }
  }
  return { labels, rows, columns };
}

const isLabel = (value: unknown): value is Label =>
  typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);

interface Cells {
  readonly rows: number;
  readonly columns: number;
  readonly at: (i: number, t: number) => unknown;
}

export const isList = (given: unknown): given is ArrayLike<unknown> =>
  Array.isArray(given) || (ArrayBuffer.isView(given) && "length" in given);

function formOf(where: string, given: unknown): Cells {
  if (isList(given)) {
    const first = given[0];
    if (!isList(first)) return { rows: given.length, columns: 1, at: (i) => given[i] };
    for (let i = 0; i < given.length; i++) {
      const row = given[i];
      if (!isList(row)) reject("shape", `${where} row ${i}`, "an array of labels", row);
      if (row.length !== first.length) {
        reject("shape", `${where} row ${i}`, `${first.length} labels, as in row 0`, said(`${row.length}`));
      }
    }
    return { rows: given.length, columns: first.length, at: (i, t) => (given[i] as ArrayLike<unknown>)[t] };
  }
  const { rows, columns, data, get } = (given ?? {}) as Record<string, unknown>;
  if (Number.isInteger(rows) && Number.isInteger(columns)) {
    const [n, T] = [rows as number, columns as number];
    const object = given as { get(i: number, t: number): unknown };
    if (typeof get === "function") return { rows: n, columns: T, at: (i, t) => object.get(i, t) };
    if (isList(data) && data.length === n * T) return { rows: n, columns: T, at: (i, t) => data[i * T + t] };
  }
  return reject("shape", where, "labels: a vector, rows of them, or { data, rows, columns }", given);
}

/** The different labels, sorted: numbers by size, strings by their letters, false before true. Refuses two kinds in one task. */
export function sortedClasses(where: string, labels: Iterable<Label>): readonly Label[] {
  const classes = [...new Set(labels)];
  const odd = classes.find((label) => typeof label !== typeof classes[0]);
  if (odd !== undefined) {
    reject(
      "value",
      where,
      `labels of one kind, as ${JSON.stringify(classes[0])} is a ${typeof classes[0]}`,
      odd,
    );
  }
  return Object.freeze(classes.sort((a, b) => (a < b ? -1 : Number(a > b))));
}

/** A label, as plain data have it. */
export const label: Form<Label> = (where, given) =>
  isLabel(given) ? (given as Label) : reject("value", where, "a string, a finite number or a boolean", given);

/** A list of labels, as plain data have them. */
export const labelList: Form<readonly Label[]> = /* @__PURE__ */ listOf(label);
