import { type Block, f64, openArena } from "../../kernel/arena.ts";
import { syrk } from "../../kernel/product.ts";
import type { Inverse } from "./inverse.ts";
import { openSemidefinite } from "./semidefinite.ts";
import type { Spectra } from "./spectra.ts";

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
  const { blocks, close } = openArena({ V: f64(T * p), S: f64(p * p), F: f64(p * p), w: f64(T * p) });
  const { S, F } = blocks;
  const [V, w] = [spectra.slab(blocks.V), spectra.slab(blocks.w)];
  const solver = openSemidefinite(p);
  const centre = new Float64Array(p);
  let [mean, shift] = [0, 0];

  /** S <- S + count U diag((values + shift) / (values + shift + mean)) Uᵀ */
  function addPart(U: Block, values: Float64Array, count: number): void {
    let first = 0;
    while (first < p && values[first]! + shift === 0) first++;
    if (first === p) return;
    const [u, f] = [U.values, F.values];
    const roots = centre;
    for (let j = first; j < p; j++) {
      const own = values[j]! + shift;
      roots[j] = Math.sqrt((count * own) / (own + mean));
    }
    const width = p - first;
    for (let i = 0, k = 0; i < p; i++) for (let j = first; j < p; j++, k++) f[k] = u[i * p + j]! * roots[j]!;
    syrk(S, F.part(0, p * width), { n: p, k: width, mode: "add" });
  }

  return {
    iterates: false,
    set(form, by) {
      [mean, shift] = [form.mean, by];
      S.values.fill(0);
      for (const { U, values, count } of parts) addPart(U, values, count);
      solver.factor(S.values);
    },
    *solve(X) {
      const go = (yield { stage: "solve", fraction: 0 }) !== false;
      spectra.turn(X, V, "in");
      divide(V.values);
      spectra.turn(V, X, "out");
      const x = X.values;
      centre.fill(0);
      for (let row = 0; row < T * p; row += p) for (let j = 0; j < p; j++) centre[j]! += x[row + j]!;
      solver.solve(centre);
      const m = w.values;
      for (let k = 0, j = 0; k < T * p; k++, j = j + 1 === p ? 0 : j + 1) m[k] = mean * centre[j]!;
      spectra.turn(w, V, "in");
      divide(V.values);
      spectra.turn(V, w, "out");
      for (let k = 0; k < T * p; k++) x[k]! += m[k]!;
      return { steps: 1, go };
    },
    close() {
      solver.close();
      close();
    },
  };

  /** v <- A⁻¹ v in the eigenvectors. */
  function divide(v: Float64Array): void {
    for (const { from, count, values } of parts) {
      for (let row = from * p; row < (from + count) * p; row += p)
        for (let j = 0; j < p; j++) v[row + j]! /= values[j]! + shift + mean;
    }
  }
}
