import { type Block, f64, openArena } from "../../kernel/arena.ts";
import { eigh, eighWork } from "../../kernel/factor.ts";
import { gemm, gemv } from "../../kernel/product.ts";
import { crossOf, gramInto, type Moments } from "../../statistics/moments.ts";
import type { TaskStatistics } from "../../statistics/task-statistics.ts";
import type { RoadSettings } from "../roads.ts";

/** Tasks that share a Gram matrix G = U diag(values) Uᵀ: rows `from` to `from + count` of a slab. */
export interface Part {
  readonly from: number;
  readonly count: number;
  readonly moments: Moments;
  /** What the Gram matrix of the moments is divided by. */
  readonly n: number;
  /** Uᵀ: a row an eigenvector. */
  readonly U: Block;
  /** Ascending; 0 where they are no more than rounding. */
  readonly values: Float64Array;
}

/** T x p, a task a row, tasks that share a Gram matrix one after the other; `rows` are those of a part each. */
export interface Slab extends Pick<Block, "values"> {
  readonly all: Block;
  readonly rows: readonly Block[];
}

/**
 * Squared loss from statistics in the eigenvectors of its Gram matrices, per mean row: found once, for every strength.
 * W is a slab here. Lives until `close`.
 */
export interface Spectra {
  readonly p: number;
  readonly T: number;
  readonly parts: readonly Part[];
  /** The row of a task in a slab. */
  readonly place: Int32Array;
  /** c = Xᵀy / n̄, p x T. */
  readonly cross: Float64Array;
  /** f(0) = Σ yᵀy / 2n̄ */
  readonly atZero: number;
  /** The mean of the diagonals of G. */
  readonly curvature: number;
  /** W, p x T, to or from a slab. */
  load(W: Float64Array, slab: Slab): void;
  store(slab: Slab, W: Float64Array): void;
  /** T p doubles as a slab. */
  slab(block: Block): Slab;
  /** to <- from in the eigenvectors' coordinates, or back. */
  turn(from: Slab, to: Slab, way: "in" | "out"): void;
  /** into <- Σ_t U v_t, p numbers, of a slab in the eigenvectors' coordinates; and V <- Uᵀ of the same numbers for every task. */
  total(V: Slab, into: Block): void;
  spread(from: Block, V: Slab): void;
  /** The largest eigenvalue of a Gram matrix. */
  readonly steepest: number;
  /** Y <- Y − (G + shift I) X, by the statistics themselves: the eigenvectors' rounding is not in it. */
  subtract(X: Slab, shift: number, Y: Slab): void;
  /** Calls back with every part's G, p x p, made of the statistics anew. */
  eachGram(visit: (G: Block, part: Part) => void): void;
  close(): void;
}

