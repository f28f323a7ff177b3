// The machine's own limit for the tile: loops of multiplications and additions that stay in the registers, nothing read
// or written. Compiled for the bench alone (bench/limit.ts); not part of index.ts. One trip of either is 24 flops a lane.
//   peak   twelve madds of this build, each on its own accumulator
//   apart  six chains of products and six chains of sums; where a madd is a product and then a sum, peak stays a tenth
//          below what the ports can do, since each sum waits for its product
import { madd } from "./simd";

/** acc <- acc a + b without fused madd, acc <- a b + acc with it: no form in which a compiler may hoist the product. */
// @ts-ignore: decorator
@inline function turn<T>(acc: v128, a: v128, b: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? madd<T>(a, b, acc) : madd<T>(acc, a, b);
}

// a and b come from outside: a constant would be loaded anew for every madd. a is 1 at run time: no product may fade to
// a denormal number.
function peak<T>(trips: i32, x: T, y: T): f64 {
  const a = v128.splat<T>(x), b = v128.splat<T>(y);
  let c0 = v128.splat<T>(0), c1 = v128.splat<T>(1), c2 = v128.splat<T>(2), c3 = v128.splat<T>(3);
  let c4 = v128.splat<T>(4), c5 = v128.splat<T>(5), c6 = v128.splat<T>(6), c7 = v128.splat<T>(7);
  let c8 = v128.splat<T>(8), c9 = v128.splat<T>(9), d0 = v128.splat<T>(10), d1 = v128.splat<T>(11);
  for (; trips > 0; trips--) {
    c0 = turn<T>(c0, a, b);
    c1 = turn<T>(c1, a, b);
    c2 = turn<T>(c2, a, b);
    c3 = turn<T>(c3, a, b);
    c4 = turn<T>(c4, a, b);
    c5 = turn<T>(c5, a, b);
    c6 = turn<T>(c6, a, b);
    c7 = turn<T>(c7, a, b);
    c8 = turn<T>(c8, a, b);
    c9 = turn<T>(c9, a, b);
    d0 = turn<T>(d0, a, b);
    d1 = turn<T>(d1, a, b);
  }
  c0 = v128.add<T>(v128.add<T>(v128.add<T>(c0, c1), v128.add<T>(c2, c3)), v128.add<T>(v128.add<T>(c4, c5), c6));
  c0 = v128.add<T>(c0, v128.add<T>(v128.add<T>(v128.add<T>(c7, c8), v128.add<T>(c9, d0)), d1));
  return <f64>v128.extract_lane<T>(c0, 0);
}

function apart<T>(trips: i32, x: T, y: T): f64 {
  const a = v128.splat<T>(x), b = v128.splat<T>(y);
  let p0 = v128.splat<T>(1), p1 = v128.splat<T>(2), p2 = v128.splat<T>(3);
  let p3 = v128.splat<T>(4), p4 = v128.splat<T>(5), p5 = v128.splat<T>(6);
  let s0 = p0, s1 = p1, s2 = p2, s3 = p3, s4 = p4, s5 = p5;
  for (trips <<= 1; trips > 0; trips--) {
    p0 = v128.mul<T>(p0, a);
    s0 = v128.add<T>(s0, b);
    p1 = v128.mul<T>(p1, a);
    s1 = v128.add<T>(s1, b);
    p2 = v128.mul<T>(p2, a);
    s2 = v128.add<T>(s2, b);
    p3 = v128.mul<T>(p3, a);
    s3 = v128.add<T>(s3, b);
    p4 = v128.mul<T>(p4, a);
    s4 = v128.add<T>(s4, b);
    p5 = v128.mul<T>(p5, a);
    s5 = v128.add<T>(s5, b);
  }
  p0 = v128.add<T>(v128.add<T>(v128.add<T>(p0, p1), v128.add<T>(p2, p3)), v128.add<T>(p4, p5));
  s0 = v128.add<T>(v128.add<T>(v128.add<T>(s0, s1), v128.add<T>(s2, s3)), v128.add<T>(s4, s5));
  return <f64>v128.extract_lane<T>(v128.add<T>(p0, s0), 0);
}

export function peak_f64(trips: i32, x: f64, y: f64): f64 {
  return peak<f64>(trips, x, y);
}

export function peak_f32(trips: i32, x: f32, y: f32): f64 {
  return peak<f32>(trips, x, y);
}

export function apart_f64(trips: i32, x: f64, y: f64): f64 {
  return apart<f64>(trips, x, y);
}

export function apart_f32(trips: i32, x: f32, y: f32): f64 {
  return apart<f32>(trips, x, y);
}
