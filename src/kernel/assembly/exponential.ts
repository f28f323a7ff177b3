// e^x in two lanes: 0 below -745.2, Infinity above 709.8, NaN for NaN. As src/matrix/exponential.ts, but r is one double:
// x = k ln 2 + r, |r| <= ln 2 / 2, and 1 + r + r^2/2! + ... + r^13/13!, the next term being below 2^-57;
// even and odd powers are summed side by side, as neither need wait for the other. Within an ulp or so.
// Twin: test/kernel/loss.test.ts.
import { nmadd } from "./lanes";
import { madd } from "./simd";

/** Added to a number below 2^51, it leaves the nearest whole number in the low bits. */
// @ts-ignore: decorator
@inline const whole: f64 = 6755399441055744;

// ln 2 in two parts; the first has 33 bits, so that k times it is exact.
// @ts-ignore: decorator
@inline export const ln2High: f64 = 0.6931471803691238;
// @ts-ignore: decorator
@inline export const ln2Low: f64 = 1.9082149292705877e-10;

// @ts-ignore: decorator
@inline export function exponential(x: v128): v128 {
  x = v128.pmax<f64>(v128.pmin<f64>(x, f64x2.splat(710)), f64x2.splat(-746)); // a NaN stays
  const shift = f64x2.splat(whole);
  const shifted = madd<f64>(x, f64x2.splat(1.4426950408889634), shift);
  const k = v128.sub<f64>(shifted, shift);
  const r = nmadd(k, f64x2.splat(ln2Low), nmadd(k, f64x2.splat(ln2High), x));
  const z = v128.mul<f64>(r, r);
  let even = f64x2.splat(1.0 / 479001600.0);
  even = madd<f64>(even, z, f64x2.splat(1.0 / 3628800.0));
  even = madd<f64>(even, z, f64x2.splat(1.0 / 40320.0));
  even = madd<f64>(even, z, f64x2.splat(1.0 / 720.0));
  even = madd<f64>(even, z, f64x2.splat(1.0 / 24.0));
  even = madd<f64>(even, z, f64x2.splat(1.0 / 2.0));
  let odd = f64x2.splat(1.0 / 6227020800.0);
  odd = madd<f64>(odd, z, f64x2.splat(1.0 / 39916800.0));
  odd = madd<f64>(odd, z, f64x2.splat(1.0 / 362880.0));
  odd = madd<f64>(odd, z, f64x2.splat(1.0 / 5040.0));
  odd = madd<f64>(odd, z, f64x2.splat(1.0 / 120.0));
  odd = madd<f64>(odd, z, f64x2.splat(1.0 / 6.0));
  const series = v128.add<f64>(f64x2.splat(1), madd<f64>(z, madd<f64>(odd, r, even), r));
  // 2^k in two factors, each a normal number: only the second product rounds.
  const half = madd<f64>(k, f64x2.splat(0.5), shift);
  return v128.mul<f64>(v128.mul<f64>(series, power(half)), power(v128.sub<i64>(shifted, half)));
}

/** 2^j, where j are the low 12 bits of each lane and -1022 <= j <= 1023. */
// @ts-ignore: decorator
@inline function power(j: v128): v128 {
  return v128.shl<i64>(v128.add<i64>(j, i64x2.splat(1023)), 52);
}
