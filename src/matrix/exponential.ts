/**
 * e^x, the same bits on every engine: 0 below -745.2, Infinity above 709.8, NaN for NaN.
 *
 * `Math.exp` is left to the engine and differs between them in the last bit; this one uses + - * / alone.
 * With x = k ln 2 + r, |r| <= ln 2 / 2, r carried in two doubles:
 *
 *     e^x = 2^k (1 + r + r^2/2! + r^3/3! + ...)
 *
 * r^14/14! < 2^-57, so thirteen terms do. The largest parts are added last: the error is below 0.8 units in the last place.
 */
export function exponential(x: number): number {
  if (!(x < 709.8)) return x >= 709.8 ? Infinity : NaN;
  if (x < -745.2) return 0;
  const k = Math.round(x / Math.LN2);
  const high = x - k * ln2High;
  const low = k * ln2Low;
  const r = high - low;
  const lost = high - r - low;
  let series = 1 / 6227020800;
  series = series * r + 1 / 479001600;
  series = series * r + 1 / 39916800;
  series = series * r + 1 / 3628800;
  series = series * r + 1 / 362880;
  series = series * r + 1 / 40320;
  series = series * r + 1 / 5040;
  series = series * r + 1 / 720;
  series = series * r + 1 / 120;
  series = series * r + 1 / 24;
  series = series * r + 1 / 6;
  series = series * r + 1 / 2;
  return scaled(1 + (r + (lost + r * r * series)), k);
}

/** ln 2 in two parts; the first has 33 bits, so that k times it is exact. */
const ln2High = 0.6931471803691238;
const ln2Low = 1.9082149292705877e-10;

/** 2^k from k = -1022 on, the least normal number: sooner read than put together. */
let powers: Float64Array | undefined;

/** 2^k for -1022 <= k <= 1023 */
function power(k: number): number {
  if (!powers) {
    powers = new Float64Array(2046);
    for (let at = 0, value = 2.2250738585072014e-308; at < 2046; at++, value *= 2) powers[at] = value;
  }
  return powers[k + 1022]!;
}

/** m 2^k, in two steps where 2^k itself is no normal number. */
function scaled(m: number, k: number): number {
  if (k > 1023) return m * 2 * power(k - 1);
  if (k < -1022) return m * power(k + 54) * 2 ** -54;
  return m * power(k);
}
