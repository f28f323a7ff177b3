import { type Block, f64, openArena } from "../../kernel/arena.ts";
import { axpy, dot } from "../../kernel/vector.ts";
import { noEdges } from "../../penalty/task-graph.ts";
import { openCommonPart } from "./common-part.ts";
import type { Inverse } from "./inverse.ts";
import { pullOf } from "./pull.ts";
import type { Spectra } from "./spectra.ts";

/**
 * Tasks of any rows and any graph: preconditioned conjugate gradients. The preconditioner has two levels: every task by itself,
 * (G_t + (shift + B_tt) I)⁻¹ in the eigenvectors of its Gram matrix, and what the tasks of a component have in common, which takes
 * many steps from neighbour to neighbour otherwise.
 *
 * @see Hestenes & Stiefel 1952; two levels: Toselli & Widlund 2005, section 2.5
 */
export function openConjugateGradients(spectra: Spectra, maxIter: number): Inverse {
  const { p, T, parts } = spectra;
  const slab = f64(T * p);
  const { blocks, close } = openArena({ R: slab, Z: slab, D: slab, H: slab, V: slab });
  const { R, Z, D, H, V } = blocks;
  const common = openCommonPart(spectra);
  let pull = pullOf({ mean: 0, strength: 0, graph: noEdges }, spectra.place, p);
  let shift = 0;

  /** to <- U by(values, row) Uᵀ from, task by task. */
  function through(from: Block, to: Block, by: (value: number, row: number) => number): void {
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
    axpy(Z, V, 1);
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
      let size = dot(R, Z);
      const enough = share * share * size;
      let [step, go] = [0, true];
      for (; step < maxIter && size > enough; step++) {
        go = (yield { stage: "conjugate gradients", fraction: step / maxIter }) !== false;
        if (!go) break;
        through(D, H, times);
        pull.add(D.values, H.values);
        const bend = dot(D, H);
        if (!(bend > 0)) break;
        axpy(X, D, size / bend);
        axpy(R, H, -size / bend);
        precondition();
        const next = dot(R, Z);
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
