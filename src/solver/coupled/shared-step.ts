import type { Coupling } from "../../penalty/coupling.ts";
import { componentsOf, isSameGraph } from "../../penalty/task-graph.ts";
import { openSemidefinite, type Semidefinite } from "./semidefinite.ts";
import type { Spectra } from "./spectra.ts";

/**
 * What tasks that hang together have in common costs a coupling nothing, so data alone decide it: for every component c of the
 * graph Σ_c (G_t + shift I) d = Σ_c x_t. Where no data do, the smallest d. Lives until `close`.
 */
export interface SharedStep {
  /** Another coupling or shift. */
  set(form: Coupling, shift: number): void;
  /** D <- d of every row's component, for slabs; returns Σ_c d · Σ_c x_t / 2, what that is worth. */
  solve(X: Float64Array, D: Float64Array): number;
  /** The least rank and reciprocal condition of a component, and the row of one of its tasks. */
  worst(): { readonly rank: number; readonly reciprocalCondition: number; readonly row: number };
  close(): void;
}

export function openSharedStep(spectra: Spectra): SharedStep {
  const { p, T, parts, place } = spectra;
  let last: { form: Coupling; shift: number } | undefined;
  let of = new Int32Array(T);
  let sizes = new Float64Array(1);
  let solvers: Semidefinite[] = [];
  let sums = new Float64Array(p);
  const own = new Float64Array(p);
  const shared = parts.length === 1;
  const close = (): void => {
    for (const solver of solvers) solver.close();
    solvers = [];
  };
  const solverOf = (c: number): Semidefinite => solvers[shared ? 0 : c]!;

  function label(form: Coupling): void {
    const { of: byTask, count } =
      form.mean > 0 ? { of: new Int32Array(T), count: 1 } : componentsOf(form.graph, T);
    of = new Int32Array(T);
    sizes = new Float64Array(count);
    for (let t = 0; t < T; t++) {
      of[place[t]!] = byTask[t]!;
      sizes[byTask[t]!]!++;
    }
    sums = new Float64Array(count * p);
  }

  function factor(shift: number): void {
    close();
    const grams = Array.from({ length: shared ? 1 : sizes.length }, () => new Float64Array(p * p));
    spectra.eachGram((G, { from, count }) => {
      const g = G.values;
      for (let row = from; row < (shared ? 1 : from + count); row++) {
        const sum = grams[shared ? 0 : of[row]!]!;
        for (let k = 0; k < p * p; k++) sum[k]! += g[k]!;
      }
    });
    solvers = grams.map((gram, c) => {
      for (let j = 0; j < p; j++) gram[j * (p + 1)]! += shift * (shared ? 1 : sizes[c]!);
      const solver = openSemidefinite(p);
      solver.factor(gram);
      return solver;
    });
  }

  return {
    set(form, shift) {
      const before = last;
      last = { form, shift };
      const same = before && before.form.mean > 0 === form.mean > 0;
      const alike = same && (form.mean > 0 || isSameGraph(before.form.graph, form.graph));
      if (!alike) label(form);
      if (!alike || before.shift !== shift) factor(shift);
    },
    solve(X, D) {
      sums.fill(0);
      for (let row = 0; row < T; row++) {
        const at = of[row]! * p;
        for (let j = 0; j < p; j++) sums[at + j]! += X[row * p + j]!;
      }
      let worth = 0;
      for (let c = 0; c < sizes.length; c++) {
        const at = c * p;
        const by = shared ? 1 / sizes[c]! : 1;
        for (let j = 0; j < p; j++) own[j] = sums[at + j]!;
        solverOf(c).solve(own);
        for (let j = 0; j < p; j++) {
          worth += (by * own[j]! * sums[at + j]!) / 2;
          sums[at + j] = by * own[j]!;
        }
      }
      for (let row = 0; row < T; row++) {
        const at = of[row]! * p;
        for (let j = 0; j < p; j++) D[row * p + j] = sums[at + j]!;
      }
      return Math.max(0, worth);
    },
    worst() {
      let at = 0;
      for (let c = 0; c < sizes.length; c++) if (solverOf(c).rank < solverOf(at).rank) at = c;
      const { rank, reciprocalCondition } = solverOf(at);
      return { rank, reciprocalCondition, row: of.indexOf(at) };
    },
    close,
  };
}
