import type { ProfileName } from "../../covariance/stationary.ts";
import { eigh } from "../../matrix/eigen.ts";
import { exponential } from "../../matrix/exponential.ts";
import { logarithm } from "../../matrix/logarithm.ts";
import { multiply } from "../../matrix/product.ts";
import type { RandomState } from "../../matrix/random.ts";
import type { Hyperparameters } from "./evidence.ts";

/** Derivatives in the hyperparameters; those in the length scales are in their logarithms. */
export interface Slopes {
  readonly lengthScale: Float64Array;
  /** T x T, symmetric. */
  readonly tasks: Float64Array;
  readonly noise: Float64Array;
}

/** The hyperparameters as numbers without bounds, to be searched over. */
export interface Coordinates {
  /** Where h lies, or next to it where it lies on a bound. */
  of(h: Hyperparameters): Float64Array;
  /** Writes the hyperparameters that x stands for into h. */
  read(x: Float64Array, h: Hyperparameters): void;
  /** Turns derivatives in the hyperparameters, read from x, into derivatives in x. */
  pull(x: Float64Array, slopes: Slopes, out: Float64Array): void;
  /** Another place to begin at, about x. */
  shaken(x: Float64Array, random: RandomState): Float64Array;
}

/**
 * log lengthScale, B, log(noise − floor), where K_T = B Bᵀ with a square B, so that the order of the tasks plays no part in
 * the search; with `rank` K_T = B Bᵀ + diag(κ²), B of T x rank. Both in the units of the tasks; the floor is 1e-6 of their
 * squares, so that targets that can be met exactly have a finite likelihood.
 */
export function coordinatesOf(scales: number, unit: Float64Array, rank: number | undefined): Coordinates {
  const T = unit.length;
  const width = rank ?? T;
  const own = rank === undefined ? 0 : T;
  const floor = unit.map((value) => 1e-6 * value * value);
  const factor = new Float64Array(T * width);
  const firstOwn = scales + T * width;
  const firstNoise = firstOwn + own;

  function fillFactor(x: Float64Array): void {
    for (let c = 0; c < T * width; c++) factor[c] = unit[Math.floor(c / width)]! * x[scales + c]!;
  }

  return {
    of({ lengthScale, tasks, noise }) {
      const x = new Float64Array(firstNoise + T);
      for (let k = 0; k < scales; k++) x[k] = logarithm(lengthScale[k]!);
      const scaled = tasks.map((value, c) => value / (unit[Math.floor(c / T)]! * unit[c % T]!));
      x.set(rank === undefined ? root(scaled, T) : leading(scaled, T, rank), scales);
      for (let t = 0; t < own; t++) {
        let rest = scaled[t * (T + 1)]!;
        for (let k = 0; k < width; k++) rest -= x[scales + t * width + k]! * x[scales + t * width + k]!;
        x[firstOwn + t] = Math.sqrt(Math.max(rest, least));
      }
      for (let t = 0; t < T; t++) x[firstNoise + t] = logarithm(Math.max(noise[t]! - floor[t]!, floor[t]!));
      return x;
    },
    read(x, { lengthScale, tasks, noise }) {
      for (let k = 0; k < scales; k++) lengthScale[k] = exponential(x[k]!);
      fillFactor(x);
      for (let s = 0; s < T; s++) {
        for (let t = 0; t <= s; t++) {
          let sum = 0;
          for (let k = 0; k < width; k++) sum += factor[s * width + k]! * factor[t * width + k]!;
          tasks[s * T + t] = tasks[t * T + s] = sum;
        }
      }
      for (let t = 0; t < own; t++)
        tasks[t * (T + 1)]! += unit[t]! * unit[t]! * x[firstOwn + t]! * x[firstOwn + t]!;
      for (let t = 0; t < T; t++) noise[t] = floor[t]! + exponential(x[firstNoise + t]!);
    },
    pull(x, slopes, out) {
      fillFactor(x);
      for (let k = 0; k < scales; k++) out[k] = slopes.lengthScale[k]!;
      for (let t = 0; t < T; t++) {
        for (let k = 0; k < width; k++) {
          let sum = 0;
          for (let s = 0; s < T; s++) sum += slopes.tasks[t * T + s]! * factor[s * width + k]!;
          out[scales + t * width + k] = 2 * unit[t]! * sum;
        }
      }
      for (let t = 0; t < own; t++) {
        const share = 2 * unit[t]! * unit[t]! * x[firstOwn + t]!;
        out[firstOwn + t] = slopes.tasks[t * (T + 1)]! * share;
      }
      for (let t = 0; t < T; t++) out[firstNoise + t] = slopes.noise[t]! * exponential(x[firstNoise + t]!);
    },
    shaken: (x, random) =>
      x.map((value, c) => value + (c < scales || c >= firstNoise ? 1 : 0.5) * random.randn()),
  };
}

/** What a variance is at least where a search begins: from 0 none comes back. */
const least = 1e-4;

/** The symmetric square root of a positive semidefinite matrix, its eigenvalues lifted to `least`. */
function root(data: Float64Array, T: number): Float64Array {
  const { values, vectors } = eigh({ data, rows: T, columns: T });
  const roots = values.map((value) => Math.sqrt(Math.max(value, least)));
  const scaled = { ...vectors, data: vectors.data.map((value, c) => value * roots[c % T]!) };
  return multiply(scaled, vectors, { transposeB: true }).data;
}

/** The foremost eigenvectors times the roots of their values, T x rank. */
function leading(data: Float64Array, T: number, rank: number): Float64Array {
  const { values, vectors } = eigh({ data, rows: T, columns: T });
  return Float64Array.from({ length: T * rank }, (_, c) => {
    const k = T - 1 - (c % rank);
    return k < 0 ? 0 : Math.sqrt(Math.max(0, values[k]!)) * vectors.data[Math.floor(c / rank) * T + k]!;
  });
}

/** Room for hyperparameters. */
export const roomFor = (profile: ProfileName, scales: number, T: number): Hyperparameters => ({
  profile,
  lengthScale: new Float64Array(scales),
  tasks: new Float64Array(T * T),
  noise: new Float64Array(T),
});
