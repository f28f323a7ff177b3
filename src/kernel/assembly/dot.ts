// x'y over n numbers: four vectors of partial sums, added pairwise at the end, then the tail one by one. The order
// depends on n alone. dot(x, x) is the squared norm. Twin: test/kernel/vector.test.ts.
import { madd } from "./simd";

export function dot<T = f64>(x: usize, y: usize, n: i32): T {
  const lanes = 16 / <i32>sizeof<T>();
  let s0 = v128.splat<T>(0), s1 = s0, s2 = s0, s3 = s0;
  let i = 0;
  for (; i + 4 * lanes <= n; i += 4 * lanes, x += 64, y += 64) {
    s0 = madd<T>(v128.load(x), v128.load(y), s0);
    s1 = madd<T>(v128.load(x, 16), v128.load(y, 16), s1);
    s2 = madd<T>(v128.load(x, 32), v128.load(y, 32), s2);
    s3 = madd<T>(v128.load(x, 48), v128.load(y, 48), s3);
  }
  for (; i + lanes <= n; i += lanes, x += 16, y += 16) s0 = madd<T>(v128.load(x), v128.load(y), s0);
  let sum = across<T>(v128.add<T>(v128.add<T>(s0, s1), v128.add<T>(s2, s3)));
  for (; i < n; i++, x += sizeof<T>(), y += sizeof<T>()) sum = <T>(sum + load<T>(x) * load<T>(y));
  return sum;
}

/** The sum over the lanes: [a, b] => a + b,  [a, b, c, d] => (a + b) + (c + d). */
// @ts-ignore: decorator
@inline function across<T>(v: v128): T {
  const low = <T>(v128.extract_lane<T>(v, 0) + v128.extract_lane<T>(v, 1));
  if (sizeof<T>() == 8) return low;
  return <T>(low + <T>(v128.extract_lane<T>(v, 2) + v128.extract_lane<T>(v, 3)));
}

export function dot_f64(x: usize, y: usize, n: i32): f64 {
  return dot<f64>(x, y, n);
}

export function dot_f32(x: usize, y: usize, n: i32): f32 {
  return dot<f32>(x, y, n);
}
