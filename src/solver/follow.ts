import { type Work, within } from "../base/work.ts";
import type { Penalty } from "../penalty/penalty.ts";
import type { WarmStart } from "./admm.ts";
import type { Opened, PenalisedFit } from "./opened.ts";

/** A family of penalties, one for every strength: `l21`, `(alpha) => dirty(alpha, 0.3 * alpha)`, ... */
export type PenaltyFamily = (alpha: number) => Penalty;

/**
 * Fits falling strengths on data that are open, and hands out each fit. A fit starts on the line through the two before:
 * between the strengths at which rows come and go, W is nearly linear in alpha.
 */
export function* follow(
  opened: Opened,
  family: PenaltyFamily,
  alphas: readonly number[],
  take: (fit: PenalisedFit, k: number) => void,
): Work<void> {
  let before: WarmStart | undefined;
  let last: WarmStart | undefined;
  for (const [k, alpha] of alphas.entries()) {
    const step = alphas[k - 1]! - alpha;
    const run = alphas[k - 2]! - alphas[k - 1]!;
    const start: WarmStart | undefined =
      last && ahead(last, run > 0 ? before : undefined, step / run, alpha / alphas[k - 1]!);
    const fit: PenalisedFit = yield* within(
      opened.fit(family(alpha), start),
      k / alphas.length,
      (k + 1) / alphas.length,
    );
    take(fit, k);
    [before, last] = [last, fit.state];
  }
}

/** What is zero stays so. Multipliers lie in the subgradients of the penalty, which shrink with its strength. */
function ahead(last: WarmStart, before: WarmStart | undefined, by: number, shrink: number): WarmStart {
  const components = last.components.map((W, c) => {
    const from = before?.components[c];
    return from ? W.map((w, k) => (w === 0 ? 0 : w + by * (w - from[k]!))) : W;
  });
  return {
    ...last,
    components,
    ...(last.multipliers && { multipliers: last.multipliers.map((U) => U.map((u) => shrink * u)) }),
  };
}
