import { studentQuantile } from "./student-t.ts";

/** A mean difference and its interval. */
export interface PairedInterval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Student's interval of the mean of K differences, one a fold of a cross-validation, its variance corrected for training sets
 * that overlap: (1/K + share) times the sample variance, share = test rows / training rows. Infinite where K = 1.
 *
 * @see Nadeau & Bengio 2003, Inference for the generalization error, eq. 9
 */
export function pairedInterval(
  differences: readonly number[],
  share: number,
  confidence: number,
): PairedInterval {
  const K = differences.length;
  const mean = differences.reduce((sum, own) => sum + own, 0) / K;
  const variance = differences.reduce((sum, own) => sum + (own - mean) ** 2, 0) / (K - 1);
  const half = K > 1 ? studentQuantile(confidence, K - 1) * Math.sqrt((1 / K + share) * variance) : Infinity;
  return { mean, low: mean - half, high: mean + half };
}
