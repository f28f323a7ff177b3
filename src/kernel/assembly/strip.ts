// Triangular solves of one strip: four right sides, p rows of four doubles, in place. Eight sums, four rows by two
// vectors, stay in registers while the loop runs over what is already solved; then comes the four-by-four triangle.
//   l    p x p, lower triangle, row-major, rows `row` bytes apart
//   x    p rows of four doubles, 16-byte aligned
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

/** x <- L^-1 x. */
export function forward(l: usize, row: usize, p: i32, x: usize): void {
  let i = 0;
  let at = l;
  for (; i + 4 <= p; i += 4, at += row << 2) {
    const at1 = at + row, at2 = at1 + row, at3 = at2 + row;
    const to = x + (<usize>i << 5);
    let c00 = v128.load(to), c01 = v128.load(to, 16);
    let c10 = v128.load(to, 32), c11 = v128.load(to, 48);
    let c20 = v128.load(to, 64), c21 = v128.load(to, 80);
    let c30 = v128.load(to, 96), c31 = v128.load(to, 112);
    let from = x;
    const end = <usize>i << 3;
    for (let k: usize = 0; k < end; k += 8, from += 32) {
      const p0 = v128.load(from), p1 = v128.load(from, 16);
      let s = v128.load64_splat(at + k);
      c00 = nmadd(s, p0, c00);
      c01 = nmadd(s, p1, c01);
      s = v128.load64_splat(at1 + k);
      c10 = nmadd(s, p0, c10);
      c11 = nmadd(s, p1, c11);
      s = v128.load64_splat(at2 + k);
      c20 = nmadd(s, p0, c20);
      c21 = nmadd(s, p1, c21);
      s = v128.load64_splat(at3 + k);
      c30 = nmadd(s, p0, c30);
      c31 = nmadd(s, p1, c31);
    }
    let s = reciprocal(at + end);
    c00 = v128.mul<f64>(c00, s);
    c01 = v128.mul<f64>(c01, s);
    put(to, c00, c01);
    s = v128.load64_splat(at1 + end);
    c10 = nmadd(s, c00, c10);
    c11 = nmadd(s, c01, c11);
    s = v128.load64_splat(at2 + end);
    c20 = nmadd(s, c00, c20);
    c21 = nmadd(s, c01, c21);
    s = v128.load64_splat(at3 + end);
    c30 = nmadd(s, c00, c30);
    c31 = nmadd(s, c01, c31);
    s = reciprocal(at1 + end + 8);
    c10 = v128.mul<f64>(c10, s);
    c11 = v128.mul<f64>(c11, s);
    put(to + 32, c10, c11);
    s = v128.load64_splat(at2 + end, 8);
    c20 = nmadd(s, c10, c20);
    c21 = nmadd(s, c11, c21);
    s = v128.load64_splat(at3 + end, 8);
    c30 = nmadd(s, c10, c30);
    c31 = nmadd(s, c11, c31);
    s = reciprocal(at2 + end + 16);
    c20 = v128.mul<f64>(c20, s);
    c21 = v128.mul<f64>(c21, s);
    put(to + 64, c20, c21);
    s = v128.load64_splat(at3 + end, 16);
    c30 = nmadd(s, c20, c30);
    c31 = nmadd(s, c21, c31);
    s = reciprocal(at3 + end + 24);
    put(to + 96, v128.mul<f64>(c30, s), v128.mul<f64>(c31, s));
  }
  for (; i < p; i++, at += row) line(at, 8, i, x, x + (<usize>i << 5), at + (<usize>i << 3));
}

