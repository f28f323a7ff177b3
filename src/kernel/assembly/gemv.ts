// y (=, +=, -=) A x or A' x for a row-major matrix.
//   a  n x p, rows lda numbers apart
//   A x:  x p numbers, y n numbers.   A' x:  x n numbers, y p numbers.   y overlaps neither a nor x
//   mode  SET, ADD or SUBTRACT (tile.ts)
// A x is a dot product a row (dot.ts), so its sums run in another order than gemm's; which row it is changes no bit.
// A' x is one chain of madd a column, rows ascending, as in gemm but without its blocks. Twin: test/kernel/product.test.ts.
import { dot } from "./dot";
import { madd } from "./simd";
import { ADD, SUBTRACT } from "./tile";

export function gemv<T>(
  y: usize, a: usize, lda: i32, transA: bool, x: usize, n: i32, p: i32, mode: i32,
): void {
  if (transA) gatherRows<T>(y, a, lda, x, n, p, mode);
  else for (let i = 0; i < n; i++) put<T>(y + <usize>i * sizeof<T>(), dot<T>(a + <usize>i * lda * sizeof<T>(), x, p), mode);
}

// @ts-ignore: decorator
@inline function put<T>(y: usize, sum: T, mode: i32): void {
  if (mode == ADD) sum = <T>(load<T>(y) + sum);
  else if (mode == SUBTRACT) sum = <T>(load<T>(y) - sum);
  store<T>(y, sum);
}

/** y from the rows of a, eight vectors of columns at a time so that the sums stay in registers. */
function gatherRows<T>(y: usize, a: usize, lda: i32, x: usize, n: i32, p: i32, mode: i32): void {
  const lanes = 16 / <i32>sizeof<T>();
  const step = <usize>lda * sizeof<T>();
  let j = 0;
  for (; j + 8 * lanes <= p; j += 8 * lanes) {
    let s0 = v128.splat<T>(0), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
    let at = a + <usize>j * sizeof<T>();
    for (let i = 0; i < n; i++, at += step) {
      const xi = v128.load_splat<T>(x + <usize>i * sizeof<T>());
      s0 = madd<T>(xi, v128.load(at), s0);
      s1 = madd<T>(xi, v128.load(at, 16), s1);
      s2 = madd<T>(xi, v128.load(at, 32), s2);
      s3 = madd<T>(xi, v128.load(at, 48), s3);
      s4 = madd<T>(xi, v128.load(at, 64), s4);
      s5 = madd<T>(xi, v128.load(at, 80), s5);
      s6 = madd<T>(xi, v128.load(at, 96), s6);
      s7 = madd<T>(xi, v128.load(at, 112), s7);
    }
    const to = y + <usize>j * sizeof<T>();
    putVector<T>(to, s0, mode);
    putVector<T>(to + 16, s1, mode);
    putVector<T>(to + 32, s2, mode);
    putVector<T>(to + 48, s3, mode);
    putVector<T>(to + 64, s4, mode);
    putVector<T>(to + 80, s5, mode);
    putVector<T>(to + 96, s6, mode);
    putVector<T>(to + 112, s7, mode);
  }
  for (; j < p; j++) {
    let sum = v128.splat<T>(0);
    let at = a + <usize>j * sizeof<T>();
    for (let i = 0; i < n; i++, at += step) {
      sum = madd<T>(v128.load_splat<T>(x + <usize>i * sizeof<T>()), v128.load_splat<T>(at), sum);
    }
    put<T>(y + <usize>j * sizeof<T>(), v128.extract_lane<T>(sum, 0), mode);
  }
}

// @ts-ignore: decorator
@inline function putVector<T>(y: usize, sum: v128, mode: i32): void {
  if (mode == ADD) sum = v128.add<T>(v128.load(y), sum);
  else if (mode == SUBTRACT) sum = v128.sub<T>(v128.load(y), sum);
  v128.store(y, sum);
}

export function gemv_f64(y: usize, a: usize, lda: i32, transA: bool, x: usize, n: i32, p: i32, mode: i32): void {
  gemv<f64>(y, a, lda, transA, x, n, p, mode);
}

export function gemv_f32(y: usize, a: usize, lda: i32, transA: bool, x: usize, n: i32, p: i32, mode: i32): void {
  gemv<f32>(y, a, lda, transA, x, n, p, mode);
}
