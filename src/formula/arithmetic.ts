import { reject, said } from "../check/reject.ts";
import type { Table } from "../data/table.ts";
import { compile } from "./compile.ts";
import { type Column, lanes, Program } from "./program.ts";
import type { MathNode } from "./symbolic.ts";
import { namesIn } from "./terms.ts";

/**
 * Arithmetic of the numeric columns of a table, one number a row. Where a column that it names is missing (NaN) so is the result; any other
 * result that is no finite number is refused, with its row.
 */
export function evaluate(where: string, tree: MathNode, text: string, table: Table): Float64Array {
  const program = new Program();
  const inputs = new Map<string, { readonly column: Column; readonly values: Float64Array }>();
  const named = new Set(namesIn(tree));
  for (const column of table.columns) {
    if (column.type !== "numeric") continue;
    inputs.set(column.name, { column: program.input(column.name), values: column.values });
  }
  const symbols = new Map(Array.from(inputs, ([name, { column }]) => [name, column]));
  const result = compile(tree, symbols, program, where);
  const used = [...inputs].filter(([name]) => named.has(name)).map(([, input]) => input);
  const out = new Float64Array(table.rows);
  for (let from = 0; from < table.rows; from += lanes) {
    const count = Math.min(lanes, table.rows - from);
    for (const { column, values } of used) column.values.set(values.subarray(from, from + count));
    program.run(count);
    for (let i = 0; i < count; i++) {
      const missing = used.some(({ column }) => Number.isNaN(column.values[i]!));
      const value = missing ? NaN : result.values[i]!;
      if (!missing && !Number.isFinite(value))
        reject("value", `${where} ${text} row ${from + i}`, "a finite number", said(`${value}`));
      out[from + i] = value;
    }
  }
  return out;
}
