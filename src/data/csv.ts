import { dsvFormat } from "d3-dsv";
import { reject, said } from "../check/reject.ts";
import type { Column } from "./column.ts";
import { readDecimal } from "./number.ts";
import { Table } from "./table.ts";

interface Options {
  /** What errors call the file, such as its path; also the table's name. */
  readonly name?: string;
  /** One character; defaults to ",". */
  readonly delimiter?: string;
}

/**
 * Reads comma-separated values: one table, its column names in the first row.
 *
 * A column is numeric where every value is a plain decimal number or empty (empty is NaN); any other column is text (empty
 * is null). Blank lines are skipped, unless there is one column, where they are missing values.
 *
 * Refuses, with the line: rows of different lengths, a quote that is not closed, a repeated name.
 *
 * @param text - the whole file
 * @see RFC 4180
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { parseCsv } from "polytask/data";
 *
 * const table = parseCsv("area;rent\n60;900\n;1200\n", { delimiter: ";" });
 * assert.deepEqual([...table.matrix().data], [60, 900, NaN, 1200]);
 * assert.throws(() => parseCsv("a,b\n1,2\n3\n", { name: "flats.csv" }), {
 *   message: "parseCsv: expected 2 values at flats.csv line 3, got 1",
 * });
 * ```
 */
export function parseCsv(text: string, { name, delimiter = "," }: Options = {}): Table {
  if (typeof text !== "string") reject("value", "parseCsv text", "the text of a file", text);
  if (typeof delimiter !== "string" || !/^[^"\n\r\deE+.-]$/.test(delimiter)) {
    reject(
      "param",
      "parseCsv.delimiter",
      "one character that is no quote, no line end and no part of a number",
      delimiter,
    );
  }
  const place = (line: number) => (name === undefined ? `line ${line}` : `${name} line ${line}`);
  const plain = text.replace(/^\uFEFF/, "");
  checkQuotes(plain, delimiter, place);
  const [header, ...rows] = dsvFormat(delimiter).parseRows(plain);
  if (header === undefined || (header.length === 1 && header[0] === "")) {
    reject("source", "parseCsv", `column names at ${place(1)}`, said("none"));
  }
  const seen = new Set<string>();
  const repeated = header.find((column) => seen.has(column) || !seen.add(column));
  if (repeated !== undefined)
    reject("source", "parseCsv", `column names that differ at ${place(1)}`, repeated);
  const filled = filledRows(header, rows, place);
  const columns = header.map((column, j) =>
    makeColumn(
      column,
      filled.map((row) => row[j]!),
    ),
  );
  return new Table({ columns, ...(name !== undefined && { name }) });
}

/** The rows but for blank lines; refuses the first of another length than the header's. */
function filledRows(header: string[], rows: string[][], place: (line: number) => string): string[][] {
  const filled = rows.filter((row) => header.length === 1 || row.length > 1 || row[0] !== "");
  const ragged = filled.find((row) => row.length !== header.length);
  if (ragged) {
    const before = [header, ...rows.slice(0, rows.indexOf(ragged))];
    const line = 1 + before.length + before.reduce((sum, row) => sum + countLineEnds(row.join("")), 0);
    reject("source", "parseCsv", `${header.length} values at ${place(line)}`, said(`${ragged.length}`));
  }
  return filled;
}

const countLineEnds = (text: string): number => text.match(/\r\n|\n|\r/g)?.length ?? 0;

function makeColumn(name: string, cells: readonly string[]): Column {
  const values = new Float64Array(cells.length);
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i]!.trim();
    values[i] = cell === "" ? Number.NaN : readDecimal(cell);
    if (cell !== "" && Number.isNaN(values[i])) {
      return { name, type: "string", values: cells.map((text) => (text === "" ? null : text)), format: null };
    }
  }
  return { name, type: "numeric", values };
}

/** Refuses a quoted value that is not closed, or not by a delimiter: d3-dsv would read on in silence. */
function checkQuotes(text: string, delimiter: string, place: (line: number) => string): void {
  const ends = (at: number) => at < 0 || at >= text.length || `${delimiter}\n\r`.includes(text[at]!);
  let open = text.indexOf('"');
  while (open >= 0) {
    let close = open;
    if (ends(open - 1)) {
      close = text.indexOf('"', open + 1);
      while (close >= 0 && text[close + 1] === '"') close = text.indexOf('"', close + 2);
      if (close < 0 || !ends(close + 1)) {
        const line = 1 + countLineEnds(text.slice(0, open));
        const after = said(close < 0 ? "the end of the file" : JSON.stringify(text[close + 1]));
        reject(
          "source",
          "parseCsv",
          `a closing quote and a delimiter after the value that opens at ${place(line)}`,
          after,
        );
      }
    }
    open = text.indexOf('"', close + 1);
  }
}
