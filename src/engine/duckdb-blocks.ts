import type { Source } from "./source.ts";

/** Blocks of rows that one thread of the engine reads in their order. */
export interface Blocks {
  /** Where a row stands, in SQL: a whole number, higher from row to row. */
  readonly place: string;
  /** The number of the block to which a place belongs: 0, 1, 2, ... */
  blockOf(place: number): number;
}

/** Rows of a group of rows in the engine's own tables. */
const rowsOfGroup = 122_880;

/** More rows than a file has. */
const rowsOfFile = 2 ** 36;

/** The blocks of a table; of a view nobody knows them. */
export async function blocksOfTable(source: Source, name: string): Promise<Blocks | undefined> {
  const own = `lower(table_name) = lower(${source.dialect.value(name)}) AND (temporary OR database_name = current_database())`;
  const found = await source.query(`SELECT 1 FROM duckdb_tables() WHERE ${own}`);
  if (found.length === 0 || (await hides(source, ["rowid"]))) return undefined;
  return { place: "rowid", blockOf: (place) => Math.floor(place / rowsOfGroup) };
}

/** The blocks of Parquet files, `files` in SQL: their groups of rows. */
export async function blocksOfParquet(source: Source, files: string): Promise<Blocks | undefined> {
  if (await hides(source, ["file_index", "file_row_number"])) return undefined;
  const numbers = async (sql: string): Promise<number[]> =>
    (await source.query(sql)).map((row) => Number(Object.values(row)[0]));
  const groups = await numbers(`SELECT num_row_groups FROM parquet_file_metadata(${files})`);
  const rows = await numbers(`SELECT row_group_num_rows FROM parquet_metadata(${files}) WHERE column_id = 0`);
  const starts: number[] = [];
  for (const [file, count] of groups.entries()) {
    for (let k = 0, at = file * rowsOfFile; k < count; k++) {
      at += rows[starts.push(at) - 1]!;
    }
  }
  return {
    place: `CAST(file_index AS DOUBLE) * CAST(${rowsOfFile} AS DOUBLE) + CAST(file_row_number AS DOUBLE)`, // whole numbers would be of 128 bits
    blockOf(place) {
      let [low, high] = [0, starts.length];
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (starts[middle]! <= place) low = middle;
        else high = middle;
      }
      return low;
    },
  };
}

/** Whether columns of the rows bear the names by which the engine tells places. */
async function hides(source: Source, names: readonly string[]): Promise<boolean> {
  return (await source.columns()).some(({ name }) => names.includes(name.toLowerCase()));
}
