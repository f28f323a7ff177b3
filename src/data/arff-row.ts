import { said } from "../check/reject.ts";
import type { Filling } from "./arff-column.ts";
import type { ArffLine, Refuse, Word } from "./arff-line.ts";
import { readDecimal } from "./number.ts";

/** The columns of a table, and the row that is being read. */
export interface Row {
  readonly at: number;
  readonly columns: readonly Filling[];
}

/** Reads one data line, `1, 2, x` or sparse `{0 1, 2 x}`, and returns its weight, `{5}` at the end, or null. */
export function readRow(line: ArffLine, row: Row, refuse: Refuse): number | null {
  if (line.sees("{")) readSparse(line, row, refuse);
  else readDense(line, row, refuse);
  const comma = line.takes(",");
  const weight = comma || line.sees("{") ? readWeight(line, refuse) : null;
  if (!line.done) refuse("the end of the row", line.rest());
  return weight;
}

function readDense(line: ArffLine, { at, columns }: Row, refuse: Refuse): void {
  const words: Word[] = [];
  let comma = false;
  while (!line.done && !line.sees("{")) {
    words.push(line.word("a value"));
    comma = line.takes(",");
  }
  if (comma && line.done) refuse("a value after the last comma", said("the end of the line"));
  if (words.length !== columns.length) refuse(count(columns.length), said(`${words.length}`));
  for (let j = 0; j < words.length; j++) columns[j]!.set(at, words[j]!, refuse);
}

/** Indices count from 0 and rise. */
function readSparse(line: ArffLine, { at, columns }: Row, refuse: Refuse): void {
  line.takes("{");
  let next = 0;
  while (!line.takes("}")) {
    if (line.done) refuse("a closing } after a sparse row", said("the end of the line"));
    const { text } = line.word("an index");
    const index = /^\d{1,9}$/.test(text) ? Number(text) : -1;
    if (!(index >= next && index < columns.length)) {
      const rule =
        next < columns.length ? `an index from ${next} to ${columns.length - 1}` : "no further index";
      refuse(rule, text);
    }
    columns[index]!.set(at, line.word(`a value after index ${index}`), refuse);
    next = index + 1;
    if (line.takes(",") && line.sees("}")) refuse("an index after the comma", "}");
  }
}

function readWeight(line: ArffLine, refuse: Refuse): number {
  if (!line.takes("{")) refuse("a weight in braces after the comma", line.rest());
  const { text } = line.word("a weight");
  const weight = readDecimal(text);
  if (!(weight >= 0)) refuse("a weight >= 0", text);
  if (!line.takes("}")) refuse("a closing } after the weight", line.rest());
  return weight;
}

const count = (columns: number): string => (columns === 1 ? "1 value" : `${columns} values`);
