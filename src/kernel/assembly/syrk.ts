// The lower triangle of C (=, +=, -=) A A', or of A' A with transA, at half the work of the full product.
//
//   syrk<T>(c, ldc, a, lda, transA, m, k, mode, workspace)
//
//   c  m x m, row-major, rows ldc numbers apart; what lies right of the diagonal is neither read nor written
//   a  m x k, rows lda numbers apart; with transA it lies transposed, k x m, and the product is A' A of what lies there
//   mode, workspace  as in gemm.ts
//
// Every number has the bits that gemm gives it. Twin: test/kernel/product.test.ts.
import { product } from "./gemm";

export function syrk<T>(
  c: usize, ldc: i32, a: usize, lda: i32, transA: bool, m: i32, k: i32, mode: i32, workspace: usize,
): void {
  product<T>(c, ldc, a, lda, transA, a, lda, !transA, m, m, k, mode, workspace, true);
}

export function syrk_f64(
  c: usize, ldc: i32, a: usize, lda: i32, transA: bool, m: i32, k: i32, mode: i32, workspace: usize,
): void {
  syrk<f64>(c, ldc, a, lda, transA, m, k, mode, workspace);
}

export function syrk_f32(
  c: usize, ldc: i32, a: usize, lda: i32, transA: bool, m: i32, k: i32, mode: i32, workspace: usize,
): void {
  syrk<f32>(c, ldc, a, lda, transA, m, k, mode, workspace);
}
