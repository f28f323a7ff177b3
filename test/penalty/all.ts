import {
  clustered,
  columnGroup,
  dirty,
  elasticNet,
  fusedSparseGroup,
  graph,
  l1,
  l21,
  lInf1,
  meanRegularized,
  type Penalty,
  ridge,
  robustFeatures,
  robustLowRank,
  type Shape,
  sparseGroup,
  sparseLowRank,
  sum,
  taskRelationship,
  temporal,
  temporalGroupLasso,
  traceNorm,
} from "../../src/penalty/index.ts";
import { scaled } from "../../src/penalty/scaled.ts";

/** A penalty and what it promises beyond the laws that hold for all. */
export interface Member {
  readonly title: string;
  /** Most answer for every shape, and are made once: so does whatever they keep between calls. */
  readonly make: (shape: Shape) => Penalty;
  /** Whether g(cW) = c g(W) for c > 0, so that there is a dual. */
  readonly norm?: boolean;
  /** Whether it wants W >= 0. */
  readonly positive?: boolean;
  /** Whether all entries are not treated alike, so that permuting them is not free. */
  readonly weighted?: boolean;
  /** Whether its conjugate, though no norm's, is Infinity from somewhere on. */
  readonly edge?: boolean;
  /** Whether equal columns cost nothing. */
  readonly level?: boolean;
  /** Orthogonal Q it does not see: in W Q, in Q W, or in both. */
  readonly turns?: "WQ" | "QW" | "both";
}

const once = (title: string, penalty: Penalty, promises: Omit<Member, "title" | "make"> = {}): Member => ({
  title,
  make: () => penalty,
  ...promises,
});

const spread = (p: number, T: number): number[][] =>
  Array.from({ length: p }, (_, j) => Array.from({ length: T }, (_, t) => ((3 * j + 2 * t) % 5) / 2));

const weights = ({ p, T }: Shape): number[][] => spread(p, T);
const norm = true;
const positive = true;
const weighted = true;
const edge = true;
const level = true;

/** A ring of tasks, and a chord: every task has neighbours, of different weights. */
const ring = (T: number): [number, number, number][] =>
  Array.from({ length: T > 2 ? T : T - 1 }, (_, t) => [t, (t + 1) % T, 1 + (t % 3) / 2]);

/** The first task alone, then pairs. */
const pairs = (T: number): [number, number, number][] =>
  Array.from({ length: Math.floor((T - 1) / 2) }, (_, k) => [2 * k + 1, 2 * k + 2, 0.5 + k]);

const factors = { norm: 0.6, square: 2.5 };

