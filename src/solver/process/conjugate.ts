import { drain, type Work } from "../../base/work.ts";
import { fillStationary } from "../../covariance/stationary.ts";
import { f64, openArena } from "../../kernel/arena.ts";
import { gemm } from "../../kernel/product.ts";
import { type Dense, zeros } from "../../matrix/dense.ts";
import { type Eigen, eigh } from "../../matrix/eigen.ts";
import { conjugateGradients, type LinearSystem, type Reached } from "../conjugate-gradients.ts";
import { type Cells, cellsOf } from "./cells.ts";
import { covarianceWith, weightsOn } from "./dense.ts";
import type { Hyperparameters, Posterior } from "./evidence.ts";
import type { Grid } from "./grid.ts";

/** The residual to reach, as a share of the right side; and how long to try. */
const settings = { tol: 1e-11, maxIter: 5000 };

interface Parts {
  readonly K: Dense;
  readonly cells: Cells;
  readonly h: Hyperparameters;
  /** Of K_x, and of D^−½ K_T D^−½. */
  readonly rows: Eigen;
  readonly tasks: Eigen;
}

/**
 * The posterior of N observed cells, however many, by conjugate gradients: Σ times a vector is K_x M K_T on the grid, so it is
 * never formed. The preconditioner is the inverse covariance of the complete grid, cut down to the cells: exact where none is
 * missing, a third of the iterations where a twentieth is, hardly worth its price where most are. No determinant comes of it, and so no marginal likelihood.
 *
 * `reached` tells how well the weights are solved for.
 */
export function* conjugatePosterior(
  grid: Grid,
  h: Hyperparameters,
): Work<{ posterior: Posterior; reached: Reached }> {
  const { X, T } = grid;
  const n = X.rows;
  const K = zeros(n, n);
  fillStationary(K.data, h.profile, h.lengthScale, X);
  const whitened = {
    data: h.tasks.map((value, c) => value / Math.sqrt(h.noise[Math.floor(c / T)]! * h.noise[c % T]!)),
    rows: T,
    columns: T,
  };
  const cells = cellsOf(grid);
  const parts: Parts = { K, cells, h, rows: eigh(K), tasks: eigh(whitened) };
  const system = openSystem(parts);
  try {
    const reached = yield* conjugateGradients(system, cells.y, settings);
    return {
      reached,
      posterior: { weights: weightsOn(cells, reached.x, n, T), taken: (K) => taken(parts, K) },
    };
  } finally {
    system.close();
  }
}

/** The variance loses BᵀΣ⁻¹B, by T solves a row. */
function taken(parts: Parts, K: Dense): Float64Array {
  const { cells, h } = parts;
  const [n, T, N] = [K.columns, h.noise.length, cells.count];
  const out = zeros(K.rows, T * T).data;
  const B = new Float64Array(N * T);
  const b = new Float64Array(N);
  const system = openSystem(parts);
  try {
    for (let x = 0; x < K.rows; x++) {
      covarianceWith(B, cells, h.tasks, K.data.subarray(x * n, (x + 1) * n), T);
      for (let t = 0; t < T; t++) {
        for (let a = 0; a < N; a++) b[a] = B[a * T + t]!;
        const { x: solved } = drain(conjugateGradients(system, b, settings));
        for (let s = 0; s < T; s++) {
          for (let a = 0; a < N; a++) out[(x * T + s) * T + t]! += B[a * T + s]! * solved[a]!;
        }
      }
    }
    return out;
  } finally {
    system.close();
  }
}

function openSystem({ K, cells, h, rows, tasks }: Parts): LinearSystem & { close(): void } {
  const { count: N, row, task, weight } = cells;
  const [n, T] = [K.rows, h.noise.length];
  const arena = openArena({
    ...{ k: f64(n * n), u: f64(n * n), kt: f64(T * T), v: f64(T * T) },
    ...{ a: f64(n * T), b: f64(n * T) },
  });
  const { k, u, kt, v, a, b } = arena.blocks;
  k.values.set(K.data);
  u.values.set(rows.vectors.data);
  kt.values.set(h.tasks);
  v.values.set(tasks.vectors.data);
  const rootNoise = h.noise.map(Math.sqrt);
  const variance = new Float64Array(n * T);
  for (let c = 0; c < n * T; c++)
    variance[c] = Math.max(0, rows.values[Math.floor(c / T)]!) * Math.max(0, tasks.values[c % T]!) + 1;
  const [long, wide] = [
    { m: n, n: T, k: n },
    { m: n, n: T, k: T },
  ];
  return {
    apply(x, out) {
      const grid = a.values;
      grid.fill(0);
      for (let c = 0; c < N; c++) grid[row[c]! * T + task[c]!] = x[c]!;
      gemm(b, a, kt, wide);
      gemm(a, k, b, long);
      for (let c = 0; c < N; c++)
        out[c] = grid[row[c]! * T + task[c]!]! + (h.noise[task[c]!]! / weight[c]!) * x[c]!;
    },
    precondition(x, out) {
      const grid = a.values;
      grid.fill(0);
      for (let c = 0; c < N; c++) grid[row[c]! * T + task[c]!] = x[c]! / rootNoise[task[c]!]!;
      gemm(b, u, a, { ...long, transposeA: true });
      gemm(a, b, v, wide);
      for (let c = 0; c < n * T; c++) grid[c]! /= variance[c]!;
      gemm(b, a, v, { ...wide, transposeB: true });
      gemm(a, u, b, long);
      for (let c = 0; c < N; c++) out[c] = grid[row[c]! * T + task[c]!]! / rootNoise[task[c]!]!;
    },
    close: arena.close,
  };
}
