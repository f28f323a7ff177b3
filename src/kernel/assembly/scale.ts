// x <- alpha x over n numbers. Twin: test/kernel/vector.test.ts.
export function scale<T>(x: usize, alpha: T, n: i32): void {
  const lanes = 16 / <i32>sizeof<T>();
  const a = v128.splat<T>(alpha);
  let i = 0;
  for (; i + lanes <= n; i += lanes, x += 16) v128.store(x, v128.mul<T>(a, v128.load(x)));
  for (; i < n; i++, x += sizeof<T>()) store<T>(x, <T>(alpha * load<T>(x)));
}

export function scale_f64(x: usize, alpha: f64, n: i32): void {
  scale<f64>(x, alpha, n);
}

export function scale_f32(x: usize, alpha: f32, n: i32): void {
  scale<f32>(x, alpha, n);
}
