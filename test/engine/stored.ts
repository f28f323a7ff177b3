import type { Duckdb } from "../../src/engine/index.ts";
import type { Table } from "./data-sets.ts";

/** Makes a table of DuckDB. */
export async function stored(database: Duckdb, { name, columns, rows }: Table): Promise<void> {
  const { query } = database.query("SELECT 1");
  const kinds = Object.entries(columns).map(([column, kind]) => `${column} ${kind === "whole" ? "BIGINT" : "DOUBLE"}`); // biome-ignore format: one line
  const values = rows.map((row) => `(${row.map((value) => (Number.isNaN(value) ? "NULL" : value)).join()})`);
  await query(`CREATE TABLE ${name} (${kinds})`);
  await query(`INSERT INTO ${name} VALUES ${values}`);
}
