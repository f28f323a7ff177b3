import type { WarmStart } from "./admm.ts";

/** From the last solution, and beyond it on the curve through those before, where W is nearly smooth in the strength. */
export interface Onward {
  /** How far beyond the last, as a share of how far that is from the one before. */
  readonly by: number;
  /** The strength, as a share of the last: multipliers lie in the subgradients of the penalty, which shrink with it. */
  readonly shrink: number;
}

/** Where fits along a path ended, the last first, and how far beyond the one before each of them was. */
export interface Passed {
  readonly state: WarmStart;
  readonly by: number;
}

/**
 * Components and multipliers on the curve through the last three solutions, or the line through two. What is zero stays so.
 * Multipliers are compared in units that do not depend on rho; where there is one solution alone they shrink with the strength,
 * as subgradients do.
 */
export function beyond(passed: readonly Passed[], { by, shrink }: Onward): WarmStart {
  const last = passed[0]!.state;
  const shares = by === 0 ? [1] : sharesAt(by, passed);
  const along = (
    arraysOf: (state: WarmStart) => readonly Float64Array[],
    unit: (state: WarmStart) => number,
  ) =>
    arraysOf(last).map((start, c) => {
      const sum = new Float64Array(start.length);
      for (let i = 0; i < shares.length; i++) {
        const share = shares[i]! * unit(passed[i]!.state);
        const other = arraysOf(passed[i]!.state)[c]!;
        for (let k = 0; k < sum.length; k++) sum[k]! += share * other[k]!;
      }
      return sum;
    });
  const components = along((state) => state.components, () => 1); // biome-ignore format: one call
  for (const [c, W] of last.components.entries())
    for (let k = 0; k < W.length; k++) if (W[k] === 0) components[c]![k] = 0;
  const multipliers = along((state) => state.multipliers!, ({ rho }) => rho! / last.rho!); // biome-ignore format: one call
  if (shares.length === 1) for (const U of multipliers) for (let k = 0; k < U.length; k++) U[k]! *= shrink;
  return { ...last, components, multipliers };
}

/** What the last solutions add up with, at `by` beyond the last, to follow them exactly where they lie on a line or a parabola. */
function sharesAt(by: number, passed: readonly Passed[]): readonly number[] {
  if (passed.length === 1) return [1];
  const apart = passed[0]!.by; // the last step, as a share of the one before it
  if (passed.length === 2 || apart === 0) return [1 + by, -by];
  const far = 1 + 1 / apart;
  return [((1 + by) * (far + by)) / far, -by * (far + by) * apart, (by * (1 + by) * apart) / far];
}
