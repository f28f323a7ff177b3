// A good start for one-sided Jacobi (jacobi.ts): the eigenvectors Q of X X' turn the rows of X, so that Q' X is
// orthogonal to rounding relative to its largest row, and Jacobi has only the small rows left to put right. A rotation
// from the left errs in each column by that column's own size, so columns on different scales keep their digits.
//
//   xj       n rows of 2 half doubles: X, then J = I; on return Q' X and Q', the longest row first
//   gram, q  n x n doubles of scratch each; values  n doubles of scratch
//   work     eigh_doubles(n) doubles of scratch
//   workspace  as any product takes (gemm.ts)
import { eigh_f64 } from "./eigen";
import { gemm } from "./gemm";
import { syrk } from "./syrk";
import { SET } from "./tile";

/** With fewer rows Jacobi goes alone. */
export const FEW: i32 = 40;

export function precondition(
  xj: usize, n: i32, half: i32, gram: usize, q: usize, values: usize, work: usize, workspace: usize,
): void {
  syrk<f64>(gram, n, xj, 2 * half, false, n, n, SET, workspace);
  if (eigh_f64(gram, n, values, q, work, workspace)) return;
  gemm<f64>(gram, n, q, n, true, xj, 2 * half, false, n, n, n, SET, workspace);
  const row = <usize>half << 4;
  for (let i = 0; i < n; i++) {
    const to = xj + <usize>i * row;
    memory.copy(to, gram + (<usize>((n - 1 - i) * n) << 3), <usize>n << 3);
    for (let k = 0; k < n; k++) {
      store<f64>(to + (row >> 1) + (<usize>k << 3), load<f64>(q + (<usize>(k * n + n - 1 - i) << 3)));
    }
  }
}
