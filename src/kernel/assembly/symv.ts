// y = A x for symmetric A of which the lower triangle lies in memory: every number of it is read once and used twice.
//
//   a  n x n, row-major, rows `row` bytes apart; what lies above the diagonal is not read
//   x, y  n doubles, apart
import { pairwise } from "./lanes";
import { madd } from "./simd";

export function symv(y: usize, a: usize, row: usize, x: usize, n: i32): void {
  let i = 0;
  for (; i + 4 <= n; i += 4, a += row << 2) {
    const a1 = a + row, a2 = a1 + row, a3 = a2 + row;
    const end = <usize>i << 3;
    const xi = x + end;
    const x0 = v128.load64_splat(xi), x1 = v128.load64_splat(xi, 8);
    const x2 = v128.load64_splat(xi, 16), x3 = v128.load64_splat(xi, 24);
    let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0;
    for (let k: usize = 0; k < end; k += 16) {
      const v = v128.load(x + k);
      let w = v128.load(y + k);
      let m = v128.load(a + k);
      s0 = madd<f64>(m, v, s0);
      w = madd<f64>(m, x0, w);
      m = v128.load(a1 + k);
      s1 = madd<f64>(m, v, s1);
      w = madd<f64>(m, x1, w);
      m = v128.load(a2 + k);
      s2 = madd<f64>(m, v, s2);
      w = madd<f64>(m, x2, w);
      m = v128.load(a3 + k);
      s3 = madd<f64>(m, v, s3);
      v128.store(y + k, madd<f64>(m, x3, w));
    }
    v128.store(y + end, pairwise(s0, s1));
    v128.store(y + end, pairwise(s2, s3), 16);
    for (let r = i; r < i + 4; r++) corner(y, a + <usize>(r - i) * row, x, i, r);
  }
  for (; i < n; i++, a += row) {
    store<f64>(y + (<usize>i << 3), 0);
    corner(y, a, x, 0, i);
  }
}

/** Row i of the triangle from column `from` to the diagonal; `at` begins the row. */
// @ts-ignore: decorator
@inline function corner(y: usize, at: usize, x: usize, from: i32, i: i32): void {
  const here = <usize>i << 3;
  const xi = load<f64>(x + here);
  let sum = load<f64>(y + here);
  for (let k = <usize>from << 3; k < here; k += 8) {
    const m = load<f64>(at + k);
    sum += m * load<f64>(x + k);
    store<f64>(y + k, load<f64>(y + k) + m * xi);
  }
  store<f64>(y + here, sum + load<f64>(at + here) * xi);
}
