// L x = b for one strip, in place, from the top. Eight sums, four rows by two vectors, stay in registers while the loop
// runs over the rows that are solved; then comes the four-by-four triangle.
//   l  p x p, lower triangle, row-major, rows `row` bytes apart
//   x  p rows of four doubles, 16-byte aligned (strip.ts)
import { nmadd } from "./lanes";
import { line, put, reciprocal } from "./strip";

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
