import { f64, openArena } from "../../kernel/arena.ts";
import { axpy, dot } from "../../kernel/vector.ts";
import { noEdges } from "../../penalty/task-graph.ts";
import type { Inverse } from "./inverse.ts";
import { pullOf } from "./pull.ts";
import { openSharedStep } from "./shared-step.ts";
import type { Slab, Spectra } from "./spectra.ts";

/**
 * Tasks of any rows and any graph: preconditioned conjugate gradients. The preconditioner has two levels: every task by itself,
 * (G_t + (shift + B_tt) I)⁻¹ in the eigenvectors of its Gram matrix, and what the tasks of a component have in common, which takes
 * many steps from neighbour to neighbour otherwise.
 *
 * @see Hestenes & Stiefel 1952; two levels: Toselli & Widlund 2005, section 2.5
 */
export function openConjugateGradients(spectra: Spectra, maxIter: number): Inverse {
  const { p, T, parts } = spectra;
  const room = f64(T * p);
  const { blocks, close } = openArena({ R: room, Z: room, D: room, H: room, V: room });
  const [R, Z, D] = [spectra.slab(blocks.R), spectra.slab(blocks.Z), spectra.slab(blocks.D)];
  const [H, V] = [spectra.slab(blocks.H), spectra.slab(blocks.V)];
  const common = openSharedStep(spectra);
  let pull = pullOf({ mean: 0, strength: 0, graph: noEdges }, spectra.place, p);
  let shift = 0;

  /** to <- U by(values, row) Uᵀ from, task by task. */
  function through(from: Slab, to: Slab, by: (value: number, row: number) => number): void {
    spectra.turn(from, V, "in");
    const v = V.values;
    for (const { from: first, count, values } of parts) {
      for (let row = first; row < first + count; row++)
        for (let j = 0; j < p; j++) v[row * p + j]! *= by(values[j]!, row);
    }
    spectra.turn(V, to, "out");
  }

  const times = (value: number): number => value + shift;
  const over = (value: number, row: number): number => {
    const below = value + shift + pull.diagonal[row]!;
    return below > 0 ? 1 / below : 0;
  };

  function precondition(): void {
    through(R, Z, over);
    common.solve(R.values, V.values);
    axpy(Z.all, V.all, 1);
  }

  return {
    iterates: true,
    set(form, by) {
      pull = pullOf(form, spectra.place, p);
      shift = by;
      common.set(form, by);
    },
    *solve(X, share) {
      R.values.set(X.values);
      X.values.fill(0);
      precondition();
      D.values.set(Z.values);
      let size = dot(R.all, Z.all);
      const enough = share * share * size;
      let [step, go] = [0, true];
      for (; step < maxIter && size > enough; step++) {
        go = (yield { stage: "conjugate gradients", fraction: step / maxIter }) !== false;
        if (!go) break;
        through(D, H, times);
        pull.add(D.values, H.values);
        const bend = dot(D.all, H.all);
        if (!(bend > 0)) break;
        axpy(X.all, D.all, size / bend);
        axpy(R.all, H.all, -size / bend);
        precondition();
        const next = dot(R.all, Z.all);
        const by = next / size;
        const [d, z] = [D.values, Z.values];
        for (let k = 0; k < d.length; k++) d[k] = z[k]! + by * d[k]!;
        size = next;
      }
      return { steps: Math.max(1, step), go };
    },
    close() {
      common.close();
      close();
    },
  };
}