/** x <- L'^-1 x. */
export function backward(l: usize, row: usize, p: i32, x: usize): void {
  const whole = p & ~3;
  const last = l + <usize>(p - 1) * row;
  for (let i = p - 1; i >= whole; i--) {
    const to = x + (<usize>i << 5);
    const diagonal = l + <usize>i * row + (<usize>i << 3);
    line(diagonal + row, row, p - 1 - i, to + 32, to, diagonal);
  }
  for (let i = whole - 4; i >= 0; i -= 4) {
    const at = l + <usize>i * row + (<usize>i << 3);
    const at1 = at + row, at2 = at1 + row, at3 = at2 + row;
    const to = x + (<usize>i << 5);
    const end = last + (<usize>i << 3);
    let c00 = v128.load(to), c01 = v128.load(to, 16);
    let c10 = v128.load(to, 32), c11 = v128.load(to, 48);
    let c20 = v128.load(to, 64), c21 = v128.load(to, 80);
    let c30 = v128.load(to, 96), c31 = v128.load(to, 112);
    let from = to + 128;
    for (let k = at3 + row; k <= end; k += row, from += 32) {
      const p0 = v128.load(from), p1 = v128.load(from, 16);
      let s = v128.load64_splat(k);
      c00 = nmadd(s, p0, c00);
      c01 = nmadd(s, p1, c01);
      s = v128.load64_splat(k, 8);
      c10 = nmadd(s, p0, c10);
      c11 = nmadd(s, p1, c11);
      s = v128.load64_splat(k, 16);
      c20 = nmadd(s, p0, c20);
      c21 = nmadd(s, p1, c21);
      s = v128.load64_splat(k, 24);
      c30 = nmadd(s, p0, c30);
      c31 = nmadd(s, p1, c31);
    }
    let s = reciprocal(at3 + 24);
    c30 = v128.mul<f64>(c30, s);
    c31 = v128.mul<f64>(c31, s);
    put(to + 96, c30, c31);
    s = v128.load64_splat(at3, 16);
    c20 = nmadd(s, c30, c20);
    c21 = nmadd(s, c31, c21);
    s = v128.load64_splat(at3, 8);
    c10 = nmadd(s, c30, c10);
    c11 = nmadd(s, c31, c11);
    s = v128.load64_splat(at3);
    c00 = nmadd(s, c30, c00);
    c01 = nmadd(s, c31, c01);
    s = reciprocal(at2 + 16);
    c20 = v128.mul<f64>(c20, s);
    c21 = v128.mul<f64>(c21, s);
    put(to + 64, c20, c21);
    s = v128.load64_splat(at2, 8);
    c10 = nmadd(s, c20, c10);
    c11 = nmadd(s, c21, c11);
    s = v128.load64_splat(at2);
    c00 = nmadd(s, c20, c00);
    c01 = nmadd(s, c21, c01);
    s = reciprocal(at1 + 8);
    c10 = v128.mul<f64>(c10, s);
    c11 = v128.mul<f64>(c11, s);
    put(to + 32, c10, c11);
    s = v128.load64_splat(at1);
    c00 = nmadd(s, c10, c00);
    c01 = nmadd(s, c11, c01);
    s = reciprocal(at);
    put(to, v128.mul<f64>(c00, s), v128.mul<f64>(c01, s));
  }
}

/** One row of the strip: `to` less the n solved rows at `from`, weighted by doubles `step` bytes apart. */
function line(weights: usize, step: usize, n: i32, from: usize, to: usize, diagonal: usize): void {
  let c0 = v128.load(to), c1 = v128.load(to, 16);
  for (; n > 0; n--, weights += step, from += 32) {
    const s = v128.load64_splat(weights);
    c0 = nmadd(s, v128.load(from), c0);
    c1 = nmadd(s, v128.load(from, 16), c1);
  }
  const s = reciprocal(diagonal);
  put(to, v128.mul<f64>(c0, s), v128.mul<f64>(c1, s));
}

// @ts-ignore: decorator
@inline function reciprocal(at: usize): v128 {
  return f64x2.splat(1 / load<f64>(at));
}

// @ts-ignore: decorator
@inline function put(to: usize, left: v128, right: v128): void {
  v128.store(to, left);
  v128.store(to, right, 16);
}
