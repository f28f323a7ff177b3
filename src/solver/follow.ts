import { type Work, within } from "../base/work.ts";
import type { Penalty } from "../penalty/penalty.ts";
import type { Opened, PenalisedFit } from "./opened.ts";

/** A family of penalties, one for every strength: `l21`, `(alpha) => dirty(alpha, 0.3 * alpha)`, ... */
export type PenaltyFamily = (alpha: number) => Penalty;

/** Fits falling strengths on data that are open, each from where the two before point, and hands out every fit. */
export function* follow(
  opened: Opened,
  family: PenaltyFamily,
  alphas: readonly number[],
  take: (fit: PenalisedFit, k: number) => void,
): Work<void> {
  for (const [k, alpha] of alphas.entries()) {
    const [last, before] = [alphas[k - 1]!, alphas[k - 2]!];
    const start =
      k === 0
        ? {}
        : { path: { by: before > last ? (last - alpha) / (before - last) : 0, shrink: alpha / last } };
    take(yield* within(opened.fit(family(alpha), start), k / alphas.length, (k + 1) / alphas.length), k);
  }
}
