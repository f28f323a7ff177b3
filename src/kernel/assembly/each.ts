// Many small symmetric matrices, one vector each: vector c, n doubles, goes with matrix which[c], n x n, row-major.
//
//   which  `count` doubles, whole numbers; vectors and matrices lie one after the other
//
// A vector's bits depend on its own numbers and n alone. Twin: test/kernel/each.test.ts.
import { dot } from "./dot";
import { madd } from "./simd";

/** y_c = A x_c: for eight, two and one rows at a time the columns one after the other, as `gemm` adds them up. */
export function multiply_each(y: usize, a: usize, which: usize, x: usize, count: i32, n: i32): void {
  const row = <usize>n << 3;
  for (let c = 0; c < count; c++, x += row, y += row) {
    const from = a + <usize>load<f64>(which + (<usize>c << 3)) * row * n;
    let i: usize = 0;
    for (; i + 64 <= row; i += 64) {
      let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0;
      let at = from + i;
      for (let k: usize = 0; k < row; k += 8, at += row) {
        const v = v128.load64_splat(x + k);
        s0 = madd<f64>(v128.load(at), v, s0);
        s1 = madd<f64>(v128.load(at, 16), v, s1);
        s2 = madd<f64>(v128.load(at, 32), v, s2);
        s3 = madd<f64>(v128.load(at, 48), v, s3);
      }
      v128.store(y + i, s0);
      v128.store(y + i, s1, 16);
      v128.store(y + i, s2, 32);
      v128.store(y + i, s3, 48);
    }
    for (; i + 16 <= row; i += 16) {
      let s = f64x2.splat(0);
      for (let k: usize = 0, at = from + i; k < row; k += 8, at += row)
        s = madd<f64>(v128.load(at), v128.load64_splat(x + k), s);
      v128.store(y + i, s);
    }
    if (i < row) {
      let s = f64x2.splat(0);
      for (let k: usize = 0, at = from + i; k < row; k += 8, at += row)
        s = madd<f64>(v128.load64_splat(at), v128.load64_splat(x + k), s);
      store<f64>(y + i, f64x2.extract_lane(s, 0));
    }
  }
}

/**
 * x_c <- (L L')⁻¹ x_c. Of L what lies on and below the diagonal, row after row, and on it the reciprocals: half as much to read,
 * and a division would take longer than a row.
 */
export function solve_each(l: usize, which: usize, x: usize, count: i32, n: i32): void {
  const row = <usize>n << 3;
  const size = (row * (n + 1)) >> 1;
  for (let c = 0; c < count; c++, x += row) {
    let at = l + <usize>load<f64>(which + (<usize>c << 3)) * size;
    let i: usize = 0;
    for (; i < row; i += 8) {
      store<f64>(x + i, (load<f64>(x + i) - dot(at, x, <i32>(i >> 3))) * load<f64>(at + i));
      at += i + 8;
    }
    while (i > 0) {
      at -= i;
      i -= 8;
      const value = load<f64>(x + i) * load<f64>(at + i);
      store<f64>(x + i, value);
      less(x, value, at, i);
    }
  }
}

/** x -= value * from, over some bytes. */
// @ts-ignore: decorator
@inline function less(x: usize, value: f64, from: usize, bytes: usize): void {
  const s = f64x2.splat(-value);
  let k: usize = 0;
  for (; k + 16 <= bytes; k += 16) v128.store(x + k, madd<f64>(s, v128.load(from + k), v128.load(x + k)));
  if (k < bytes) store<f64>(x + k, load<f64>(x + k) - value * load<f64>(from + k));
}
