// y (=, +=, -=) A x or A' x for a row-major matrix.
//   a  n x p, rows lda numbers apart
//   A x:  x p numbers, y n numbers.   A' x:  x n numbers, y p numbers.   y overlaps neither a nor x
//   mode  SET, ADD or SUBTRACT (tile.ts)
// A x is a dot product a row (dot.ts), so its sums run in another order than gemm's; which row it is changes no bit.
// A' x is one chain of madd a number of y, rows ascending, from zero or from what is there; gemm cuts such a chain into
// blocks. Twin: test/kernel/product.test.ts.
import { axpy } from "./axpy";
import { dot } from "./dot";
import { madd } from "./simd";
import { ADD, SET, SUBTRACT } from "./tile";

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

/** y from the rows of a, four rows a trip over y: a number of y takes their terms in the order of the rows. */
function gatherRows<T>(y: usize, a: usize, lda: i32, x: usize, n: i32, p: i32, mode: i32): void {
  const lanes = 16 / <i32>sizeof<T>();
  const step = <usize>lda * sizeof<T>();
  const sign = <T>(mode == SUBTRACT ? -1 : 1);
  if (mode == SET) memory.fill(y, 0, <usize>p * sizeof<T>());
  let i = 0;
  for (; i + 4 <= n; i += 4, x += 4 * sizeof<T>(), a += 4 * step) {
    const x0 = v128.splat<T>(<T>(sign * load<T>(x)));
    const x1 = v128.splat<T>(<T>(sign * load<T>(x, sizeof<T>())));
    const x2 = v128.splat<T>(<T>(sign * load<T>(x, 2 * sizeof<T>())));
    const x3 = v128.splat<T>(<T>(sign * load<T>(x, 3 * sizeof<T>())));
    let to = y, at = a;
    for (let j = 0; j < p; j += lanes, to += 16, at += 16) {
      if (j + lanes <= p) {
        let sum = madd<T>(x0, v128.load(at), v128.load(to));
        sum = madd<T>(x1, v128.load(at + step), sum);
        sum = madd<T>(x2, v128.load(at + 2 * step), sum);
        v128.store(to, madd<T>(x3, v128.load(at + 3 * step), sum));
      } else {
        for (; j < p; j++, to += sizeof<T>(), at += sizeof<T>()) {
          let sum = madd<T>(x0, v128.load_zero<T>(at), v128.load_zero<T>(to));
          sum = madd<T>(x1, v128.load_zero<T>(at + step), sum);
          sum = madd<T>(x2, v128.load_zero<T>(at + 2 * step), sum);
          v128.store_lane<T>(to, madd<T>(x3, v128.load_zero<T>(at + 3 * step), sum), 0);
        }
      }
    }
  }
  for (; i < n; i++, x += sizeof<T>(), a += step) axpy<T>(y, a, <T>(sign * load<T>(x)), p);
}

export function gemv_f64(y: usize, a: usize, lda: i32, transA: bool, x: usize, n: i32, p: i32, mode: i32): void {
  gemv<f64>(y, a, lda, transA, x, n, p, mode);
}

export function gemv_f32(y: usize, a: usize, lda: i32, transA: bool, x: usize, n: i32, p: i32, mode: i32): void {
  gemv<f32>(y, a, lda, transA, x, n, p, mode);
}
