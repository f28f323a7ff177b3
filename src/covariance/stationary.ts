import type { Dense } from "../matrix/dense.ts";
import { exponential } from "../matrix/exponential.ts";
import type { Covariance } from "./covariance.ts";
import { mapped, squaredDistances } from "./squared-distances.ts";

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

/** From here on rows are as far apart as can be: every profile is 0, and its slope too. */
const far = 1e12;

export const isProfileName = (name: unknown): name is ProfileName =>
  typeof name === "string" && Object.hasOwn(profiles, name);

/** One length scale for all features, or one a feature. */
type LengthScale = ArrayLike<number>;

/** k(x, x') of a profile, with one length scale or one a feature. */
export const stationary = (profile: ProfileName, lengthScale: LengthScale): Covariance => ({
  between(A, B) {
    const { value } = profiles[profile];
    const scaled = scaledRows(A, lengthScale);
    const others = A === B ? scaled : scaledRows(B, lengthScale);
    return mapped(squaredDistances(scaled, others), A === B, (s) => value(Math.min(s, far)));
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
  const scaled = scaledRows(X, lengthScale);
  const out = { data: K, rows: X.rows, columns: X.rows };
  const { value } = profiles[profile];
  mapped(squaredDistances(scaled, scaled, out), true, (s) => value(Math.min(s, far)));
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
  const { rows: n, columns: p } = X;
  const scaled = scaledRows(X, lengthScale);
  const { data } = scaled;
  const squares = squaredDistances(scaled, scaled).data;
  out.fill(0);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const s = Math.min(squares[i * n + j]!, far);
      // twice for j, i; ds / d log l = −2 s
      const pull = -4 * G[i * n + j]! * slope(s);
      if (pull === 0) continue;
      if (out.length === 1) {
        out[0]! += pull * s;
        continue;
      }
      for (let k = 0; k < p; k++) {
        const step = data[i * p + k]! - data[j * p + k]!;
        out[k]! += pull * step * step;
      }
    }
  }
}

/** The rows in units of the length scales. */
const scaledRows = (X: Dense, lengthScale: LengthScale): Dense => ({
  ...X,
  data: X.data.map((value, c) => value / lengthScale[lengthScale.length === 1 ? 0 : c % X.columns]!),
});
