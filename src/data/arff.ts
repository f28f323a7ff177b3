import { reject, said } from "../check/reject.ts";
import { type Attribute, readAttribute } from "./arff-attribute.ts";
import { fillColumn } from "./arff-column.ts";
import { ArffLine, type Refuse } from "./arff-line.ts";
import { readRow } from "./arff-row.ts";
import { Table } from "./table.ts";

interface Header {
  readonly relation: string;
  readonly attributes: readonly Attribute[];
  /** The line after `@data`, counted from 0. */
  readonly next: number;
}

/** Sparse rows let a small file spell a huge table; this many doubles are half a gigabyte. */
const mostSparse = 2 ** 26;

const keywords = /^\s*@(relation|attribute|data)(?=[\s%]|$)/i;

/**
 * Reads Weka's ARFF, the format of OpenML and of the multi-target benchmark: one table, its name the `@relation`.
 *
 * Numeric attributes become Float64Arrays (`?` is NaN), nominal ones arrays of labels (`?` is null) beside the declared
 * labels, string and date attributes arrays of text. Sparse rows and weights of rows are read as Weka reads them: what a
 * sparse row leaves out is 0 or the first label (a left-out text is missing), a weight left out is 1.
 *
 * Refuses, with the line: text that is not ARFF, a wrong number of values, a number that is none, a label that was not
 * declared, a repeated or relational attribute.
 *
 * @param text - the whole file
 * @param options - `name`: what errors call the file, such as its path
 * @see https://waikato.github.io/weka-wiki/formats_and_processing/arff_stable/
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { parseArff } from "polytask/data";
 *
 * const table = parseArff(`@relation flats
 * @attribute area numeric
 * @attribute town {Bern, 'St. Gallen'}
 * @data
 * 60, Bern
 * ?, 'St. Gallen'
 * `);
 * assert.equal(table.name, "flats");
 * assert.deepEqual([...table.matrix(["area"]).data], [60, NaN]);
 * assert.deepEqual(table.column("town").values, ["Bern", "St. Gallen"]);
 * ```
 */
export function parseArff(text: string, { name }: { readonly name?: string } = {}): Table {
  if (typeof text !== "string") reject("value", "parseArff text", "the text of a file", text);
  const refuseAt = (line: number): Refuse => {
    const place = name === undefined ? `line ${line + 1}` : `${name} line ${line + 1}`;
    return (rule, got) => reject("source", "parseArff", `${rule} at ${place}`, got);
  };
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  const { relation, attributes, next } = readHeader(lines, refuseAt);
  const filled: number[] = [];
  for (let at = next; at < lines.length; at++) {
    if (!new ArffLine(lines[at]!, refuseAt(at)).done) filled.push(at);
  }
  checkSize(filled.length * attributes.length, text, refuseAt(next - 1));
  const columns = attributes.map((attribute) => fillColumn(attribute, filled.length));
  const weights = filled.map((at, row) => {
    const refuse = refuseAt(at);
    return readRow(new ArffLine(lines[at]!, refuse), { at: row, columns }, refuse);
  });
  const weighted = weights.some((weight) => weight !== null);
  return new Table({
    name: relation,
    columns: columns.map((column) => column.finish()),
    weights: weighted ? Float64Array.from(weights, (weight) => weight ?? 1) : null,
  });
}

/** A dense table has fewer values than its text has characters; a sparse one may have more, up to `mostSparse`. */
function checkSize(values: number, text: string, refuse: Refuse): void {
  if (values > mostSparse && values > text.length) {
    refuse(`a table of at most ${mostSparse} values after @data`, said(`${values}`));
  }
}

function readHeader(lines: readonly string[], refuseAt: (line: number) => Refuse): Header {
  let relation: string | undefined;
  const attributes: Attribute[] = [];
  const names = new Set<string>();
  for (let at = 0; at < lines.length; at++) {
    const refuse = refuseAt(at);
    const line = new ArffLine(lines[at]!, refuse);
    if (line.done) continue;
    const keyword = keywords.exec(lines[at]!)?.[1]?.toLowerCase();
    if (keyword !== undefined) line.word("a keyword");
    if (relation === undefined) {
      if (keyword !== "relation") refuse("@relation, the start of an ARFF file,", lines[at]);
      relation = readRelation(line);
    } else if (keyword === "attribute") {
      const attribute = readAttribute(line, refuse);
      if (names.has(attribute.name)) refuse("attribute names that differ", attribute.name);
      names.add(attribute.name);
      attributes.push(attribute);
    } else if (keyword === "data") {
      if (!line.done) refuse("nothing after @data", line.rest());
      if (attributes.length === 0) refuse("an @attribute before @data", said("none"));
      return { relation, attributes, next: at + 1 };
    } else {
      refuse("@attribute or @data", lines[at]);
    }
  }
  const missing = relation === undefined ? "@relation, the start of an ARFF file," : "@data";
  return refuseAt(lines.length - 1)(missing, said("the end of the file"));
}

/** A quoted name, or else all the line: unquoted relation names with commas are common. */
function readRelation(line: ArffLine): string {
  if (line.done) return "";
  return line.startsQuoted ? line.word("a name").text : line.rest();
}
