import { Matrix } from "ml-matrix";
import { readMatrix } from "../check/matrix.ts";
import { Table } from "../data/table.ts";
import { type Inputs, isTable, type Outputs } from "./inputs.ts";

/** Columns of several inputs beside one another: a table, whose columns also bear the part's name, or a matrix. */
export function sideBySide(where: string, parts: readonly Inputs[], names: readonly string[]): Outputs {
  if (parts.every(isTable)) {
    const columns = parts.flatMap((part, k) =>
      part.columns.map((column) => ({ ...column, name: `${names[k]}__${column.name}` })),
    );
    return new Table({ columns });
  }
  const read = parts.map((part, k) => readMatrix(`${where} ${names[k]}`, part, { missing: true }));
  const p = read.reduce((sum, { columns }) => sum + columns, 0);
  const out = new Matrix(read[0]!.rows, p);
  let from = 0;
  for (const { data, rows, columns } of read) {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) out.set(i, from + j, data[i * columns + j]!);
    }
    from += columns;
  }
  return out;
}
