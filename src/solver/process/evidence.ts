import type { ProfileName } from "../../covariance/stationary.ts";
import type { Dense } from "../../matrix/dense.ts";

/** What cov(y_is, y_jt) = K_T[s, t] k(x_i, x_j) + [i = j, s = t] noise_t / weight_it is made of. */
export interface Hyperparameters {
  readonly profile: ProfileName;
  /** One, or one a feature. */
  readonly lengthScale: Float64Array;
  /** K_T, T x T. */
  readonly tasks: Float64Array;
  /** T. */
  readonly noise: Float64Array;
}

/** What the data say of f once the hyperparameters are settled. */
export interface Posterior {
  /** M, n x T: the mean of f_t(x) is Σ_i k(x, x_i) (M K_T)_it. */
  readonly weights: Dense;
  /**
   * What the data take from the variance: for K, m x n, the covariances of m rows with those of the grid, m times T x T
   * numbers, to be taken from K_T k(x, x).
   */
  taken(K: Dense): Float64Array;
}

/** The marginal likelihood of the cells of a grid, as often as it is asked for. */
export interface Evidence {
  /** log p(Y | h), with its derivatives below; −Infinity where the covariance is not positive definite to working precision. */
  evaluate(h: Hyperparameters): number;
  /** Its derivatives in k(x_i, x_j), n x n, of which the lower triangle is filled. Read anew after every evaluation. */
  readonly rows: Float64Array;
  /** Its derivatives in K_T, T x T, symmetric. */
  readonly tasks: Float64Array;
  /** Its derivatives in the noise, T. */
  readonly noise: Float64Array;
  /** The posterior at the last evaluation. */
  posterior(): Posterior;
  close(): void;
}

/** log 2π. */
export const logTau = 1.8378770664093453;

/** Whether the numbers are in the range that arithmetic can bear. */
export const isUsable = ({ lengthScale, tasks, noise }: Hyperparameters): boolean =>
  lengthScale.every((value) => value > 1e-150) &&
  tasks.every(Number.isFinite) &&
  noise.every((value, t) => value > 0 && value < Infinity && tasks[t * (noise.length + 1)]! / value < 1e300);
