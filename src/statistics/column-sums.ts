import { type Block, f64, openArena } from "../kernel/arena.ts";
import { gemm, gemv, syrk } from "../kernel/product.ts";
import { addTo, lowerOf, type Moments, mergeMoments, noMoments } from "./moments.ts";

/** Which of the columns that come are features, targets and weights. */
export interface Places {
  readonly features: readonly number[];
  readonly targets: readonly number[];
  readonly weight: number | undefined;
}

/** Rows that come column by column, added up. */
export interface ColumnSums {
  /** Adds the rows whose numbers stand in `rows` from `start` up to `end`; without `rows` those from `start` up to `end` themselves. */
  add(columns: readonly Float64Array[], start: number, end: number, rows?: Int32Array): void;
  /** The moments of the rows since the last call; not finite where a number was not. */
  take(): Moments;
  close(): void;
}

/** Rooms that all sums of as many features and targets work in, one after the other. */
export interface SumsDesk {
  open(places: Places): ColumnSums;
  close(): void;
}

/**
 * Opens a desk for sums of at most p features and T targets. Runs of `height` rows are brought to their means, columns one after the other as
 * they come, multiplied, and merged: no number is touched but by copies and by the kernels.
 */
export function openDesk(p: number, T: number, height: number): SumsDesk {
  const { blocks, close } = openArena({
    ...{ ones: f64(height), w: f64(height), mean: f64(p + T), more: f64(p + T) },
    ...{ G: f64(p * p), C: f64(p * T) },
  });
  blocks.ones.values.fill(1);
  const opened: ColumnSums[] = [];
  return {
    open(places) {
      const sums = openSums(places, height, blocks);
      opened.push(sums);
      return sums;
    },
    close() {
      for (const sums of opened) sums.close();
      close();
    },
  };
}

type Desk = Readonly<Record<"ones" | "w" | "mean" | "more" | "G" | "C", Block>>;

function openSums({ features, targets, weight }: Places, height: number, desk: Desk): ColumnSums {
  const [p, T] = [features.length, targets.length];
  const from = [...features, ...targets];
  const own = openArena({ A: f64((p + T) * height) });
  const { A } = own.blocks;
  const weights = weight === undefined ? undefined : new Float64Array(height);
  let filled = 0;
  let sum = noMoments(p, T);

  const flush = (): void => {
    if (filled > 0) sum = mergeMoments(sum, momentsOfRun(A, p, T, filled, height, weights, desk));
    filled = 0;
  };
  return {
    add(columns, start, end, rows) {
      for (let at = start; at < end; ) {
        const count = Math.min(end - at, height - filled);
        const into = A.values;
        for (const [j, place] of from.entries())
          put(into, j * height + filled, columns[place]!, at, count, rows);
        if (weights) put(weights, filled, columns[weight!]!, at, count, rows);
        filled += count;
        at += count;
        if (filled === height) flush();
      }
    },
    take() {
      flush();
      const taken = sum;
      sum = noMoments(p, T);
      return taken;
    },
    close: own.close,
  };
}

function put(
  into: Float64Array,
  to: number,
  column: Float64Array,
  start: number,
  count: number,
  rows: Int32Array | undefined,
): void {
  if (rows) for (let k = 0; k < count; k++) into[to + k] = column[rows[start + k]!]!;
  else into.set(column.subarray(start, start + count), to);
}

/** The moments of the first n rows in A, (p + T) x height, which are brought to their means and scaled by the roots of their weights. */
function momentsOfRun(
  A: Block,
  p: number,
  T: number,
  n: number,
  height: number,
  weights: Float64Array | undefined,
  { ones, w, mean, more, G, C }: Desk,
): Moments {
  const m = p + T;
  const all = { n: m, p: n, lda: height };
  if (weights) w.values.set(weights.subarray(0, n));
  const total = weights ? weights.subarray(0, n).reduce((sum, value) => sum + value, 0) : n;
  const means = new Float64Array(m);
  const rest = new Float64Array(m);
  for (let pass = 0; pass < 2; pass++) {
    gemv(mean.part(0, m), A, weights ? w : ones, all);
    const found = mean.values;
    for (let j = 0; j < m; j++) {
      found[j]! /= total;
      addTo(means, rest, j, found[j]!);
    }
    gemm(A, mean, ones, { m, n, k: 1, ldc: height, mode: "subtract" });
  }
  if (weights) scaleRows(A.values, m, n, height, weights);
  const Y = A.part(p * height, T * height);
  syrk(G, A, { n: p, k: n, lda: height, ldc: p });
  if (T > 0) gemm(C, A, Y, { m: p, n: T, k: n, transposeB: true, lda: height, ldb: height });
  const square = Float64Array.from({ length: T }, (_, t) => {
    gemv(more.part(0, 1), Y.part(t * height, n), Y.part(t * height, n), { n: 1, p: n });
    return more.values[0]!;
  });
  return {
    ...{ count: n, weight: total, gram: lowerOf(G.values, p), cross: C.values.slice(0, p * T), square },
    ...{ meanX: means.slice(0, p), restX: rest.slice(0, p), meanY: means.slice(p), restY: rest.slice(p) },
  };
}

function scaleRows(A: Float64Array, m: number, n: number, height: number, weights: Float64Array): void {
  for (let i = 0; i < n; i++) weights[i] = Math.sqrt(weights[i]!);
  for (let j = 0; j < m; j++) for (let i = 0; i < n; i++) A[j * height + i]! *= weights[i]!;
}
