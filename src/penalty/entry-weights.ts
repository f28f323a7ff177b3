import { type MatrixLike, readMatrixOrColumn, type VectorLike } from "../check/matrix.ts";
import { reject, said } from "../check/reject.ts";
import type { Shape } from "./penalty.ts";

/** Weights of the entries of W: that of (j, t) is `data[j * rowStride + t * columnStride]`. */
export interface EntryWeights {
  readonly data: Float64Array;
  readonly rowStride: number;
  readonly columnStride: number;
  /** The same as rows of numbers, where weights were given. */
  readonly rows?: readonly (readonly number[])[];
  check(shape: Shape): void;
}

/** No weights: everyone weighs 1. */
export const noWeights: EntryWeights = {
  data: Float64Array.of(1),
  rowStride: 0,
  columnStride: 0,
  check() {},
};

/** Reads weights >= 0: p x T, 1 x T (one a task), p x 1 or p numbers (one a feature). */
export function readEntryWeights(where: string, given: MatrixLike | VectorLike): EntryWeights {
  const { data, rows, columns } = readMatrixOrColumn(where, given);
  const bad = data.findIndex((weight) => !(weight >= 0));
  if (bad >= 0) reject("param", where, "weights >= 0", data[bad]);
  return {
    data,
    rowStride: rows === 1 ? 0 : columns,
    columnStride: columns === 1 ? 0 : 1,
    rows: Array.from({ length: rows }, (_, j) => [...data.subarray(j * columns, (j + 1) * columns)]),
    check({ p, T }) {
      if ((rows === p || rows === 1) && (columns === T || columns === 1)) return;
      const forms = `${p} x ${T} weights, ${p} x 1 (one a feature) or 1 x ${T} (one a task)`;
      reject("shape", where, forms, said(`${rows} x ${columns}`));
    },
  };
}
