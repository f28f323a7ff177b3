/**
 * The natural logarithm, the same bits on every engine: ln x for x > 0, -Infinity at 0, NaN below.
 *
 * `Math.log` is left to the engine and differs between them in the last bit; this one uses + - * / alone.
 * With x = m 2^k, m in [1/sqrt 2, sqrt 2), and s = (m - 1)/(m + 1):
 *
 *     ln x = k ln 2 + 2 atanh s,    atanh s = s + s^3/3 + s^5/5 + ...
 *
 * s^2 < 0.0295, so twelve terms reach below 2^-58 of the first. The quotient s and the sum of the large parts are
 * carried in two doubles, the rest is at most 1/100 of them: the error is below 0.53 units in the last place.
 *
 * @see Dekker 1971, A floating-point technique for extending the available precision
 */
export function logarithm(x: number): number {
  if (!(x > 0) || x === Infinity) return x === 0 ? -Infinity : x === Infinity ? x : NaN;
  const [m, k] = split(x);
  const numerator = m - 1;
  const denominator = m + 1;
  const lost = m - (denominator - 1); // of m, in the sum above: m + 1 = denominator + lost
  const s = numerator / denominator;
  const rest = (numerator - s * denominator - productError(s, denominator) - s * lost) / denominator;
  const z = s * s;
  let series = 0;
  for (let i = 25; i >= 3; i -= 2) series = z * (1 / i + series);
  const large = k * ln2High;
  const sum = large + 2 * s;
  const other = sum - large;
  const dropped = large - (sum - other) + (2 * s - other);
  return sum + (dropped + (k * ln2Low + 2 * (rest + s * series)));
}

/** ln 2 in two parts; the first has 33 bits, so that k times it is exact. */
const ln2High = 0.6931471803691238;
const ln2Low = 1.9082149292705877e-10;

const view = new DataView(new ArrayBuffer(8));

/** x = m 2^k with m in [1/sqrt 2, sqrt 2), for a positive and finite x. */
function split(x: number): [m: number, k: number] {
  const subnormal = x < 2 ** -1022;
  view.setFloat64(0, subnormal ? x * 2 ** 54 : x);
  const high = view.getUint32(0);
  view.setUint32(0, (high & 0xfffff) | 0x3ff00000);
  const k = (high >>> 20) - 1023 - (subnormal ? 54 : 0);
  const m = view.getFloat64(0); // in [1, 2)
  return m < Math.SQRT2 ? [m, k] : [m / 2, k + 1];
}

/** What the product a b loses to rounding: a b = fl(a b) + productError(a, b), exactly (Dekker, Veltkamp). */
function productError(a: number, b: number): number {
  const p = a * b;
  const aHigh = upperHalf(a);
  const bHigh = upperHalf(b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  return aLow * bLow - (p - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

function upperHalf(a: number): number {
  const shifted = a * (2 ** 27 + 1);
  return shifted - (shifted - a);
}
