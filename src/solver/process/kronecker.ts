import { fillStationary } from "../../covariance/stationary.ts";
import { f64, openArena } from "../../kernel/arena.ts";
import * as factor from "../../kernel/factor.ts";
import { gemm, syrk } from "../../kernel/product.ts";
import { type Dense, zeros } from "../../matrix/dense.ts";
import { logarithm } from "../../matrix/logarithm.ts";
import { multiply } from "../../matrix/product.ts";
import { type Evidence, type Hyperparameters, isUsable, logTau, type Posterior } from "./evidence.ts";
import type { Grid } from "./grid.ts";

/**
 * The marginal likelihood of a complete grid by two eigendecompositions, n x n and T x T. With the noise D = diag(noise_t) and
 * one weight s_i a row,
 *
 *     S^½ K_x S^½ = U diag(λ) Uᵀ,    D^−½ K_T D^−½ = V diag(τ) Vᵀ,
 *
 * the whitened targets Z = Uᵀ S^½ Y D^−½ V are independent with variances λ_i τ_t + 1: O(n³ + T³ + n² T) in place of O(n³ T³).
 *
 * @see Bonilla, Chai & Williams 2008, Multi-task Gaussian process prediction; Rakitsch, Lippert, Borgwardt & Stegle 2013,
 * It is all in the noise, section 3.1
 */
export function openKronecker({ X, T, Y }: Grid, rowWeight: Float64Array): Evidence {
  const n = X.rows;
  const root = rowWeight.map(Math.sqrt);
  const logWeights = rowWeight.reduce((sum, s) => sum + logarithm(s), 0);
  const arena = openArena({
    ...{ k: f64(n * n), a: f64(n * n), u: f64(n * n), g: f64(n * n) },
    ...{ lambda: f64(n), work: f64(Math.max(factor.eighWork(n), factor.eighWork(T))) },
    ...{ y: f64(n * T), z: f64(n * T), r: f64(n * T), m: f64(n * T), mk: f64(n * T) },
    ...{ kt: f64(T * T), v: f64(T * T), tau: f64(T), small: f64(T * T) },
  });
  const { k, a, u, g, lambda, work, y, z, r, m, mk, kt, v, tau, small } = arena.blocks;
  const gradient = { tasks: new Float64Array(T * T), noise: new Float64Array(T) };
  const rootNoise = new Float64Array(T);
  const [perTask, perTaskRows, perRow] = [new Float64Array(T), new Float64Array(T), new Float64Array(n)];

  function decompose({ profile, lengthScale, tasks, noise }: Hyperparameters): void {
    fillStationary(k.values, profile, lengthScale, X);
    fillScaled(a.values, k.values, root, root);
    factor.eigh(a, n, lambda, u, work);
    for (let t = 0; t < T; t++) rootNoise[t] = Math.sqrt(noise[t]!);
    for (let c = 0; c < T * T; c++)
      small.values[c] = tasks[c]! / (rootNoise[Math.floor(c / T)]! * rootNoise[c % T]!);
    factor.eigh(small, T, tau, v, work);
    // positive semidefinite but for rounding
    for (let i = 0; i < n; i++) lambda.values[i] = Math.max(0, lambda.values[i]!);
    for (let t = 0; t < T; t++) tau.values[t] = Math.max(0, tau.values[t]!);
  }

  return {
    evaluate(h) {
      if (!isUsable(h)) return -Infinity;
      decompose(h);
      const [l, w, e, Z, M] = [lambda.values, tau.values, v.values, z.values, m.values];
      for (let c = 0; c < n * T; c++) y.values[c] = (Y[c]! * root[Math.floor(c / T)]!) / rootNoise[c % T]!;
      gemm(r, u, y, { m: n, n: T, k: n, transposeA: true });
      gemm(z, r, v, { m: n, n: T, k: T });
      let value = -n * T * logTau + T * logWeights;
      for (let t = 0; t < T; t++) value -= n * logarithm(h.noise[t]!);
      for (const sums of [perTask, perTaskRows, perRow]) sums.fill(0);
      for (let i = 0; i < n; i++) {
        for (let t = 0; t < T; t++) {
          const variance = l[i]! * w[t]! + 1;
          const whitened = Z[i * T + t]!;
          Z[i * T + t] = whitened / variance;
          value -= logarithm(variance) + (whitened * whitened) / variance;
          perTask[t]! += 1 / variance;
          perTaskRows[t]! += l[i]! / variance;
          perRow[i]! += w[t]! / variance;
        }
      }
      gemm(r, z, v, { m: n, n: T, k: T, transposeB: true });
      gemm(m, u, r, { m: n, n: T, k: n });
      for (let c = 0; c < n * T; c++) M[c]! *= root[Math.floor(c / T)]! / rootNoise[c % T]!;
      // in the noise: ½ (Σ_i M_it² / s_i − (V diag(Σ_i 1 / variance) Vᵀ)_tt / noise_t)
      for (let t = 0; t < T; t++) {
        let sum = 0;
        for (let i = 0; i < n; i++) sum += (M[i * T + t]! * M[i * T + t]!) / rowWeight[i]!;
        for (let q = 0; q < T; q++) sum -= (e[t * T + q]! * e[t * T + q]! * perTask[q]!) / h.noise[t]!;
        gradient.noise[t] = sum / 2;
      }
      // in K_T: ½ (Mᵀ K_x M − D^−½ V diag(Σ_i λ_i / variance) Vᵀ D^−½)
      gemm(r, k, m, { m: n, n: T, k: n });
      gemm(small, m, r, { m: T, n: T, k: n, transposeA: true });
      for (let s = 0; s < T; s++) {
        for (let t = 0; t < T; t++) {
          let sum = 0;
          for (let q = 0; q < T; q++) sum += e[s * T + q]! * perTaskRows[q]! * e[t * T + q]!;
          gradient.tasks[s * T + t] = (small.values[s * T + t]! - sum / (rootNoise[s]! * rootNoise[t]!)) / 2;
        }
      }
      // in K_x: ½ (M K_T Mᵀ − S^½ U diag(Σ_t τ_t / variance) Uᵀ S^½)
      for (let c = 0; c < T * T; c++) kt.values[c] = h.tasks[c]! / 2;
      gemm(mk, m, kt, { m: n, n: T, k: T });
      gemm(g, mk, m, { m: n, n, k: T, transposeB: true });
      for (let i = 0; i < n; i++) perRow[i] = Math.sqrt(perRow[i]! / 2);
      fillScaled(a.values, u.values, root, perRow);
      syrk(g, a, { n, k: n, mode: "subtract" });
      return value / 2;
    },
    get rows() {
      return g.values;
    },
    ...gradient,
    posterior: () =>
      posteriorOf(
        { data: m.values.slice(), rows: n, columns: T },
        { data: u.values.slice(), rows: n, columns: n },
        { data: v.values.slice(), rows: T, columns: T },
        lambda.values.slice(),
        tau.values.slice(),
        root,
        rootNoise.slice(),
      ),
    close: arena.close,
  };
}

