// e^x and what is made of it, in four lanes of floats, for every number; a NaN stays. x = k ln 2 + r, |r| <= ln 2 / 2, and
//
//     e^r - 1 = r + r^2 (1/2 + r/6 + r^2/24 + r^3/120 + r^4/720 + r^5/5040)
//
// the next term being below 2^-27. Within two ulps or so. Twin: test/kernel/network.test.ts.
import { madd } from "./simd";

/** Added to a number below 2^22, it leaves the nearest whole number in the low bits. */
// @ts-ignore: decorator
@inline const whole: f32 = 12582912;

/** e^x: 0 below -104, Infinity above 89. */
// @ts-ignore: decorator
@inline export function exponential(x: v128): v128 {
  x = v128.pmax<f32>(v128.pmin<f32>(x, f32x4.splat(89)), f32x4.splat(-104));
  const shift = f32x4.splat(whole);
  const shifted = nearest(x);
  const k = v128.sub<f32>(shifted, shift);
  const series = v128.add<f32>(f32x4.splat(1), less(reduced(x, k)));
  // 2^k in two factors, each a normal number: only the second product rounds.
  const half = v128.add<f32>(v128.mul<f32>(k, f32x4.splat(0.5)), shift);
  return v128.mul<f32>(v128.mul<f32>(series, power(half)), power(v128.sub<i32>(shifted, half)));
}

/** tanh x = E / (E + 2) with the sign of x, E = e^2|x| - 1: no digit is lost near 0. */
// @ts-ignore: decorator
@inline export function hyperbolicTangent(x: v128): v128 {
  const sign = v128.and(x, f32x4.splat(-0.0));
  const y = v128.pmin<f32>(v128.add<f32>(v128.abs<f32>(x), v128.abs<f32>(x)), f32x4.splat(20));
  const shifted = nearest(y);
  const scale = power(shifted);
  const E = madd<f32>(scale, less(reduced(y, v128.sub<f32>(shifted, f32x4.splat(whole)))), v128.sub<f32>(scale, f32x4.splat(1)));
  return v128.or(v128.div<f32>(E, v128.add<f32>(E, f32x4.splat(2))), sign);
}

/** 1 / (1 + e^-x) */
// @ts-ignore: decorator
@inline export function sigmoid(x: v128): v128 {
  const one = f32x4.splat(1);
  return v128.div<f32>(one, v128.add<f32>(one, exponential(v128.neg<f32>(x))));
}

/** k + whole, where k is the whole number nearest to x / ln 2. */
// @ts-ignore: decorator
@inline function nearest(x: v128): v128 {
  return madd<f32>(x, f32x4.splat(1.44269504), f32x4.splat(whole));
}

/** x - k ln 2, with ln 2 in two parts; the first has 9 bits, so that k times it is exact. */
// @ts-ignore: decorator
@inline function reduced(x: v128, k: v128): v128 {
  return madd<f32>(k, f32x4.splat(2.12194440e-4), madd<f32>(k, f32x4.splat(-0.693359375), x));
}

/** e^r - 1 */
// @ts-ignore: decorator
@inline function less(r: v128): v128 {
  let series = f32x4.splat(1.0 / 5040.0);
  series = madd<f32>(series, r, f32x4.splat(1.0 / 720.0));
  series = madd<f32>(series, r, f32x4.splat(1.0 / 120.0));
  series = madd<f32>(series, r, f32x4.splat(1.0 / 24.0));
  series = madd<f32>(series, r, f32x4.splat(1.0 / 6.0));
  series = madd<f32>(series, r, f32x4.splat(0.5));
  return madd<f32>(v128.mul<f32>(r, r), series, r);
}

/** 2^j, where j are the low 9 bits of each lane and -126 <= j <= 127. */
// @ts-ignore: decorator
@inline function power(j: v128): v128 {
  return v128.shl<i32>(v128.add<i32>(j, i32x4.splat(127)), 23);
}
