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
  readonly U: Block;
  /** Ascending; 0 where they are no more than rounding. */
  readonly values: Float64Array;
}

/**
 * Squared loss from statistics in the eigenvectors of its Gram matrices, per mean row: found once, for every strength.
 * W is a slab here, T x p, a task a row, tasks that share a Gram matrix one after the other. Lives until `close`.
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
  load(W: Float64Array, slab: Block): void;
  store(slab: Block, W: Float64Array): void;
  /** to <- from in the eigenvectors' coordinates, or back. */
  turn(from: Block, to: Block, way: "in" | "out"): void;
  /** Calls back with every part's G, p x p, made of the statistics anew: the eigenvectors' digits are not in it. */
  eachGram(visit: (G: Block, part: Part) => void): void;
  close(): void;
}

export function openSpectra(
  { p, T, groups, meanWeight }: TaskStatistics,
  { fitIntercept, taskWeight }: Pick<RoadSettings, "fitIntercept" | "taskWeight">,
): Spectra {
  const K = groups.length;
  const wishes = { U: f64(K * p * p), G: f64(p * p), s: f64(p), work: f64(eighWork(p)) };
  const { blocks, close } = openArena(wishes);
  const { G, s, work } = blocks;
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
    eigh(G, p, s, U, work);
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
    turn(source, target, way) {
      for (const { from: row, count, U } of parts) {
        const [x, y] = [source.part(row * p, count * p), target.part(row * p, count * p)];
        if (count === 1) gemv(y, U, x, { n: p, p, transposeA: way === "in" });
        else gemm(y, x, U, { m: count, n: p, k: p, transposeB: way === "out" });
      }
    },
    eachGram(visit) {
      for (const part of parts) {
        gramInto(part.moments, fitIntercept, part.n, G.values);
        visit(G, part);
      }
    },
  };
}
