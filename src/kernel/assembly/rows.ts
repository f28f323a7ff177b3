// A few long rows against one vector, both ways; four rows share each load of the vector.
//
//   m  r x n, row-major, rows `row` bytes apart
import { axpy } from "./axpy";
import { dot } from "./dot";
import { nmadd, pairwise } from "./lanes";
import { madd } from "./simd";

/** t = M x: r dot products over n doubles. */
export function rowsDot(t: usize, m: usize, row: usize, r: i32, x: usize, n: i32): void {
  const whole = <usize>(n & ~1) << 3;
  for (; r >= 4; r -= 4, m += row << 2, t += 32) {
    const m1 = m + row, m2 = m1 + row, m3 = m2 + row;
    let a0 = f64x2.splat(0), a1 = a0, a2 = a0, a3 = a0;
    for (let k: usize = 0; k < whole; k += 16) {
      const v = v128.load(x + k);
      a0 = madd<f64>(v128.load(m + k), v, a0);
      a1 = madd<f64>(v128.load(m1 + k), v, a1);
      a2 = madd<f64>(v128.load(m2 + k), v, a2);
      a3 = madd<f64>(v128.load(m3 + k), v, a3);
    }
    if (n & 1) {
      const v = v128.load64_zero(x + whole);
      a0 = madd<f64>(v128.load64_zero(m + whole), v, a0);
      a1 = madd<f64>(v128.load64_zero(m1 + whole), v, a1);
      a2 = madd<f64>(v128.load64_zero(m2 + whole), v, a2);
      a3 = madd<f64>(v128.load64_zero(m3 + whole), v, a3);
    }
    v128.store(t, pairwise(a0, a1));
    v128.store(t, pairwise(a2, a3), 16);
  }
  for (; r > 0; r--, m += row, t += 8) store<f64>(t, dot(m, x, n));
}

/** y -= M' c, over n doubles. */
export function rowsSubtract(y: usize, m: usize, row: usize, r: i32, c: usize, n: i32): void {
  const whole = <usize>(n & ~1) << 3;
  for (; r >= 4; r -= 4, m += row << 2, c += 32) {
    const m1 = m + row, m2 = m1 + row, m3 = m2 + row;
    const c0 = v128.load64_splat(c), c1 = v128.load64_splat(c, 8);
    const c2 = v128.load64_splat(c, 16), c3 = v128.load64_splat(c, 24);
    for (let k: usize = 0; k < whole; k += 16) {
      let v = nmadd(c0, v128.load(m + k), v128.load(y + k));
      v = nmadd(c1, v128.load(m1 + k), v);
      v = nmadd(c2, v128.load(m2 + k), v);
      v128.store(y + k, nmadd(c3, v128.load(m3 + k), v));
    }
    if (n & 1) {
      let v = nmadd(c0, v128.load64_zero(m + whole), v128.load64_zero(y + whole));
      v = nmadd(c1, v128.load64_zero(m1 + whole), v);
      v = nmadd(c2, v128.load64_zero(m2 + whole), v);
      v128.store64_lane(y + whole, nmadd(c3, v128.load64_zero(m3 + whole), v), 0);
    }
  }
  for (; r > 0; r--, m += row, c += 8) axpy<f64>(y, m, -load<f64>(c), n);
}
