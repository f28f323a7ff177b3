import type { FlatMatrix } from "../check/matrix.ts";
import { reject, said } from "../check/reject.ts";
import { type Column, columnOf, takeColumn } from "./column.ts";

interface Content {
  /** What the table is called; defaults to "". */
  readonly name?: string;
  readonly columns: readonly Column[];
  /** One weight a row, where the source has them; defaults to null. */
  readonly weights?: Float64Array | null;
}

/**
 * A table as a file gives it: n rows in named, typed columns.
 *
 * `matrix(names)` turns numeric columns into the flat form that every estimator takes, `weights` (n, or null) into
 * `sampleWeight`. A table is what the readers return; it does no arithmetic.
 *
 * Refuses columns of different lengths and two columns of one name.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { parseCsv } from "polytask/data";
 *
 * const table = parseCsv("area,rooms,town,rent\n60,2,Bern,900\n85,3,Basel,1200\n");
 * assert.deepEqual(table.names, ["area", "rooms", "town", "rent"]);
 * const X = table.matrix(["area", "rooms"]); // 2 x 2, row-major
 * assert.deepEqual([X.rows, X.columns, ...X.data], [2, 2, 60, 2, 85, 3]);
 * assert.throws(() => table.matrix(["town"]), /expected a numeric column, got the string column "town"/);
 * ```
 */
export class Table {
  readonly name: string;
  readonly columns: readonly Column[];
  /** The number of rows, n. */
  readonly rows: number;
  readonly weights: Float64Array | null;
  readonly #byName: ReadonlyMap<string, Column>;

  constructor({ name = "", columns, weights = null }: Content) {
    const byName = new Map<string, Column>();
    const rows = columns[0]?.values.length ?? weights?.length ?? 0;
    for (const column of columns) {
      if (byName.has(column.name)) reject("value", "Table.columns", "names that differ", column.name);
      if (column.values.length !== rows) {
        reject(
          "shape",
          `Table.columns ${quote(column.name)}`,
          `${rows} values`,
          said(`${column.values.length}`),
        );
      }
      byName.set(column.name, column);
    }
    if (weights && weights.length !== rows) {
      reject("shape", "Table.weights", `${rows} weights, one a row`, said(`${weights.length}`));
    }
    this.name = name;
    this.columns = columns;
    this.rows = rows;
    this.weights = weights;
    this.#byName = byName;
  }

  /**
   * A table of columns by name: numbers (NaN where one is missing) or text (null where it is missing).
   *
   * @example
   * ```ts
   * import assert from "node:assert/strict";
   * import { Table } from "polytask/data";
   *
   * const flats = Table.from({ area: [60, 85, NaN], town: ["Bern", null, "Basel"] });
   * assert.deepEqual(flats.columns.map(({ type }) => type), ["numeric", "nominal"]);
   * assert.deepEqual(flats.take([2, 0]).column("town").values, ["Basel", "Bern"]);
   * assert.deepEqual(flats.select(["area"]).names, ["area"]);
   * ```
   */
  static from(record: Readonly<Record<string, ArrayLike<number> | ArrayLike<string | null>>>): Table {
    return new Table({ columns: Object.entries(record).map(([name, values]) => columnOf(name, values)) });
  }

  /** The names of the columns, in the order of the file. */
  get names(): string[] {
    return this.columns.map(({ name }) => name);
  }

  /** The column of a name; an unknown name is refused and the known ones are listed. */
  column(name: string): Column {
    return this.#find("Table.column", name);
  }

  /** Numeric columns side by side, n x names.length, in the order of `names` (default: all); missing values are NaN. */
  matrix(names: readonly string[] = this.names): FlatMatrix {
    const rows = this.rows;
    const columns = names.length;
    const data = new Float64Array(rows * columns);
    for (let j = 0; j < columns; j++) {
      const column = this.#find("Table.matrix names", names[j]!);
      if (column.type !== "numeric") {
        reject(
          "value",
          "Table.matrix names",
          "a numeric column",
          said(`the ${column.type} column ${quote(column.name)}`),
        );
      }
      const { values } = column;
      for (let i = 0; i < rows; i++) data[i * columns + j] = values[i]!;
    }
    return { data, rows, columns };
  }

  /** A table of these columns, in the order of `names`. */
  select(names: readonly string[]): Table {
    return this.#with(names.map((name) => this.#find("Table.select names", name)));
  }

  /** A table of all other columns. */
  without(names: readonly string[]): Table {
    const gone = new Set(names.map((name) => this.#find("Table.without names", name)));
    return this.#with(this.columns.filter((column) => !gone.has(column)));
  }

  /** A table of these rows, by their numbers and in their order: a copy. */
  take(rows: ArrayLike<number>): Table {
    const picked = Array.from(rows);
    const odd = picked.find((i) => !(Number.isInteger(i) && i >= 0 && i < this.rows));
    if (odd !== undefined) reject("value", "Table.take rows", `rows from 0 to ${this.rows - 1}`, odd);
    const columns = this.columns.map((column) => takeColumn(column, picked));
    const weights = this.weights && Float64Array.from(picked, (i) => this.weights![i]!);
    return new Table({ name: this.name, columns, weights });
  }

  #with(columns: readonly Column[]): Table {
    return new Table({ name: this.name, columns, weights: this.weights });
  }

  #find(where: string, name: string): Column {
    const column = this.#byName.get(name);
    return column ?? reject("param", where, `one of ${listed(this.names)}`, name);
  }
}

const quote = (name: string): string => JSON.stringify(name);

/** Names in quotes, the first dozen of them. */
export function listed(names: readonly string[]): string {
  const most = 12;
  const shown = names.slice(0, most).map(quote).join(", ");
  return names.length > most ? `${shown} and ${names.length - most} more` : shown || "no names";
}
