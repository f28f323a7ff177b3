import type { Coupling } from "../../penalty/coupling.ts";
import { openConjugateGradients } from "./conjugate-gradients.ts";
import type { Inverse } from "./inverse.ts";
import { mostModes } from "./modes.ts";
import type { Spectra } from "./spectra.ts";
import { openStar } from "./star.ts";
import { openSylvester } from "./sylvester.ts";

/**
 * Who solves with a coupling is kept for the next one: in two eigenbases where all tasks share their rows and a graph is small, as a
 * star where tasks hang on their mean alone, else by conjugate gradients.
 */
export function openInverses(spectra: Spectra, maxIter: number) {
  const opened = new Map<string, Inverse>();
  const makers = {
    sylvester: openSylvester,
    star: openStar,
    gradients: (own: Spectra) => openConjugateGradients(own, maxIter),
  };
  return {
    /** H of a coupling and a shift. */
    of(form: Coupling, shift: number): Inverse {
      const bare = form.strength === 0 || form.graph.s.length === 0;
      const shared = spectra.parts.length === 1 && (bare || spectra.T <= mostModes);
      const kind = shared ? "sylvester" : bare ? "star" : "gradients";
      const inverse = opened.get(kind) ?? makers[kind](spectra);
      opened.set(kind, inverse);
      inverse.set(form, shift);
      return inverse;
    },
    close() {
      for (const inverse of opened.values()) inverse.close();
    },
  };
}
