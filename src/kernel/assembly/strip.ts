// A strip: four right sides of a triangular solve (triangular.ts), p rows of four doubles, 16-byte aligned.
import { nmadd } from "./lanes";

/** Copies up to four columns of B into the strip, zeros where there are fewer. */
export function take(strip: usize, b: usize, ldb: i32, p: i32, width: i32): void {
  const step = <usize>ldb << 3;
  for (let i = 0; i < p; i++, b += step, strip += 32) {
    if (width == 4) {
      v128.store(strip, v128.load(b));
      v128.store(strip, v128.load(b, 16), 16);
    } else {
      for (let t: usize = 0; t < 4; t++) store<f64>(strip + (t << 3), t < <usize>width ? load<f64>(b + (t << 3)) : 0);
    }
  }
}

/** Copies the strip back. */
export function give(strip: usize, b: usize, ldb: i32, p: i32, width: i32): void {
  const step = <usize>ldb << 3;
  for (let i = 0; i < p; i++, b += step, strip += 32) {
    if (width == 4) {
      v128.store(b, v128.load(strip));
      v128.store(b, v128.load(strip, 16), 16);
    } else {
      for (let t: usize = 0; t < <usize>width; t++) store<f64>(b + (t << 3), load<f64>(strip + (t << 3)));
    }
  }
}

/** One row of the strip: `to` less the n solved rows at `from`, weighted by doubles `step` bytes apart. */
export function line(weights: usize, step: usize, n: i32, from: usize, to: usize, diagonal: usize): void {
  let c0 = v128.load(to), c1 = v128.load(to, 16);
  for (; n > 0; n--, weights += step, from += 32) {
    const s = v128.load64_splat(weights);
    c0 = nmadd(s, v128.load(from), c0);
    c1 = nmadd(s, v128.load(from, 16), c1);
  }
  const s = reciprocal(diagonal);
  put(to, v128.mul<f64>(c0, s), v128.mul<f64>(c1, s));
}

/** Both lanes 1 / the double at `at`. */
// @ts-ignore: decorator
@inline export function reciprocal(at: usize): v128 {
  return f64x2.splat(1 / load<f64>(at));
}

/** One row of the strip goes home. */
// @ts-ignore: decorator
@inline export function put(to: usize, left: v128, right: v128): void {
  v128.store(to, left);
  v128.store(to, right, 16);
}
