import { parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { PolytaskError, reject, said } from "../check/reject.ts";
import { parseArff } from "../data/arff.ts";
import { parseCsv } from "../data/csv.ts";
import { Table } from "../data/table.ts";

export const formats = ["csv", "tsv", "arff", "parquet", "jsonl"] as const;

export type Format = (typeof formats)[number];

/** The format that a file's name ends with; standard input is CSV unless it is said otherwise. */
export function formatOf(path: string): Format {
  const end = /\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase();
  if (end === "ndjson") return "jsonl";
  if (path === "-" || end === "txt") return "csv";
  return (
    formats.find((format) => format === end) ??
    reject("param", `${path} format`, `one of ${formats.join(", ")}, by --format`, end ?? said("none"))
  );
}

/** Reads a table; errors name the file, and the line and what is wrong with it. */
export async function readTable(path: string, bytes: Uint8Array, format: Format): Promise<Table> {
  const name = path === "-" ? "standard input" : path;
  if (format === "parquet") return readParquet(name, bytes);
  const text = textOf(name, bytes);
  if (format === "arff") return parseArff(text, { name });
  if (format === "jsonl") return readJsonLines(name, text);
  return parseCsv(text, { name, delimiter: format === "tsv" ? "\t" : "," });
}

function textOf(name: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    return reject("source", name, "text in UTF-8", said("other bytes"), { cause });
  }
}

/** One record a line; a name that a line does not have is missing there. */
function readJsonLines(name: string, text: string): Table {
  const records: { readonly place: string; readonly record: object }[] = [];
  for (const [k, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "") continue;
    const place = `${name} line ${k + 1}`;
    const record = parsed(place, line);
    if (typeof record !== "object" || record === null || Array.isArray(record))
      reject("source", place, "a JSON object", record);
    records.push({ place, record: record as object });
  }
  return tableOf(name, records);
}

function parsed(place: string, line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    return reject("source", place, "a JSON object", line, { cause });
  }
}

async function readParquet(name: string, bytes: Uint8Array): Promise<Table> {
  const { buffer, byteOffset, byteLength } = bytes;
  const file = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
  let rows: readonly object[];
  try {
    await parquetMetadataAsync(file);
    rows = await parquetReadObjects({ file });
  } catch (cause) {
    return reject(
      "source",
      name,
      "a Parquet file, plain or compressed by Snappy",
      said((cause as Error).message),
      { cause },
    );
  }
  return tableOf(
    name,
    rows.map((record, k) => ({ place: `${name} row ${k + 1}`, record })),
  );
}

type Cell = number | string | null;

/** Records as columns: numbers where all that is there is a number or true and false, text elsewhere. */
function tableOf(name: string, rows: readonly { readonly place: string; readonly record: object }[]): Table {
  const columns = new Map<string, Cell[]>();
  for (const [k, { place, record }] of rows.entries()) {
    for (const [column, value] of Object.entries(record)) {
      const cells = columns.get(column) ?? new Array<Cell>(rows.length).fill(null);
      columns.set(column, cells);
      cells[k] = cellOf(`${place} ${JSON.stringify(column)}`, value);
    }
  }
  if (columns.size === 0) throw new PolytaskError("source", `${name}: expected at least one row, got none`);
  const own = [...columns].map(
    ([column, cells]) =>
      [column, numbersOf(cells) ?? cells.map((cell) => (cell === null ? null : `${cell}`))] as const,
  );
  return Table.from(Object.fromEntries(own));
}

function cellOf(place: string, value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === "number" || typeof value === "string") return value;
  if (typeof value === "boolean" || typeof value === "bigint") return Number(value);
  if (value instanceof Date) return value.toISOString();
  return reject("source", place, "a number, text, true, false or null", value);
}

function numbersOf(cells: readonly Cell[]): Float64Array | undefined {
  if (cells.some((cell) => typeof cell === "string") || cells.every((cell) => cell === null))
    return undefined;
  return Float64Array.from(cells, (cell) => (cell === null ? NaN : (cell as number)));
}
