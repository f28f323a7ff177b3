import type { Block } from "../kernel/arena.ts";
import { gemm, gemv, syrk } from "../kernel/product.ts";
import type { Desk } from "./column-sums.ts";
import { addTo, type Moments, noMoments } from "./moments.ts";

/** Products of columns about a shift of each, which add up. */
export interface Shifted {
  /** Adds the first n rows in A, which are changed; of weights, n, they are scaled by the roots. */
  add(n: number, weights: Float64Array | undefined): void;
  /** The moments of all rows, about their means. */
  moments(): Moments;
}

interface Shape {
  readonly p: number;
  readonly T: number;
  /** Numbers from one column to the next. */
  readonly height: number;
}

/** Kernels multiply six columns at a time: fewer targets than that are multiplied as if they were features, more apart from them. */
export const beside = (T: number): number => (T <= 6 ? T : 0);

/**
 * Sums of the rows in A, (p + 1 + T) x height: features, a column of ones, targets. The ones make the sums of columns fall out of the
 * products. The shifts are the means of the first rows that are added, or 0 where these lie about 0.
 */
export function shiftedSums({ p, T, height }: Shape, A: Block, desk: Desk): Shifted {
  const m = p + 1 + T;
  const [near, first] = [beside(T), p + 1 + beside(T)]; // so many targets are in G, and far ones follow
  const out = noMoments(p, T);
  const sumX = new Float64Array(p);
  const sumY = new Float64Array(T);
  const shift = new Float64Array(m);
  let [count, weight, isShifted] = [0, 0, true];

  const move = (n: number, mode: "add" | "subtract"): void =>
    gemm(A, desk.mean, desk.ones, { m, n, k: 1, ldc: height, mode });

  const multiply = (n: number): void => {
    const { G, C, more } = desk;
    syrk(G, A, { n: first, k: n, lda: height, ldc: first });
    for (let t = 0; t < near; t++) more.values[t] = G.values[(p + 1 + t) * (first + 1)]!;
    for (let t = 0; t < near; t++)
      for (let j = 0; j <= p; j++) C.values[j * T + t] = G.values[(p + 1 + t) * first + j]!;
    if (near === T) return;
    const Y = A.part(first * height, T * height);
    gemm(C, A, Y, { m: p + 1, n: T, k: n, transposeB: true, lda: height, ldb: height });
    for (let t = 0; t < T; t++)
      gemv(more.part(t, 1), Y.part(t * height, n), Y.part(t * height, n), { n: 1, p: n });
  };

  /** Brings the first rows to their means, which become the shifts; back again where these are no larger than the deviations. */
  const settle = (n: number, weights: Float64Array | undefined): void => {
    const { mean, ones, w, G, more } = desk;
    if (weights) w.values.set(weights);
    const total = weights ? sumOf(weights) : n;
    const found = mean.values;
    for (let pass = 0; pass < 2; pass++) {
      gemv(mean.part(0, m), A, weights ? w : ones, { n: m, p: n, lda: height });
      found[p] = 0;
      for (let j = 0; j < m; j++) {
        const before = shift[j]!;
        shift[j] = before + found[j]! / total;
        found[j] = shift[j]! - before; // what is taken away is what the shift has become
      }
      move(n, "subtract");
    }
    if (weights) return;
    multiply(n);
    const squares = (j: number): number => (j < p ? G.values[j * (first + 1)]! : more.values[j - p - 1]!);
    if (!shift.every((value, j) => j === p || n * value * value <= squares(j))) return;
    isShifted = false;
    found.set(shift);
    move(n, "add");
    shift.fill(0);
  };

  return {
    add(n, weights) {
      const ones = A.values.subarray(p * height, p * height + n);
      ones.fill(1);
      if (count === 0) settle(n, weights);
      else if (isShifted) {
        desk.mean.values.set(shift);
        move(n, "subtract");
      }
      if (weights) scaleRows(A.values, m, height, weights);
      multiply(n);
      const [G, C, squares] = [desk.G.values, desk.C.values, desk.more.values];
      for (let i = 0, k = 0; i < p; i++) {
        for (let j = 0; j <= i; j++, k++) out.gram[k]! += G[i * first + j]!;
        sumX[i]! += G[p * first + i]!;
      }
      for (let k = 0; k < p * T; k++) out.cross[k]! += C[k]!;
      for (let t = 0; t < T; t++) {
        sumY[t]! += C[p * T + t]!;
        out.square[t]! += squares[t]!;
      }
      count += n;
      weight += weights ? sumOf(weights) : n;
    },
    moments() {
      const [dx, dy] = [sumX, sumY].map((sums) => sums.map((sum) => sum / weight)) as [Float64Array, Float64Array]; // biome-ignore format: one line
      out.meanX.set(shift.subarray(0, p));
      out.meanY.set(shift.subarray(p + 1));
      for (let i = 0, k = 0; i < p; i++) {
        addTo(out.meanX, out.restX, i, dx[i]!);
        for (let j = 0; j <= i; j++, k++) out.gram[k]! -= weight * dx[i]! * dx[j]!;
        out.gram[k - 1] = Math.max(0, out.gram[k - 1]!);
        for (let t = 0; t < T; t++) out.cross[i * T + t]! -= weight * dx[i]! * dy[t]!;
      }
      for (let t = 0; t < T; t++) {
        addTo(out.meanY, out.restY, t, dy[t]!);
        out.square[t] = Math.max(0, out.square[t]! - weight * dy[t]! ** 2);
      }
      return { ...out, count, weight };
    },
  };
}

const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);

/** Scales rows by the roots of their weights. */
function scaleRows(A: Float64Array, m: number, height: number, weights: Float64Array): void {
  const roots = weights.map(Math.sqrt);
  for (let j = 0; j < m; j++) for (let i = 0; i < roots.length; i++) A[j * height + i]! *= roots[i]!;
}
