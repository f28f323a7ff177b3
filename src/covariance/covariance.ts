import type { Dense } from "../matrix/dense.ts";
import type { ProfileName } from "./stationary.ts";

/** A covariance function k(x, x'): how alike two rows are. It knows no targets. */
export interface Covariance {
  /**
   * k(a_i, b_j) for A, m x p, and B, n x p: m x n, with the same bits on every engine, and for a row alone those it has among
   * others. Where A and B are one object it is computed once and mirrored.
   */
  between(A: Dense, B: Dense): Dense;
  /** What it is, as plain data; a function of the user's is refused, as it is none. */
  describe(): CovarianceDescription;
}

/** A covariance function as plain data. */
export type CovarianceDescription =
  | { readonly name: "linear" }
  | { readonly name: "rbf"; readonly gamma: number }
  | { readonly name: "polynomial"; readonly gamma: number; readonly degree: number; readonly coef0: number }
  | { readonly name: "stationary"; readonly profile: ProfileName; readonly lengthScale: readonly number[] };
