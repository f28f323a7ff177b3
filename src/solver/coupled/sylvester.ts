import { f64, openArena } from "../../kernel/arena.ts";
import type { Inverse } from "./inverse.ts";
import { openModes } from "./modes.ts";
import type { Spectra } from "./spectra.ts";

/**
 * Tasks that all share their rows: G W + W (shift I + B) = X is a Sylvester equation, diagonal in the eigenvectors of G and of B.
 *
 * @see Golub & Van Loan 2013, section 7.6.3, for the equation
 */
export function openSylvester(spectra: Spectra): Inverse {
  const { p, T } = spectra;
  const { blocks, close } = openArena({ V: f64(T * p), w: f64(T * p) });
  const [V, w] = [spectra.slab(blocks.V), spectra.slab(blocks.w)];
  const modes = openModes(spectra.place);
  const { values } = spectra.parts[0]!;
  let shift = 0;
  return {
    iterates: false,
    set(form, by) {
      modes.set(form);
      shift = by;
    },
    *solve(X) {
      const go = (yield { stage: "solve", fraction: 0 }) !== false;
      spectra.turn(X, V, "in");
      modes.turn(V.all, w.all, p, "in");
      const x = w.values;
      for (let t = 0, k = 0; t < T; t++) {
        for (let j = 0; j < p; j++, k++) {
          const below = values[j]! + shift + modes.strengths[t]!;
          x[k] = below > 0 ? x[k]! / below : 0;
        }
      }
      modes.turn(w.all, V.all, p, "out");
      spectra.turn(V, X, "out");
      return { steps: 1, go };
    },
    close() {
      modes.close();
      close();
    },
  };
}
