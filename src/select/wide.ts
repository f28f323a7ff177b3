import { exponential } from "../matrix/exponential.ts";
import { logarithm } from "../matrix/logarithm.ts";

/**
 * Numbers >= 0 of any size, m β^e with β = 2^512 and m in [2^-256, 2^256); 0 has e = -Infinity.
 *
 * They are logarithms in their exponents and doubles in their digits: sums of exponentials of thousands of scores of ±700 keep
 * fifteen digits, where their logarithms, millions, would keep nine, and no exponential is taken on the way.
 */
export interface WideRow {
  readonly m: Float64Array;
  readonly e: Float64Array;
}

/** One such number. Its m may stand a little outside of the range. */
export interface Wide {
  readonly m: number;
  readonly e: number;
}

const up = 2 ** 512;
const down = 2 ** -512;
const most = 2 ** 256;
const least = 2 ** -256;

/** ln 2 in two parts; the first has 33 bits, so that whole multiples of it are exact. */
const ln2High = 0.6931471803691238;
const ln2Low = 1.9082149292705877e-10;

export const zero: Wide = Object.freeze({ m: 0, e: -Infinity });
export const one: Wide = Object.freeze({ m: 1, e: 0 });

/** e^x */
export function wideExponential(x: number): Wide {
  const e = Math.round(x / (512 * Math.LN2));
  return { m: exponential(x - e * 512 * ln2High - e * 512 * ln2Low), e };
}

/** ln (a / b); -Infinity where a is 0. */
export function logRatio(a: Wide, b: Wide): number {
  if (a.m === 0) return -Infinity;
  const k = (a.e - b.e) * 512;
  return k * ln2High + (k * ln2Low + logarithm(a.m / b.m));
}

/** a / b as a double. */
export const ratio = (a: Wide, b: Wide): number => quotient(a.m, a.e, b.m, b.e);

/** The same of numbers in their parts. */
export function quotient(am: number, ae: number, bm: number, be: number): number {
  let value = am / bm;
  for (let k = be - ae; k > 0 && value > 0; k--) value *= down;
  for (let k = ae - be; k > 0 && value < Infinity; k--) value *= up;
  return value;
}

/** a b */
export const times = (a: Wide, b: Wide): Wide => normal(a.m * b.m, a.e + b.e);

function normal(m: number, e: number): Wide {
  if (m >= most) return { m: m * down, e: e + 1 };
  if (m === 0) return zero;
  return m < least ? { m: m * up, e: e - 1 } : { m, e };
}

export function wideRow(length: number, value: Wide): WideRow {
  return { m: new Float64Array(length).fill(value.m), e: new Float64Array(length).fill(value.e) };
}

export const at = ({ m, e }: WideRow, k: number): Wide => ({ m: m[k]!, e: e[k]! });

/**
 * into[r] <- from[r] + w from[r - shift], where that is in the row; a negative shift looks the other way. In place where the rows are
 * the same: it is gone through from the end at which nothing is read after it was written.
 */
export function addShifted(into: WideRow, from: WideRow, w: Wide, shift: number): void {
  const n = from.m.length;
  const [fm, fe, im, ie, wm, we] = [from.m, from.e, into.m, into.e, w.m, w.e];
  const step = shift < 0 ? 1 : -1;
  for (let k = 0, r = shift < 0 ? 0 : n - 1; k < n; k++, r += step) {
    let [m, e] = [fm[r]!, fe[r]!];
    const other = r - shift;
    if (other >= 0 && other < n) {
      const more = fm[other]! * wm;
      const exponent = fe[other]! + we;
      if (exponent === e) m += more;
      else if (exponent > e) {
        m = exponent - e === 1 ? more + m * down : more;
        e = exponent;
      } else if (e - exponent === 1) m += more * down;
      if (m >= most) {
        m *= down;
        e++;
      } else if (m < least && m > 0) {
        m *= up;
        e--;
      }
    }
    im[r] = m;
    ie[r] = e;
  }
}

/** Σ_r a[r] b[r - shift] */
export function dotShifted(a: WideRow, b: WideRow, shift: number): Wide {
  const n = a.m.length;
  let [m, e] = [0, -Infinity];
  for (let r = shift; r < n; r++) {
    const more = a.m[r]! * b.m[r - shift]!;
    const exponent = a.e[r]! + b.e[r - shift]!;
    if (exponent === e) m += more;
    else if (exponent > e) {
      m = exponent - e === 1 ? more + m * down : more;
      e = exponent;
    } else if (e - exponent === 1) m += more * down;
    if (m >= most) {
      m *= down;
      e++;
    } else if (m < least && m > 0) {
      m *= up;
      e--;
    }
  }
  return { m, e };
}