export function openSpectra(
  { p, T, groups, meanWeight }: TaskStatistics,
  { fitIntercept, taskWeight }: Pick<RoadSettings, "fitIntercept" | "taskWeight">,
): Spectra {
  const K = groups.length;
  const wishes = { U: f64(K * p * p), G: f64(p * p), s: f64(p), work: f64(eighWork(p)) };
  const more = { vectors: f64(p * p), V: f64(K * p) };
  const { blocks, close } = openArena({ ...wishes, ...more });
  const { G, s, work, vectors, V } = blocks;
  const place = new Int32Array(T);
  const cross = new Float64Array(p * T);
  const squares = new Float64Array(T);
  const traces = new Float64Array(T);
  let from = 0;
  const parts = groups.map(({ tasks, moments }, k): Part => {
    const n = taskWeight === "equal" ? moments.weight : meanWeight;
    const U = blocks.U.part(k * p * p, p * p);
    gramInto(moments, fitIntercept, n, G.values);
    let trace = 0;
    for (let j = 0; j < p; j++) trace += G.values[j * (p + 1)]!;
    eigh(G, p, s, vectors, work);
    transposeInto(vectors.values, U.values, p);
    const least = p * Number.EPSILON * Math.max(0, s.values[p - 1]!);
    const values = s.values.map((value) => (value > least ? value : 0));
    const { data } = crossOf(moments, fitIntercept);
    const about = fitIntercept ? 0 : moments.weight;
    for (const [at, t] of tasks.entries()) {
      place[t] = from + at;
      traces[t] = trace;
      squares[t] = (moments.square[at]! + about * moments.meanY[at]! ** 2) / (2 * n);
      for (let j = 0; j < p; j++) cross[j * T + t] = data[j * tasks.length + at]! / n;
    }
    from += tasks.length;
    return { from: from - tasks.length, count: tasks.length, moments, n, U, values };
  });
  const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
  return {
    ...{ p, T, parts, place, cross, close },
    atZero: total(squares), // in the order of the tasks, however they are grouped
    curvature: total(traces) / (p * T),
    load(W, slab) {
      const to = slab.values;
      for (let t = 0; t < T; t++) {
        const row = place[t]! * p;
        for (let j = 0; j < p; j++) to[row + j] = W[j * T + t]!;
      }
    },
    store(slab, W) {
      const values = slab.values;
      for (let t = 0; t < T; t++) {
        const row = place[t]! * p;
        for (let j = 0; j < p; j++) W[j * T + t] = values[row + j]!;
      }
    },
    slab: (all) => ({
      all,
      rows: parts.map(({ from: row, count }) => all.part(row * p, count * p)),
      get values() {
        return all.values;
      },
    }),
    turn(source, target, way) {
      for (let k = 0; k < parts.length; k++) {
        const { count, U } = parts[k]!;
        const [x, y] = [source.rows[k]!, target.rows[k]!];
        if (count === 1) gemv(y, U, x, { n: p, p, transposeA: way === "out" });
        else gemm(y, x, U, { m: count, n: p, k: p, transposeB: way === "in" });
      }
    },
    total(source, into) {
      if (K < T) {
        const [v, x] = [V.values, source.values];
        v.fill(0);
        for (let k = 0; k < K; k++) {
          const { from: row, count } = parts[k]!;
          for (let at = row * p; at < (row + count) * p; at += p)
            for (let j = 0; j < p; j++) v[k * p + j]! += x[at + j]!;
        }
      }
      gemv(into, blocks.U, K < T ? V : source.all, { n: K * p, p, transposeA: true });
    },
    spread(source, target) {
      gemv(V, blocks.U, source, { n: K * p, p });
      const [v, y] = [V.values, target.values];
      for (let k = 0; k < K; k++) {
        const { from: row, count } = parts[k]!;
        for (let at = row * p; at < (row + count) * p; at += p)
          for (let j = 0; j < p; j++) y[at + j] = v[k * p + j]!;
      }
    },
    steepest: parts.reduce((most, { values }) => Math.max(most, values[p - 1]!), 0),
    subtract(X, shift, Y) {
      const [x, y] = [X.values, Y.values];
      for (let k = 0; k < parts.length; k++) {
        const { from: row, count, moments, n } = parts[k]!;
        if (count === 1) subtractOne(moments, fitIntercept, n, x, y, row * p);
        else {
          gramInto(moments, fitIntercept, n, G.values);
          gemm(Y.rows[k]!, X.rows[k]!, G, { m: count, n: p, k: p, mode: "subtract" });
        }
      }
      if (shift > 0) for (let k = 0; k < x.length; k++) y[k]! -= shift * x[k]!;
    },
    eachGram(visit) {
      for (const part of parts) {
        gramInto(part.moments, fitIntercept, part.n, G.values);
        visit(G, part);
      }
    },
  };
}

function transposeInto(from: Float64Array, to: Float64Array, p: number): void {
  for (let i = 0; i < p; i++) for (let j = 0; j < p; j++) to[j * p + i] = from[i * p + j]!;
}

/** y <- y − G x for p numbers from `at` on, where G is packed: every number of it is read once. */
function subtractOne(
  { gram, meanX, weight }: Moments,
  centre: boolean,
  n: number,
  x: Float64Array,
  y: Float64Array,
  at: number,
): void {
  const p = meanX.length;
  const by = 1 / n;
  for (let i = 0, k = 0; i < p; i++) {
    const own = by * x[at + i]!;
    let sum = 0;
    for (let j = 0; j < i; j++, k++) {
      const g = gram[k]!;
      sum += g * x[at + j]!;
      y[at + j]! -= g * own;
    }
    y[at + i]! -= by * sum + gram[k++]! * own;
  }
  if (centre) return;
  let mean = 0;
  for (let j = 0; j < p; j++) mean += meanX[j]! * x[at + j]!;
  for (let j = 0; j < p; j++) y[at + j]! -= by * weight * mean * meanX[j]!;
}
