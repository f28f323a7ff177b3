import type { Dense } from "../matrix/dense.ts";
import { exponential } from "../matrix/exponential.ts";
import type { Covariance } from "./covariance.ts";
import { pairs } from "./pairs.ts";

/** A covariance that depends on s = Σ_j ((x_j − x'_j) / lengthScale_j)² alone, 1 at s = 0. */
interface Profile {
  value(s: number): number;
  /** Its derivative in s, finite at 0. */
  slope(s: number): number;
}

const profiles = {
  rbf: {
    value: (s) => exponential(-s / 2),
    slope: (s) => -exponential(-s / 2) / 2,
  },
  matern32: {
    value: (s) => (1 + Math.sqrt(3 * s)) * exponential(-Math.sqrt(3 * s)),
    slope: (s) => -1.5 * exponential(-Math.sqrt(3 * s)),
  },
  matern52: {
    value: (s) => (1 + Math.sqrt(5 * s) + (5 * s) / 3) * exponential(-Math.sqrt(5 * s)),
    slope: (s) => (-5 / 6) * (1 + Math.sqrt(5 * s)) * exponential(-Math.sqrt(5 * s)),
  },
} satisfies Record<string, Profile>;

/** `rbf`: exp(−s/2); `matern32` and `matern52`: Matérn's with ν = 3/2 and 5/2. */
export type ProfileName = keyof typeof profiles;

export const isProfileName = (name: unknown): name is ProfileName =>
  typeof name === "string" && Object.hasOwn(profiles, name);

/** One length scale for all features, or one a feature. */
type LengthScale = ArrayLike<number>;

/** k(x, x') of a profile, with one length scale or one a feature. */
export const stationary = (profile: ProfileName, lengthScale: LengthScale): Covariance => ({
  between(A, B) {
    const { value } = profiles[profile];
    const inverse = inverses(lengthScale, A.columns);
    return pairs(A, B, (i, j) => value(squareBetween(A, i, B, j, inverse)));
  },
  describe: () => ({ name: "stationary", profile, lengthScale: Array.from(lengthScale) }),
});

/** Fills `K`, n x n, with the covariances of the rows of X. */
export function fillStationary(
  K: Float64Array,
  profile: ProfileName,
  lengthScale: LengthScale,
  X: Dense,
): void {
  const { value } = profiles[profile];
  const inverse = inverses(lengthScale, X.columns);
  const n = X.rows;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) K[i * n + j] = K[j * n + i] = value(squareBetween(X, i, X, j, inverse));
  }
}

/** Fills `out` with the derivatives of Σ_ij G_ij k(x_i, x_j) in the logarithms of the length scales; G is n x n, symmetric. */
export function lengthScaleGradient(
  out: Float64Array,
  profile: ProfileName,
  lengthScale: LengthScale,
  X: Dense,
  G: Float64Array,
): void {
  const { slope } = profiles[profile];
  const { data, rows: n, columns: p } = X;
  const inverse = inverses(lengthScale, p);
  out.fill(0);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const s = squareBetween(X, i, X, j, inverse);
      // twice for j, i; ds / d log l = −2 s
      const pull = -4 * G[i * n + j]! * slope(s);
      if (out.length === 1) {
        out[0]! += pull * s;
        continue;
      }
      for (let k = 0; k < p; k++) {
        const step = (data[i * p + k]! - data[j * p + k]!) * inverse[k]!;
        out[k]! += pull * step * step;
      }
    }
  }
}

const inverses = (lengthScale: LengthScale, p: number): Float64Array =>
  Float64Array.from({ length: p }, (_, k) => 1 / lengthScale[lengthScale.length === 1 ? 0 : k]!);

function squareBetween(A: Dense, i: number, B: Dense, j: number, inverse: Float64Array): number {
  const p = A.columns;
  let s = 0;
  for (let k = 0; k < p; k++) {
    const step = (A.data[i * p + k]! - B.data[j * p + k]!) * inverse[k]!;
    s += step * step;
  }
  return s;
}