/** out_ij = rows_i A_ij columns_j */
function fillScaled(out: Float64Array, A: Float64Array, rows: Float64Array, columns: Float64Array): void {
  const n = columns.length;
  for (let i = 0; i < rows.length; i++) {
    const scale = rows[i]!;
    for (let j = 0; j < n; j++) out[i * n + j] = scale * A[i * n + j]! * columns[j]!;
  }
}

/** For q = Uᵀ S^½ k: the variance loses D^½ V diag(τ_t² Σ_i q_i² / (λ_i τ_t + 1)) Vᵀ D^½. */
function posteriorOf(
  weights: Dense,
  U: Dense,
  V: Dense,
  lambda: Float64Array,
  tau: Float64Array,
  root: Float64Array,
  rootNoise: Float64Array,
): Posterior {
  const [n, T] = [U.rows, V.rows];
  return {
    weights,
    taken(K) {
      const scaled = { ...K, data: K.data.map((value, c) => value * root[c % n]!) };
      const q = multiply(scaled, U, { build: "plain" }).data;
      const out = zeros(K.rows, T * T).data;
      const sums = new Float64Array(T);
      for (let x = 0; x < K.rows; x++) {
        for (let t = 0; t < T; t++) {
          let sum = 0;
          for (let i = 0; i < n; i++) sum += (q[x * n + i]! * q[x * n + i]!) / (lambda[i]! * tau[t]! + 1);
          sums[t] = sum * tau[t]! * tau[t]!;
        }
        for (let s = 0; s < T; s++) {
          for (let t = 0; t < T; t++) {
            let sum = 0;
            for (let c = 0; c < T; c++) sum += V.data[s * T + c]! * sums[c]! * V.data[t * T + c]!;
            out[(x * T + s) * T + t] = rootNoise[s]! * rootNoise[t]! * sum;
          }
        }
      }
      return out;
    },
  };
}
