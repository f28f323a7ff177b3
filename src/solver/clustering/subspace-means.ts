import { f64, openArena } from "../../kernel/arena.ts";
import * as factor from "../../kernel/factor.ts";
import type { Clustering } from "./alternate.ts";
import { type RowsOfTasks, squareBetween } from "./rows-of-tasks.ts";
import { addUp } from "./sums.ts";

/** The centres of every task, those of all tasks together, and the subspace, p x l, in which these count. */
export interface SubspaceMeans {
  readonly centers: Float64Array;
  readonly shared: Float64Array;
  readonly basis: Float64Array;
}

/**
 * Σ_t Σ_i (1 − sharing) ‖x_ti − m_t,label‖² + sharing ‖Wᵀ x_ti − v_label‖² over centres m_t of the tasks, shared centres v in the
 * subspace and W, p x l, WᵀW = I. For given labels m are the means of the tasks, v = Wᵀ times the means of all tasks together, and
 * W has the l eigenvectors of the scatter within these clusters that have the smallest eigenvalues.
 *
 * `close` gives the room of the eigenvectors back.
 */
export function subspaceMeans(
  rows: RowsOfTasks,
  k: number,
  l: number,
  sharing: number,
): Clustering<SubspaceMeans> & { close(): void } {
  const { X, T, p, task } = rows;
  const centers = new Float64Array(T * k * p);
  const shared = new Float64Array(k * p);
  const basis = new Float64Array(p * l);
  const sums = new Float64Array(T * k * p);
  const counts = new Float64Array(T * k);
  const away = new Float64Array(p);
  const arena = openArena({ a: f64(p * p), w: f64(p), v: f64(p * p), work: f64(factor.eighWork(p)) });
  const { a, w, v, work } = arena.blocks;

  function mean(labels: Int32Array): void {
    addUp(rows, k, labels, sums, counts);
    for (let c = 0; c < k; c++) {
      let total = 0;
      for (let t = 0; t < T; t++) total += counts[t * k + c]!;
      for (let j = 0; j < p; j++) {
        let sum = 0;
        for (let t = 0; t < T; t++) sum += sums[(t * k + c) * p + j]!;
        if (total > 0) shared[c * p + j] = sum / total;
        for (let t = 0; t < T; t++) {
          const at = (t * k + c) * p + j;
          const count = counts[t * k + c]!;
          centers[at] = count > 0 ? sums[at]! / count : shared[c * p + j]!;
        }
      }
    }
  }

  function project(labels: Int32Array): void {
    const scatter = a.values;
    scatter.fill(0);
    for (let i = 0; i < X.rows; i++) {
      for (let j = 0; j < p; j++) away[j] = X.data[i * p + j]! - shared[labels[i]! * p + j]!;
      for (let j = 0; j < p; j++) for (let q = 0; q <= j; q++) scatter[j * p + q]! += away[j]! * away[q]!;
    }
    factor.eigh(a, p, w, v, work);
    for (let j = 0; j < p; j++) for (let q = 0; q < l; q++) basis[j * l + q] = v.values[j * p + q]!;
  }

  return {
    begin(start) {
      shared.set(start);
      for (let t = 0; t < T; t++) centers.set(start, t * k * p);
    },
    settle(labels) {
      mean(labels);
      project(labels);
    },
    assign(labels) {
      let objective = 0;
      for (let i = 0; i < X.rows; i++) {
        const first = task[i]! * k;
        let least = Infinity;
        for (let c = 0; c < k; c++) {
          const own = (1 - sharing) * squareBetween(X, i, centers, first + c);
          const square = own + sharing * squareWithin(X.data, i, shared, c, basis, p, l);
          if (square < least) [least, labels[i]] = [square, c];
        }
        objective += least;
      }
      return objective;
    },
    read: () => ({ centers: centers.slice(), shared: shared.slice(), basis: basis.slice() }),
    close: arena.close,
  };
}

/** ‖Wᵀ (x_i − c_k)‖² */
export function squareWithin(
  X: Float64Array,
  i: number,
  C: Float64Array,
  k: number,
  W: Float64Array,
  p: number,
  l: number,
): number {
  let sum = 0;
  for (let q = 0; q < l; q++) {
    let inner = 0;
    for (let j = 0; j < p; j++) inner += W[j * l + q]! * (X[i * p + j]! - C[k * p + j]!);
    sum += inner * inner;
  }
  return sum;
}
