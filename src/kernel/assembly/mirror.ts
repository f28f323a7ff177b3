// c_ij <- c_ji for j > i: the lower triangle of an m x m row-major matrix, rows ldc numbers apart, is copied above the
// diagonal, square by square so that both sides stay in the first cache. Twin: test/kernel/product.test.ts.
const SIDE: i32 = 16;

export function mirror<T>(c: usize, ldc: i32, m: i32): void {
  for (let top = 0; top < m; top += SIDE) {
    for (let left = 0; left <= top; left += SIDE) {
      const bottom = min(top + SIDE, m);
      for (let i = top; i < bottom; i++) {
        const right = min(left + SIDE, i);
        for (let j = left; j < right; j++) {
          store<T>(c + (<usize>j * ldc + i) * sizeof<T>(), load<T>(c + (<usize>i * ldc + j) * sizeof<T>()));
        }
      }
    }
  }
}

export function mirror_f64(c: usize, ldc: i32, m: i32): void {
  mirror<f64>(c, ldc, m);
}

export function mirror_f32(c: usize, ldc: i32, m: i32): void {
  mirror<f32>(c, ldc, m);
}
