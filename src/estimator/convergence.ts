import type { Mark } from "../base/mark.ts";
import { ConvergenceWarning, warn } from "../base/warning.ts";

/** How far from the optimum a fit may have stopped, and what to do about it. */
export function doubtOf(
  { iteration, gap, stationarity }: Mark,
  advice = "allow more, or ask for less",
): string {
  const far =
    stationarity === undefined
      ? `at most ${gap.toExponential(1)} above the optimum`
      : `with a stationarity of ${stationarity.toExponential(1)}`;
  return `stopped after ${iteration} iterations, ${far}: ${advice}`;
}

/** Warns where a certificate does not hold. */
export function warnUnlessConverged(
  owner: string,
  { converged, marks }: { readonly converged: boolean; readonly marks: readonly Mark[] },
  doubt: (mark: Mark) => string = doubtOf,
): void {
  if (!converged) warn(new ConvergenceWarning(owner, doubt(marks.at(-1)!)));
}
