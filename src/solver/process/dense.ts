import { fillStationary } from "../../covariance/stationary.ts";
import { f64, inArena, openArena } from "../../kernel/arena.ts";
import * as factor from "../../kernel/factor.ts";
import { type Dense, zeros } from "../../matrix/dense.ts";
import { logarithm } from "../../matrix/logarithm.ts";
import { type Cells, cellsOf } from "./cells.ts";
import { type Evidence, type Hyperparameters, isUsable, logTau, type Posterior } from "./evidence.ts";
import type { Grid } from "./grid.ts";

/**
 * The marginal likelihood of N observed cells, whichever they are, by the Cholesky factor of their N x N covariance: exact, in
 * O(N³) and 16 N² bytes.
 */
export function openDense(grid: Grid): Evidence {
  const { X, T } = grid;
  const n = X.rows;
  const cells = cellsOf(grid);
  const { count: N, row, task, weight, y } = cells;
  const arena = openArena({
    ...{ sigma: f64(N * N), inverse: f64(N * N), m: f64(N), k: f64(n * n), g: f64(n * n) },
  });
  const { sigma, inverse, m, k, g } = arena.blocks;
  const gradient = { tasks: new Float64Array(T * T), noise: new Float64Array(T) };
  const held = new Float64Array(T * T);

  function fill({ profile, lengthScale, tasks, noise }: Hyperparameters): void {
    fillStationary(k.values, profile, lengthScale, X);
    const [S, K] = [sigma.values, k.values];
    for (let a = 0; a < N; a++) {
      for (let b = 0; b <= a; b++) S[a * N + b] = K[row[a]! * n + row[b]!]! * tasks[task[a]! * T + task[b]!]!;
      S[a * N + a]! += noise[task[a]!]! / weight[a]!;
    }
  }

  return {
    evaluate(h) {
      if (!isUsable(h)) return -Infinity;
      held.set(h.tasks);
      fill(h);
      if (factor.cholesky(sigma, N) !== 0) return -Infinity;
      m.values.set(y);
      factor.choleskySolve(sigma, N, m, 1);
      inverse.values.fill(0);
      for (let a = 0; a < N; a++) inverse.values[a * (N + 1)] = 1;
      factor.choleskySolve(sigma, N, inverse, N);
      const [S, P, M, K, G] = [sigma.values, inverse.values, m.values, k.values, g.values];
      let value = -N * logTau;
      for (let a = 0; a < N; a++) value -= 2 * logarithm(S[a * (N + 1)]!) + y[a]! * M[a]!;
      gradient.tasks.fill(0);
      gradient.noise.fill(0);
      G.fill(0);
      for (let a = 0; a < N; a++) {
        const [i, s] = [row[a]!, task[a]!];
        for (let b = 0; b < a; b++) {
          const [j, t] = [row[b]!, task[b]!];
          const pull = (M[a]! * M[b]! - P[a * N + b]!) / 2;
          G[i * n + j]! += pull * h.tasks[s * T + t]!; // rows of cells ascend: i >= j
          gradient.tasks[s * T + t]! += pull * K[i * n + j]!;
          gradient.tasks[t * T + s]! += pull * K[i * n + j]!;
        }
        const own = (M[a]! * M[a]! - P[a * (N + 1)]!) / 2;
        gradient.tasks[s * (T + 1)]! += own * K[i * (n + 1)]!;
        gradient.noise[s]! += own / weight[a]!;
      }
      return value / 2;
    },
    get rows() {
      return g.values;
    },
    ...gradient,
    posterior: () => posteriorOf(cells, sigma.values.slice(), weightsOn(cells, m.values, n, T), held.slice()),
    close: arena.close,
  };
}

/** The weights of the cells on their grid, 0 elsewhere. */
export function weightsOn({ row, task }: Cells, m: Float64Array, n: number, T: number): Dense {
  const out = zeros(n, T);
  for (let a = 0; a < row.length; a++) out.data[row[a]! * T + task[a]!] = m[a]!;
  return out;
}

/** Fills B, N x T, with the covariances of the cells with f(x) of all tasks, k those of the rows of the grid with x. */
export function covarianceWith(
  B: Float64Array,
  { row, task }: Cells,
  tasks: Float64Array,
  k: Float64Array,
  T: number,
): void {
  for (let a = 0; a < row.length; a++) {
    for (let t = 0; t < T; t++) B[a * T + t] = k[row[a]!]! * tasks[task[a]! * T + t]!;
  }
}

/** The variance loses BᵀΣ⁻¹B = (L⁻¹B)ᵀ(L⁻¹B). */
function posteriorOf(cells: Cells, L: Float64Array, weights: Dense, tasks: Float64Array): Posterior {
  const { count: N } = cells;
  const { rows: n, columns: T } = weights;
  return {
    weights,
    taken: (K) =>
      inArena({ l: f64(N * N), b: f64(N * T) }, ({ l, b }) => {
        l.values.set(L);
        const out = zeros(K.rows, T * T).data;
        const V = b.values;
        for (let x = 0; x < K.rows; x++) {
          covarianceWith(V, cells, tasks, K.data.subarray(x * n, (x + 1) * n), T);
          factor.solveLower(l, N, b, T);
          for (let a = 0; a < N; a++) {
            for (let s = 0; s < T; s++) {
              for (let t = 0; t < T; t++) out[(x * T + s) * T + t]! += V[a * T + s]! * V[a * T + t]!;
            }
          }
        }
        return out;
      }),
  };
}
