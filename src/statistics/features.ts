import type { Dense } from "../matrix/dense.ts";
import type { Means } from "./centred.ts";
import type { Group } from "./group.ts";
import { addTo } from "./moments.ts";

/** Features that are turned at a time: as many as a line of the cache has numbers. */
const strip = 8;

/**
 * Writes a group's observed rows down feature by feature, in one pass: X is p x n, Y n rows of `lanes` with zeros beyond the
 * tasks, both with `centre` about their means, which are returned (else 0), and scaled by √(weight of the row / weight of all).
 * `squares` are the features' squared norms.
 */
export function loadFeatures(
  { X: from, Y: targets, rows, columns, weight }: Group,
  centre: boolean,
  X: Float64Array,
  Y: Float64Array,
  lanes: number,
  squares: Float64Array,
): Means {
  const n = rows.length;
  const p = from.columns;
  const total = weight ? weight.reduce((sum, value) => sum + value, 0) : n;
  const scale = 1 / Math.sqrt(total);
  const roots = weight?.map((value) => Math.sqrt(value) * scale);
  const finish = (x: Float64Array, mean: Float64Array, rest: Float64Array, j: number): number => {
    for (let pass = 0; centre && pass < 2; pass++)
      addTo(mean, rest, j, meanOf(x, weight, total, mean[j]!, rest[j]!));
    return scaled(x, mean[j]!, rest[j]!, scale, roots);
  };
  const [meanX, restX] = [new Float64Array(p), new Float64Array(p)];
  for (let j = 0; j < p; j += strip) {
    const end = Math.min(p, j + strip);
    turn(X, from, rows, j, end);
    for (let k = j; k < end; k++) squares[k] = finish(X.subarray(k * n, (k + 1) * n), meanX, restX, k);
  }
  const T = columns.length;
  const [meanY, restY] = [new Float64Array(T), new Float64Array(T)];
  const y = new Float64Array(n);
  for (let t = 0; t < T; t++) {
    for (let i = 0; i < n; i++) y[i] = targets.data[rows[i]! * targets.columns + columns[t]!]!;
    finish(y, meanY, restY, t);
    for (let i = 0; i < n; i++) Y[i * lanes + t] = y[i]!;
  }
  for (let i = 0; i < n; i++) Y.fill(0, i * lanes + T, (i + 1) * lanes);
  return { weight: total, meanX, restX, meanY, restY };
}

/** Features j to end of the chosen rows, one after the other. */
function turn(to: Float64Array, { data, columns: p }: Dense, rows: Int32Array, j: number, end: number): void {
  const n = rows.length;
  for (let i = 0; i < n; i++) {
    const row = rows[i]! * p;
    for (let k = j, at = j * n + i; k < end; k++, at += n) to[at] = data[row + k]!;
  }
}

/** The weighted mean of x less (mean + rest). */
function meanOf(
  x: Float64Array,
  weight: Float64Array | undefined,
  total: number,
  mean: number,
  rest: number,
): number {
  let sum = 0;
  if (weight) for (let i = 0; i < x.length; i++) sum += weight[i]! * (x[i]! - mean - rest);
  else for (let i = 0; i < x.length; i++) sum += x[i]! - mean - rest;
  return sum / total;
}

/** x <- (x − mean − rest) times the root of its weight, in place; its squared norm. */
function scaled(
  x: Float64Array,
  mean: number,
  rest: number,
  scale: number,
  roots: Float64Array | undefined,
): number {
  let square = 0;
  for (let i = 0; i < x.length; i++) {
    const value = (x[i]! - mean - rest) * (roots ? roots[i]! : scale);
    square += value * value;
    x[i] = value;
  }
  return square;
}
