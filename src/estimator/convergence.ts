import type { Mark } from "../base/mark.ts";
import { ConvergenceWarning, warn } from "../base/warning.ts";

/** Warns where a certificate does not hold. */
export function warnUnlessConverged(
  owner: string,
  { converged, marks }: { readonly converged: boolean; readonly marks: readonly Mark[] },
): void {
  if (converged) return;
  const { iteration, gap, stationarity } = marks.at(-1)!;
  const far =
    stationarity === undefined
      ? `at most ${gap.toExponential(1)} above the optimum`
      : `with a stationarity of ${stationarity.toExponential(1)}`;
  const message = `stopped after ${iteration} iterations, ${far}: allow more, or ask for less`;
  warn(new ConvergenceWarning(owner, message));
}
