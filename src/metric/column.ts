import type { FlatMatrix } from "../check/matrix.ts";
import { reject, said } from "../check/reject.ts";

/** One task's observed targets with their predictions and weights, which are above 0. */
export interface Column {
  readonly y: Float64Array;
  readonly p: Float64Array;
  readonly weight: Float64Array;
}

/**
 * Gathers a task's observed cells. A missing target (NaN), a weight of 0 and a row that is not there are the same thing
 * from here on. Refuses a task without any, by name.
 */
export function columnOf(
  where: string,
  Y: FlatMatrix,
  P: FlatMatrix,
  weights: Float64Array | undefined,
  t: number,
): Column {
  const T = Y.columns;
  const y = new Float64Array(Y.rows);
  const p = new Float64Array(Y.rows);
  const weight = new Float64Array(Y.rows);
  let count = 0;
  for (let i = 0; i < Y.rows; i++) {
    const value = Y.data[i * T + t]!;
    const w = weights === undefined ? 1 : weights[weights.length === Y.rows ? i : i * T + t]!;
    if (Number.isNaN(value) || w === 0) continue;
    y[count] = value;
    p[count] = P.data[i * T + t]!;
    weight[count++] = w;
  }
  if (count === 0) reject("value", where, "at least one target that is observed", said("none"));
  return { y: y.subarray(0, count), p: p.subarray(0, count), weight: weight.subarray(0, count) };
}

/** The sum over a task's cells of weight times term. */
export function weightedSum({ weight }: Column, term: (i: number) => number): number {
  let sum = 0;
  for (let i = 0; i < weight.length; i++) sum += weight[i]! * term(i);
  return sum;
}

/**
 * The weighted mean over a task's cells: the first value and the mean distance from it. Equal values have
 * themselves as mean, exactly.
 */
export function weightedMean(column: Column, value: (i: number) => number): number {
  const first = value(0);
  return first + weightedSum(column, (i) => value(i) - first) / weightedSum(column, () => 1);
}
