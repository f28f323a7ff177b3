import type { FlatMatrix } from "../check/matrix.ts";

/** A dense matrix of the inner rooms: row-major doubles, entry (i, j) at `data[i * columns + j]`. */
export type Dense = FlatMatrix;

/** A matrix of zeros. */
export const zeros = (rows: number, columns: number): Dense => ({
  data: new Float64Array(rows * columns),
  rows,
  columns,
});

/** The transpose, copied. */
export function transpose({ data, rows, columns }: Dense): Dense {
  const out = zeros(columns, rows);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) out.data[j * rows + i] = data[i * columns + j]!;
  return out;
}
