import { f64, openArena } from "../../kernel/arena.ts";
import { syrk } from "../../kernel/product.ts";
import type { Inverse } from "./inverse.ts";
import { openSemidefinite } from "./semidefinite.ts";
import type { Spectra } from "./spectra.ts";

/** Rows of eigenvectors that are multiplied at a time. */
const height = 512;

/**
 * Tasks that hang on their mean alone, whoever shares rows: with A_t = G_t + (shift + mean) I
 *
 *     w_t = A_t⁻¹ (x_t + mean w̄),   Σ_t A_t⁻¹ (G_t + shift I) w̄ = Σ_t A_t⁻¹ x_t
 *
 * as the mean of the first is w̄. In the eigenvectors of G_t the sum is made of U (values + shift) / (values + shift + mean) Uᵀ, in
 * which nothing cancels; its null space is what no task has data on.
 */
export function openStar(spectra: Spectra): Inverse {
  const { p, T, parts } = spectra;
  const most = Math.max(height, p);
  const { blocks, close } = openArena({
    ...{ V: f64(T * p), w: f64(T * p), S: f64(p * p), F: f64(most * p), centre: f64(p) },
  });
  const { S, F, centre } = blocks;
  const [V, w] = [spectra.slab(blocks.V), spectra.slab(blocks.w)];
  const solver = openSemidefinite(p);
  let [mean, shift] = [0, 0];

  /** S <- Σ count U diag((values + shift) / (values + shift + mean)) Uᵀ, some eigenvectors at a time. */
  function sum(): void {
    S.values.fill(0);
    const f = F.values;
    let rows = 0;
    const flush = (): void => {
      if (rows > 0) syrk(S, F.part(0, rows * p), { n: p, k: rows, transposeA: true, mode: "add" });
      rows = 0;
    };
    for (const { U, values, count } of parts) {
      if (rows + p > most) flush();
      const u = U.values;
      for (let k = 0; k < p; k++) {
        const own = values[k]! + shift;
        if (own === 0) continue;
        const root = Math.sqrt((count * own) / (own + mean));
        for (let j = 0, at = k * p, to = rows * p; j < p; j++, at++, to++) f[to] = root * u[at]!;
        rows++;
      }
    }
    flush();
  }

  return {
    iterates: false,
    set(form, by) {
      [mean, shift] = [form.mean, by];
      sum();
      solver.factor(S.values);
    },
    *solve(X) {
      const go = (yield { stage: "solve", fraction: 0 }) !== false;
      spectra.turn(X, V, "in");
      const v = V.values;
      for (const { from, count, values } of parts) {
        for (let row = from * p; row < (from + count) * p; row += p)
          for (let j = 0; j < p; j++) v[row + j]! /= values[j]! + shift + mean;
      }
      spectra.total(V, centre);
      solver.solve(centre.values);
      spectra.spread(centre, w);
      const c = w.values;
      for (const { from, count, values } of parts) {
        for (let row = from * p; row < (from + count) * p; row += p)
          for (let j = 0; j < p; j++) v[row + j]! += (mean * c[row + j]!) / (values[j]! + shift + mean);
      }
      spectra.turn(V, X, "out");
      return { steps: 1, go };
    },
    close() {
      solver.close();
      close();
    },
  };
}
