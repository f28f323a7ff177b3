import { type Dense, zeros } from "../matrix/dense.ts";
import type { RandomState } from "../matrix/random.ts";

/** True coefficients, and what is true of them: only what a structure is about is there. */
export interface TaskStructure {
  /** W, p x T: row = feature, column = task. */
  readonly coef: Dense;
  /** T x T: the correlation of the tasks' coefficients that they were drawn with, of features that are in use. */
  readonly correlation: Dense;
  /** The cluster of every task. */
  readonly clusters?: readonly number[];
  /** The rank of W. */
  readonly rank?: number;
  /** Pairs of tasks that are neighbours, the smaller first. */
  readonly edges?: readonly (readonly [number, number])[];
  /** Features in use; all others have rows of 0. */
  readonly support?: readonly number[];
  /** Tasks that have nothing to do with the others. */
  readonly outliers?: readonly number[];
}

export interface StructureSettings {
  readonly nTasks: number;
  readonly nFeatures: number;
  readonly similarity: number;
  readonly nClusters: number;
  readonly rank: number;
  readonly nInformative: number;
  readonly nOutliers: number;
}

export type StructureName = keyof typeof structures;

/** Every structure draws coefficients of mean 0 and variance 1, but for features that are not in use. */
export const structures = {
  clusters({ nTasks: T, nFeatures: p, similarity, nClusters }, random) {
    const clusters = Array.from(random.permutation(T), (place) => place % nClusters);
    return { ...aroundCentres(random, p, clusters, similarity), clusters };
  },

  lowRank({ nTasks: T, nFeatures: p, rank }, random) {
    const [A, B] = [normal(random, p, rank), normal(random, rank, T)];
    const column = (M: Dense, t: number): number[] =>
      Array.from({ length: rank }, (_, k) => M.data[k * T + t]!);
    const sizes = Array.from({ length: T }, (_, t) => Math.sqrt(inner(column(B, t), column(B, t))));
    for (let k = 0; k < B.data.length; k++) B.data[k]! /= sizes[k % T]!;
    const coef = fill(p, T, (j, t) => inner(A.data.subarray(j * rank, (j + 1) * rank), column(B, t)));
    return { coef, correlation: fill(T, T, (s, t) => inner(column(B, s), column(B, t))), rank };
  },

  graph({ nTasks: T, nFeatures: p, similarity }, random) {
    const order = random.permutation(T);
    const parents = Int32Array.from(order, (_, place) => (place === 0 ? -1 : order[random.randint(place)]!));
    const { coef, correlation } = alongTree(random, p, order, parents, similarity);
    const edges = Array.from(order, (task, place): [number, number] =>
      task < parents[place]! ? [task, parents[place]!] : [parents[place]!, task],
    ).slice(1);
    return { coef, correlation, edges };
  },

  sharedSupport({ nTasks: T, nFeatures: p, nInformative }, random) {
    const support = choose(random, p, nInformative);
    const coef = onSupport(normal(random, p, T), support);
    return { coef, correlation: fill(T, T, (s, t) => Number(s === t)), support };
  },

  temporal({ nTasks: T, nFeatures: p, nInformative, similarity }, random) {
    const support = choose(random, p, nInformative);
    const order = Int32Array.from({ length: T }, (_, t) => t);
    const { coef, correlation } = alongTree(random, p, order, order.map((t) => t - 1), similarity); // biome-ignore format: a sentence
    const edges = Array.from({ length: T - 1 }, (_, t): [number, number] => [t, t + 1]);
    return { coef: onSupport(coef, support), correlation, support, edges };
  },

  outliers({ nTasks: T, nFeatures: p, similarity, nOutliers }, random) {
    const outliers = choose(random, T, nOutliers);
    const clusters = Array.from({ length: T }, (_, t) => outliers.indexOf(t) + 1);
    return { ...aroundCentres(random, p, clusters, similarity), outliers };
  },
} satisfies Record<string, (settings: StructureSettings, random: RandomState) => TaskStructure>;

/** w_t = √s centre + √(1 − s) of its own, a centre a cluster: tasks of a cluster have correlation s. */
function aroundCentres(random: RandomState, p: number, clusters: readonly number[], similarity: number) {
  const T = clusters.length;
  const centres = normal(random, p, T); // more than are used, so that every task has numbers of its own
  const own = normal(random, p, T);
  const [near, far] = [Math.sqrt(similarity), Math.sqrt(1 - similarity)];
  const coef = fill(p, T, (j, t) => near * centres.data[j * T + clusters[t]!]! + far * own.data[j * T + t]!);
  const correlation = fill(T, T, (s, t) => (s === t ? 1 : clusters[s] === clusters[t] ? similarity : 0));
  return { coef, correlation };
}

/** w_t = s w_parent + √(1 − s²) of its own, along a tree: tasks d edges apart have correlation s^d. */
function alongTree(
  random: RandomState,
  p: number,
  order: Int32Array,
  parents: Int32Array,
  similarity: number,
) {
  const T = order.length;
  const coef = normal(random, p, T);
  const correlation = fill(T, T, (s, t) => Number(s === t));
  const W = coef.data;
  const C = correlation.data;
  const fresh = Math.sqrt(1 - similarity * similarity);
  for (let place = 1; place < T; place++) {
    const [t, parent] = [order[place]!, parents[place]!];
    for (let k = 0; k < W.length; k += T) W[k + t] = similarity * W[k + parent]! + fresh * W[k + t]!;
    for (const s of order.subarray(0, place)) {
      C[s * T + t] = similarity * C[s * T + parent]!;
      C[t * T + s] = C[s * T + t]!;
    }
  }
  return { coef, correlation };
}

/** Rows that are not in use become 0. */
function onSupport(W: Dense, support: readonly number[]): Dense {
  for (let j = 0; j < W.rows; j++) {
    if (!support.includes(j)) W.data.fill(0, j * W.columns, (j + 1) * W.columns);
  }
  return W;
}

/** `count` of the numbers 0 ... n − 1, in order. */
const choose = (random: RandomState, n: number, count: number): number[] =>
  Array.from(random.permutation(n).slice(0, count)).sort((a, b) => a - b);

export function normal(random: RandomState, rows: number, columns: number): Dense {
  return fill(rows, columns, () => random.randn());
}

function fill(rows: number, columns: number, of: (i: number, j: number) => number): Dense {
  const out = zeros(rows, columns);
  for (let k = 0; k < out.data.length; k++) out.data[k] = of(Math.floor(k / columns), k % columns);
  return out;
}

function inner(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}
