// ln x in two lanes, for finite x >= 2^-1022; below, and for NaN, some finite number. As src/matrix/logarithm.ts, without
// its second doubles: x = m 2^k, m in [1/sqrt 2, sqrt 2), f = m - 1, s = f / (2 + f), and
//
//     ln m = 2 atanh s = f - (f^2/2 - s (f^2/2 + 2 s^2/3 + 2 s^4/5 + ...))
//
// f is exact and what is taken from it small. s^2 < 0.0295, so terms to s^20/21 do. Within an ulp or so.
// Twin: test/kernel/loss.test.ts.
import { ln2High, ln2Low } from "./exponential";
import { madd } from "./simd";

// The bits of 1/sqrt 2, and what takes them to those of 1.
// @ts-ignore: decorator
@inline const root: i64 = 0x3fe6a09e667f3bcd;
// @ts-ignore: decorator
@inline const toOne: i64 = 0x0009_5f61_9980_c433;

// @ts-ignore: decorator
@inline export function logarithm(x: v128): v128 {
  const raised = v128.add<i64>(x, i64x2.splat(toOne));
  const exponent = v128.or(v128.shr<u64>(raised, 52), i64x2.splat(0x4330000000000000)); // 2^52 + 1023 + k
  const k = v128.sub<f64>(exponent, f64x2.splat(4503599627370496 + 1023));
  const m = v128.add<i64>(v128.and(raised, i64x2.splat(0x000fffffffffffff)), i64x2.splat(root));
  const f = v128.sub<f64>(m, f64x2.splat(1));
  const s = v128.div<f64>(f, v128.add<f64>(f, f64x2.splat(2)));
  const z = v128.mul<f64>(s, s);
  let series = f64x2.splat(2.0 / 21.0);
  series = madd<f64>(series, z, f64x2.splat(2.0 / 19.0));
  series = madd<f64>(series, z, f64x2.splat(2.0 / 17.0));
  series = madd<f64>(series, z, f64x2.splat(2.0 / 15.0));
  series = madd<f64>(series, z, f64x2.splat(2.0 / 13.0));
  series = madd<f64>(series, z, f64x2.splat(2.0 / 11.0));
  series = madd<f64>(series, z, f64x2.splat(2.0 / 9.0));
  series = madd<f64>(series, z, f64x2.splat(2.0 / 7.0));
  series = madd<f64>(series, z, f64x2.splat(2.0 / 5.0));
  series = madd<f64>(series, z, f64x2.splat(2.0 / 3.0));
  const square = v128.mul<f64>(v128.mul<f64>(f, f), f64x2.splat(0.5));
  const rest = madd<f64>(s, madd<f64>(series, z, square), v128.mul<f64>(k, f64x2.splat(ln2Low)));
  const ln = v128.sub<f64>(f, v128.sub<f64>(square, rest));
  return madd<f64>(k, f64x2.splat(ln2High), ln);
}
