// y <- y + alpha x over n numbers, one madd each, in the tail as in the lanes. Twin: test/kernel/vector.test.ts.
import { madd } from "./simd";

export function axpy<T>(y: usize, x: usize, alpha: T, n: i32): void {
  const lanes = 16 / <i32>sizeof<T>();
  const a = v128.splat<T>(alpha);
  let i = 0;
  for (; i + lanes <= n; i += lanes, x += 16, y += 16) v128.store(y, madd<T>(a, v128.load(x), v128.load(y)));
  for (; i < n; i++, x += sizeof<T>(), y += sizeof<T>()) {
    v128.store_lane<T>(y, madd<T>(a, v128.load_zero<T>(x), v128.load_zero<T>(y)), 0);
  }
}

export function axpy_f64(y: usize, x: usize, alpha: f64, n: i32): void {
  axpy<f64>(y, x, alpha, n);
}

export function axpy_f32(y: usize, x: usize, alpha: f32, n: i32): void {
  axpy<f32>(y, x, alpha, n);
}