/** All who have a prox. A new penalty joins by one line. */
export const members: Member[] = [
  once("l1", l1(0.7), { norm }),
  once("l1 of strength 0", l1(0), { norm, turns: "both" }),
  once("l1, W >= 0", l1(0.7, { positive }), { norm, positive }),
  once("l1 of strength 0, W >= 0", l1(0, { positive }), { norm, positive }),
  { title: "l1, weights", make: (s) => l1(0.7, { weights: weights(s) }), norm, weighted },
  { title: "l1, a weight a task", make: ({ T }) => l1(2, { weights: spread(1, T) }), norm, weighted },
  {
    title: "l1, a weight a feature",
    make: ({ p }) => l1(2, { weights: spread(p, 1).flat() }),
    norm,
    weighted,
  },
  {
    title: "l1, weights, W >= 0",
    make: (s) => l1(1, { weights: weights(s), positive }),
    norm,
    positive,
    weighted,
  },
  once("l21", l21(1.3), { norm, turns: "WQ" }),
  once("l21 of strength 0", l21(0), { norm, turns: "both" }),
  once("l21, W >= 0", l21(1.3, { positive }), { norm, positive }),
  once("l21 of strength 0, W >= 0", l21(0, { positive }), { norm, positive }),
  {
    title: "l21, a weight a task",
    make: ({ T }) => l21(1.3, { weights: spread(1, T)[0]!.map((w) => w + 0.3) }),
    norm,
    weighted,
  },
  {
    title: "l21, a weight a task, W >= 0",
    make: ({ T }) => l21(0.8, { weights: spread(1, T)[0]!.map((w) => 2 * w + 0.1), positive }),
    norm,
    positive,
    weighted,
  },
  once("lInf1", lInf1(2.1), { norm }),
  once("lInf1 of strength 0", lInf1(0), { norm }),
  once("sparseGroup", sparseGroup(0.6, 0.9), { norm }),
  once("sparseGroup of entries", sparseGroup(0.6, 0), { norm }),
  once("sparseGroup of rows", sparseGroup(0, 0.9), { norm, turns: "WQ" }),
  once("sparseGroup of strength 0", sparseGroup(0, 0), { norm }),
  once("fusedSparseGroup", fusedSparseGroup(0.6, 0.8, 0.9), { norm, weighted }),
  once("fusedSparseGroup of entries and jumps", fusedSparseGroup(0.4, 1.7, 0), { norm, weighted }),
  once("fusedSparseGroup of jumps and rows", fusedSparseGroup(0, 0.7, 0.9), { norm, weighted }),
  once("fusedSparseGroup without jumps", fusedSparseGroup(0.6, 0, 0.9), { norm }),
  once("fusedSparseGroup of strength 0", fusedSparseGroup(0, 0, 0), { norm }),
  once("temporal", temporal(0.8, 1.2), { weighted, edge }),
  once("temporal, tightly coupled", temporal(40, 0.1), { weighted, edge }),
  once("temporal of rows", temporal(0, 0.9), { norm, turns: "WQ" }),
  once("temporalGroupLasso", temporalGroupLasso(0.5, 2, 0.7), { weighted }),
  once("traceNorm", traceNorm(1.7), { norm, turns: "both" }),
  once("traceNorm of strength 0", traceNorm(0), { norm, turns: "both" }),
  once("taskRelationship", taskRelationship(0.4, 0.3), { turns: "both" }),
  once("taskRelationship without ridge", taskRelationship(0, 0.3), { turns: "both" }),
  once("taskRelationship without relation", taskRelationship(0.4, 0), { turns: "both" }),
  once("taskRelationship of strength 0", taskRelationship(0, 0), { turns: "both" }),
  once("clustered, k = 1", clustered(1, 0.8, 0.1), { turns: "both" }),
  once("clustered, k = 2", clustered(2, 0.3, 0.5), { turns: "both" }),
  once("clustered, k = 4, nearly hard", clustered(4, 5, 0.01), { turns: "both" }),
  once("columnGroup", columnGroup(1.1), { norm, turns: "QW" }),
  once("columnGroup of strength 0", columnGroup(0), { norm, turns: "both" }),
  once("ridge", ridge(0.8), { turns: "both" }),
  once("ridge of strength 0", ridge(0), { turns: "both" }),
  once("elasticNet", elasticNet(1.4, 0.6), { turns: "WQ" }),
  once("elasticNet of l21", elasticNet(1.4, 1), { norm, turns: "WQ" }),
  once("elasticNet of ridge", elasticNet(1.4, 0), { turns: "both" }),
  once("elasticNet, W >= 0", elasticNet(1.4, 0.6, { positive }), { positive }),
  once("elasticNet of strength 0", elasticNet(0, 0.5), { turns: "WQ" }),
  once("sum of lInf1 and l21", sum(lInf1(1.2), l21(0.7)), { norm }),
  once("sum of l1, W >= 0, and l21", sum(l21(0.7), l1(0.4, { positive })), { norm, positive }),
  once("sum of traceNorm and ridge", sum(traceNorm(1.7), ridge(0.5)), { turns: "both" }),
  once("sum of ridge and l1, W >= 0", sum(ridge(0.5), l1(0.9, { positive })), { positive }),
  {
    title: "sum of l1, weights, l21 and ridge",
    make: (s) => sum(sum(l1(0.7, { weights: weights(s) }), ridge(0.3)), l21(1)),
    weighted,
  },
  { title: "graph", make: ({ T }) => graph(ring(T), 0.9), level, weighted, turns: "QW" },
  { title: "graph in parts", make: ({ T }) => graph(pairs(T), 2.1), level, weighted, turns: "QW" },
  { title: "graph of strength 0", make: ({ T }) => graph(ring(T), 0), turns: "both" },
  once("graph without edges", graph([], 2), { turns: "both" }),
  once("meanRegularized", meanRegularized(1.2), { level, turns: "QW" }),
  once("meanRegularized of strength 0", meanRegularized(0), { turns: "both" }),
  {
    title: "sum of graph and meanRegularized",
    make: ({ T }) => sum(graph(ring(T), 0.9), meanRegularized(0.4)),
    level,
    weighted,
  },
  {
    title: "sum of two graphs",
    make: ({ T }) => sum(graph(ring(T), 0.9), graph(pairs(T), 2)),
    level,
    weighted,
  },
  { title: "sum of graph and ridge", make: ({ T }) => sum(graph(ring(T), 0.9), ridge(0.3)), weighted },
  once("sum of meanRegularized and ridge", sum(ridge(0.3), meanRegularized(1.2))),
  once("sum of meanRegularized and ridge, scaled", scaled(sum(ridge(0.3), meanRegularized(1.2)), factors)),
  { title: "graph, scaled", make: ({ T }) => scaled(graph(ring(T), 0.9), factors), level, weighted },
  once("l21, scaled", scaled(l21(1.3), factors), { norm, turns: "WQ" }),
  once("l1, W >= 0, scaled", scaled(l1(0.7, { positive }), factors), { norm, positive }),
  once("traceNorm, scaled", scaled(traceNorm(1.7), factors), { norm, turns: "both" }),
  once("sparseGroup, scaled", scaled(sparseGroup(0.6, 0.9), factors), { norm }),
  once("taskRelationship, scaled", scaled(taskRelationship(0.4, 0.3), factors), { turns: "both" }),
  once("clustered, scaled", scaled(clustered(2, 0.3, 0.5), factors), { turns: "both" }),
  once("fusedSparseGroup, scaled", scaled(fusedSparseGroup(0.6, 0.8, 0.9), factors), { norm, weighted }),
  once("temporalGroupLasso, scaled", scaled(temporalGroupLasso(0.5, 2, 0.7), factors), { weighted }),
  once("ridge, scaled", scaled(ridge(0.8), factors), { turns: "both" }),
  once("elasticNet, scaled", scaled(elasticNet(1.4, 0.6), factors), { turns: "WQ" }),
  {
    title: "l1, weights, and ridge, scaled",
    make: (s) => scaled(sum(l1(0.7, { weights: weights(s) }), ridge(0.3)), factors),
    weighted,
  },
];

/** All who take W apart. */
export const decompositions = {
  dirty: dirty(1.9, 0.8),
  robustFeatures: robustFeatures(1.1, 1.6),
  robustLowRank: robustLowRank(1.3, 0.9),
  sparseLowRank: sparseLowRank(0.5, 1.2),
  "dirty, scaled": scaled(dirty(1.9, 0.8), factors),
} satisfies Record<string, Penalty>;
