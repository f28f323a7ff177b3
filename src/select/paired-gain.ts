import { studentQuantile } from "../metric/student-t.ts";

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

/**
 * The mean of the differences of K folds with Student's interval, the variance corrected for training sets that overlap: (1/K + `share`)
 * times the sample variance, `share` being test rows / training rows. One fold alone has no interval.
 *
 * @see Nadeau & Bengio 2003, Inference for the generalization error
 */
export function pairedGain(differences: readonly number[], share: number, confidence: number): PairedGain {
  const K = differences.length;
  const gain = mean(differences);
  const variance = differences.reduce((sum, own) => sum + (own - gain) ** 2, 0) / (K - 1);
  const half = K > 1 ? studentQuantile(confidence, K - 1) * Math.sqrt((1 / K + share) * variance) : Infinity;
  const [low, high] = [gain - half, gain + half];
  return { gain, low, high, verdict: low > 0 ? "helped" : high < 0 ? "harmed" : "unclear" };
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
