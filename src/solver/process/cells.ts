import type { Grid } from "./grid.ts";

/** The observed cells of a grid, row after row. */
export interface Cells {
  readonly count: number;
  /** Which row of the grid, and which task. */
  readonly row: Int32Array;
  readonly task: Int32Array;
  readonly weight: Float64Array;
  readonly y: Float64Array;
}

export function cellsOf({ T, Y, weight }: Grid): Cells {
  const at = Int32Array.from(weight.keys()).filter((k) => weight[k]! > 0);
  return {
    count: at.length,
    row: at.map((k) => Math.floor(k / T)),
    task: at.map((k) => k % T),
    weight: Float64Array.from(at, (k) => weight[k]!),
    y: Float64Array.from(at, (k) => Y[k]!),
  };
}
