import { type Dense, zeros } from "../matrix/dense.ts";

/**
 * All that squared loss needs of the rows on which a few tasks are observed. It adds up: two of them merge into the
 * one of the rows together (Chan, Golub & LeVeque 1983), never through raw sums.
 */
export interface Moments {
  /** Observed rows. */
  readonly count: number;
  /** The sum of their weights; `count` where nothing is weighted. */
  readonly weight: number;
  /** Means of the inputs, p. */
  readonly meanX: Float64Array;
  /** Means of the targets, one a task. */
  readonly meanY: Float64Array;
  /** What rounding took from the means: mean + rest has twice the digits, so that columns at 1e8 ± 1 keep theirs. */
  readonly restX: Float64Array;
  readonly restY: Float64Array;
  /** Centred XᵀX, its lower triangle row after row: entry (i, j), j <= i, at i (i + 1) / 2 + j. */
  readonly gram: Float64Array;
  /** Centred XᵀY, p x (number of tasks), row-major. */
  readonly cross: Float64Array;
  /** Centred yᵀy, one a task. */
  readonly square: Float64Array;
}

/** The lower triangle of G, p x p, as `gram` has it. */
export function lowerOf(G: Float64Array, p: number): Float64Array {
  const gram = new Float64Array((p * (p + 1)) / 2);
  for (let i = 0, at = 0; i < p; at += ++i) gram.set(G.subarray(i * p, i * p + i + 1), at);
  return gram;
}

/** The moments of no rows. */
export const noMoments = (p: number, tasks: number): Moments => ({
  count: 0,
  weight: 0,
  meanX: new Float64Array(p),
  meanY: new Float64Array(tasks),
  restX: new Float64Array(p),
  restY: new Float64Array(tasks),
  gram: new Float64Array((p * (p + 1)) / 2),
  cross: new Float64Array(p * tasks),
  square: new Float64Array(tasks),
});

/** mean[k] + rest[k] += more, with what rounding takes from the sum left in rest[k] (Knuth's two-sum). */
export function addTo(mean: Float64Array, rest: Float64Array, k: number, more: number): void {
  const old = mean[k]!;
  const extra = rest[k]! + more;
  const sum = old + extra;
  const part = sum - old;
  mean[k] = sum;
  rest[k] = old - (sum - part) + (extra - part);
}

/** The moments of the rows of both. */
export function mergeMoments(a: Moments, b: Moments): Moments {
  if (a.count === 0) return b;
  if (b.count === 0) return a;
  const weight = a.weight + b.weight;
  const share = b.weight / weight;
  return { count: a.count + b.count, weight, ...combine(a, b, 1, share, a.weight * share) };
}

/** The rows of `a` that are not in `b`, which must be among them. What cancels is gone: see `shareLeft`. */
export function subtractMoments(a: Moments, b: Moments): Moments {
  if (b.count === 0) return a;
  const weight = a.weight - b.weight;
  const share = -b.weight / weight;
  return { count: a.count - b.count, weight, ...combine(a, b, -1, share, a.weight * share) };
}

/** Means a + share d and products a + sign b + between d dᵀ, where d is how far b's means are from a's. */
function combine(
  a: Moments,
  b: Moments,
  sign: number,
  share: number,
  between: number,
): Omit<Moments, "count" | "weight"> {
  const dx = a.meanX.map((mean, j) => b.meanX[j]! - mean + (b.restX[j]! - a.restX[j]!));
  const dy = a.meanY.map((mean, t) => b.meanY[t]! - mean + (b.restY[t]! - a.restY[t]!));
  const p = dx.length;
  const T = dy.length;
  const out = {
    meanX: a.meanX.slice(),
    restX: a.restX.slice(),
    meanY: a.meanY.slice(),
    restY: a.restY.slice(),
    gram: new Float64Array(a.gram.length),
    cross: new Float64Array(a.cross.length),
    square: a.square.map((value, t) => value + sign * b.square[t]! + between * dy[t]! * dy[t]!),
  };
  for (let j = 0; j < p; j++) addTo(out.meanX, out.restX, j, share * dx[j]!);
  for (let t = 0; t < T; t++) addTo(out.meanY, out.restY, t, share * dy[t]!);
  for (let i = 0, k = 0; i < p; i++) {
    const d = between * dx[i]!;
    for (let j = 0; j <= i; j++, k++) out.gram[k] = a.gram[k]! + sign * b.gram[k]! + d * dx[j]!;
    for (let t = 0; t < T; t++) {
      out.cross[i * T + t] = a.cross[i * T + t]! + sign * b.cross[i * T + t]! + d * dy[t]!;
    }
  }
  return out;
}

/** The moments of some of the tasks; the Gram matrix stays shared. */
export function pickTasks(moments: Moments, at: readonly number[]): Moments {
  const T = moments.meanY.length;
  if (at.length === T && at.every((t, k) => t === k)) return moments;
  const p = moments.meanX.length;
  const cross = new Float64Array(p * at.length);
  for (let j = 0; j < p; j++) {
    for (const [k, t] of at.entries()) cross[j * at.length + k] = moments.cross[j * T + t]!;
  }
  const pick = (values: Float64Array): Float64Array => Float64Array.from(at, (t) => values[t]!);
  const { meanY, restY, square } = moments;
  return { ...moments, meanY: pick(meanY), restY: pick(restY), cross, square: pick(square) };
}

/**
 * The worst share of a variance that is left after a subtraction, from 0 (all of it cancelled) to 1.
 * Rounding in `before` is about 1e-16 of it, so a share below 1e-8 means that more than half of the digits are gone.
 */
export function shareLeft(before: Moments, after: Moments): number {
  let worst = 1;
  const look = (was: number, is: number): void => {
    if (was > 0) worst = Math.min(worst, is / was);
  };
  for (let j = 0, k = 0; j < before.meanX.length; j++, k += j + 1) look(before.gram[k]!, after.gram[k]!);
  for (const [t, was] of before.square.entries()) look(was, after.square[t]!);
  return worst;
}

/** The cross-products as matrices: centred, or with `centre` false about the origin. */
export function products(
  moments: Moments,
  centre: boolean,
): { gram: Dense; cross: Dense; square: Float64Array } {
  const { meanX, meanY, weight } = moments;
  const p = meanX.length;
  const about = centre ? 0 : weight;
  const gram = zeros(p, p);
  gramInto(moments, centre, 1, gram.data);
  return {
    gram,
    cross: crossOf(moments, centre),
    square: moments.square.map((value, t) => value + about * meanY[t]! * meanY[t]!),
  };
}

/** into <- XᵀX / n, p x p. */
export function gramInto(
  { gram, meanX, weight }: Moments,
  centre: boolean,
  n: number,
  into: Float64Array,
): void {
  const p = meanX.length;
  const about = centre ? 0 : weight;
  for (let i = 0, k = 0; i < p; i++) {
    for (let j = 0; j <= i; j++, k++) {
      const value = (gram[k]! + about * meanX[i]! * meanX[j]!) / n;
      into[i * p + j] = value;
      into[j * p + i] = value;
    }
  }
}

/** XᵀY alone. */
export function crossOf({ meanX, meanY, weight, cross }: Moments, centre: boolean): Dense {
  const p = meanX.length;
  const T = meanY.length;
  const about = centre ? 0 : weight;
  const out = zeros(p, T);
  for (let j = 0, k = 0; j < p; j++) {
    for (let t = 0; t < T; t++, k++) out.data[k] = cross[k]! + about * meanX[j]! * meanY[t]!;
  }
  return out;
}
