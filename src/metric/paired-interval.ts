import { mean } from "./mean.ts";
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
  const centre = mean(differences);
  const variance = differences.reduce((sum, own) => sum + (own - centre) ** 2, 0) / (K - 1);
  const half = K > 1 ? studentQuantile(confidence, K - 1) * Math.sqrt((1 / K + share) * variance) : Infinity;
  return { mean: centre, low: centre - half, high: centre + half };
}
