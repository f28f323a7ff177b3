import { pairedInterval } from "../metric/paired-interval.ts";

/** How much one way loses less than another on the same held-out rows. */
export interface PairedGain {
  /** The mean over the folds. */
  readonly gain: number;
  /** Its interval. */
  readonly low: number;
  readonly high: number;
  /** "helped" and "harmed" where the interval leaves 0 out. */
  readonly verdict: "helped" | "harmed" | "unclear";
}

/** The gain from the differences of K folds; `share` is test rows / training rows. One fold alone has no interval. */
export function pairedGain(differences: readonly number[], share: number, confidence: number): PairedGain {
  const { mean: gain, low, high } = pairedInterval(differences, share, confidence);
  return { gain, low, high, verdict: low > 0 ? "helped" : high < 0 ? "harmed" : "unclear" };
}
