import { type Dense, zeros } from "../matrix/dense.ts";
import type { Group } from "./group.ts";
import { addTo, type Moments, noMoments } from "./moments.ts";

/** A run of a group's observed rows: from `start` up to `end`. */
export interface Run {
  readonly group: Group;
  readonly start: number;
  readonly end: number;
}

/** The weighted means of a run's rows. */
export interface Means extends Pick<Moments, "weight" | "meanX" | "restX" | "meanY" | "restY"> {}

/** Weighted means, in two passes: the second finds what the first left over, to twice the digits of a double. */
export function meansOf({ group, start, end }: Run): Means {
  const { X, Y, rows, columns, weight } = group;
  const p = X.columns;
  const T = columns.length;
  let total = 0;
  for (let k = start; k < end; k++) total += weight ? weight[k]! : 1;
  const [meanX, restX, meanY, restY] = [p, p, T, T].map((length) => new Float64Array(length));
  for (let pass = 0; pass < 2; pass++) {
    const moreX = new Float64Array(p);
    const moreY = new Float64Array(T);
    for (let k = start; k < end; k++) {
      const w = weight ? weight[k]! : 1;
      const atX = rows[k]! * p;
      const atY = rows[k]! * Y.columns;
      for (let j = 0; j < p; j++) moreX[j]! += w * (X.data[atX + j]! - meanX![j]!);
      for (let t = 0; t < T; t++) moreY[t]! += w * (Y.data[atY + columns[t]!]! - meanY![t]!);
    }
    for (let j = 0; j < p; j++) addTo(meanX!, restX!, j, moreX[j]! / total);
    for (let t = 0; t < T; t++) addTo(meanY!, restY!, t, moreY[t]! / total);
  }
  return { weight: total, meanX: meanX!, restX: restX!, meanY: meanY!, restY: restY! };
}

/**
 * Writes a run's rows, centred and scaled by the root of their weights, row-major:
 * intoX is (end - start) x p, intoY is (end - start) x (number of tasks).
 */
export function writeCentred(
  { group, start, end }: Run,
  { meanX, restX, meanY, restY }: Omit<Means, "weight">,
  intoX: Float64Array,
  intoY: Float64Array,
): void {
  const { X, Y, rows, columns, weight } = group;
  const p = X.columns;
  const T = columns.length;
  for (let k = start; k < end; k++) {
    const scale = weight ? Math.sqrt(weight[k]!) : 1;
    const toX = (k - start) * p;
    const toY = (k - start) * T;
    const atX = rows[k]! * p;
    const atY = rows[k]! * Y.columns;
    for (let j = 0; j < p; j++) intoX[toX + j] = scale * (X.data[atX + j]! - meanX[j]! - restX[j]!);
    for (let t = 0; t < T; t++) {
      intoY[toY + t] = scale * (Y.data[atY + columns[t]!]! - meanY[t]! - restY[t]!);
    }
  }
}

/** A group's rows whole, scaled by the root of their weights and, with `centre`, centred: for work on the rows. */
export function rowsOf(group: Group, centre: boolean): { A: Dense; Y: Dense; means: Means } {
  const n = group.rows.length;
  const run = { group, start: 0, end: n };
  const A = zeros(n, group.X.columns);
  const Y = zeros(n, group.columns.length);
  const means = meansOf(run);
  const { meanX, meanY, restX, restY } = noMoments(A.columns, Y.columns);
  const origin = { meanX, meanY, restX, restY };
  writeCentred(run, centre ? means : origin, A.data, Y.data);
  return { A, Y, means };
}
