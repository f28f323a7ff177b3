import type { Dense } from "../matrix/dense.ts";
import { zeros } from "../matrix/dense.ts";
import type { RandomState } from "../matrix/random.ts";
import { svd } from "../matrix/svd.ts";
import { waterAt, waterLevel } from "../penalty/water-filling.ts";
import { kMeans } from "../solver/clustering/k-means.ts";
import { weighted } from "./task-covariance.ts";

/** What `clustered` was made of. */
interface Clustered {
  readonly k: number;
  readonly alpha: number;
  readonly beta: number;
}

/**
 * The M of `clustered` at W, between tasks, T x T: V diag(m) Vᵀ with m at one water level. What of the trace k is left where W
 * has no more than k directions does nothing for W, and is spread evenly over all others.
 */
export function clusterMatrix(W: Dense, { k, alpha, beta }: Clustered): Dense {
  const { s, V } = svd(W);
  const T = W.columns;
  const m = levels(s, k, beta / alpha);
  const used = m.filter((value) => value > 0).length;
  const left = k - m.reduce((sum, value) => sum + value, 0);
  const rest = used < T ? Math.max(0, left / (T - used)) : 0;
  const M = weighted(V, (i) => (m[i]! > 0 ? m[i]! - rest : 0));
  for (let t = 0; t < T; t++) M.data[t * (T + 1)]! += rest;
  return M;
}

/**
 * Which of k clusters each task is in: k-means of the tasks as points whose inner products are M, in its k leading directions.
 *
 * @see Zha, He, Ding, Simon & Gu 2001, Spectral relaxation for k-means clustering
 */
export function clustersOf(W: Dense, { k, alpha, beta }: Clustered, random: RandomState): number[] {
  const { s, V } = svd(W);
  const m = levels(s, k, beta / alpha);
  const width = Math.min(k, s.length);
  const points = zeros(W.columns, width);
  for (let t = 0; t < W.columns; t++) {
    for (let i = 0; i < width; i++) points.data[t * width + i] = V.data[t * s.length + i]! * Math.sqrt(m[i]!);
  }
  return kMeans(points, k, random);
}

/** The h leading directions of W between features, Θ, h x p, its rows orthonormal. */
export function subspaceOf(W: Dense, h: number): Dense {
  const { U } = svd(W);
  const rows = Math.min(h, U.columns);
  const out = zeros(rows, U.rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < U.rows; j++) out.data[i * U.rows + j] = U.data[j * U.columns + i]!;
  }
  return out;
}

function levels(s: Float64Array, k: number, eta: number): number[] {
  const level = waterLevel(s, eta, k);
  return Array.from(s, (size) => waterAt(size, level, eta));
}
