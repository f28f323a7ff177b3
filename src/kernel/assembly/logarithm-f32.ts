// ln x in four lanes of floats, for finite x >= 2^-126; elsewhere some number. As logarithm.ts: x = m 2^k, m in
// [1/sqrt 2, sqrt 2), f = m - 1, s = f / (2 + f), and ln m = f - (f^2/2 - s (f^2/2 + 2 s^2/3 + 2 s^4/5 + 2 s^6/7 + 2 s^8/9)).
// Within two ulps or so. Twin: test/kernel/network.test.ts.
import { madd } from "./simd";

// The bits of 1/sqrt 2, and what takes them to those of 1.
// @ts-ignore: decorator
@inline const root: i32 = 0x3f3504f3;
// @ts-ignore: decorator
@inline const toOne: i32 = 0x004afb0d;

// @ts-ignore: decorator
@inline export function logarithm(x: v128): v128 {
  const raised = v128.add<i32>(x, i32x4.splat(toOne));
  const k = v128.convert<i32>(v128.sub<i32>(v128.shr<u32>(raised, 23), i32x4.splat(127)));
  const m = v128.add<i32>(v128.and(raised, i32x4.splat(0x007fffff)), i32x4.splat(root));
  const f = v128.sub<f32>(m, f32x4.splat(1));
  const s = v128.div<f32>(f, v128.add<f32>(f, f32x4.splat(2)));
  const z = v128.mul<f32>(s, s);
  let series = f32x4.splat(2.0 / 9.0);
  series = madd<f32>(series, z, f32x4.splat(2.0 / 7.0));
  series = madd<f32>(series, z, f32x4.splat(2.0 / 5.0));
  series = madd<f32>(series, z, f32x4.splat(2.0 / 3.0));
  const square = v128.mul<f32>(v128.mul<f32>(f, f), f32x4.splat(0.5));
  const rest = madd<f32>(s, madd<f32>(series, z, square), v128.mul<f32>(k, f32x4.splat(-2.12194440e-4)));
  return madd<f32>(k, f32x4.splat(0.693359375), v128.sub<f32>(f, v128.sub<f32>(square, rest)));
}
