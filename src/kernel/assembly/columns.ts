// Means and centring of the columns of A, n x p, row-major. Lanes run over columns, sums over rows in order: a column has
// the same bits alone and among others. w is one weight a row, or 0 where all are 1.
//
//   sum_columns:     sums_j = sum_i w_i (a_ij - mean_j)
//   centre_columns:  a_ij <- sqrt(w_i) ((a_ij - mean_j) - rest_j)
//
// Twin: test/kernel/columns.test.ts.
import { madd } from "./simd";

export function sum_columns_f64(sums: usize, a: usize, n: i32, p: i32, mean: usize, w: usize): void {
  const stride = <usize>p << 3;
  let j = 0;
  for (; j + 4 <= p; j += 4, a += 32, mean += 32, sums += 32) {
    const m0 = v128.load(mean), m1 = v128.load(mean, 16);
    let s0 = v128.splat<f64>(0), s1 = s0;
    for (let i = 0, at = a; i < n; i++, at += stride) {
      const by = v128.splat<f64>(w ? load<f64>(w + (<usize>i << 3)) : 1);
      s0 = madd<f64>(by, v128.sub<f64>(v128.load(at), m0), s0);
      s1 = madd<f64>(by, v128.sub<f64>(v128.load(at, 16), m1), s1);
    }
    v128.store(sums, s0);
    v128.store(sums, s1, 16);
  }
  for (; j < p; j++, a += 8, mean += 8, sums += 8) {
    const m = v128.load64_zero(mean);
    let s = v128.splat<f64>(0);
    for (let i = 0, at = a; i < n; i++, at += stride) {
      const by = v128.splat<f64>(w ? load<f64>(w + (<usize>i << 3)) : 1);
      s = madd<f64>(by, v128.sub<f64>(v128.load64_zero(at), m), s);
    }
    v128.store64_lane(sums, s, 0);
  }
}

export function centre_columns_f64(a: usize, n: i32, p: i32, mean: usize, rest: usize, w: usize): void {
  for (let i = 0; i < n; i++) {
    const scale = w ? Math.sqrt(load<f64>(w + (<usize>i << 3))) : 1;
    const by = v128.splat<f64>(scale);
    let j = 0;
    for (; j + 2 <= p; j += 2, a += 16) {
      const at = <usize>j << 3;
      const moved = v128.sub<f64>(v128.sub<f64>(v128.load(a), v128.load(mean + at)), v128.load(rest + at));
      v128.store(a, v128.mul<f64>(by, moved));
    }
    if (j < p) {
      const at = <usize>j << 3;
      store<f64>(a, scale * (load<f64>(a) - load<f64>(mean + at) - load<f64>(rest + at)));
      a += 8;
    }
  }
}
