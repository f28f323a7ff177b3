// L' x = b for one strip, in place, from the bottom, as forward.ts; four columns of L are four neighbours in each of its
// rows.
//   l  p x p, lower triangle, row-major, rows `row` bytes apart
//   x  p rows of four doubles, 16-byte aligned (strip.ts)
import { nmadd } from "./lanes";
import { line, put, reciprocal } from "./strip";

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
