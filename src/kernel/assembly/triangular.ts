// L X = B and L' X = B for many right sides at once, in place (Golub & Van Loan 3.1; BLAS dtrsm, LAPACK dpotrs).
//
//   l  p x p, lower triangle, row-major, rows ldl doubles apart; what lies above the diagonal is not read
//   b  p x T, row-major, rows ldb doubles apart; overwritten by X
//   workspace  as any product takes (gemm.ts); a strip of four doubles a row of the block lies in it too
//
// Lanes run over right sides. Four columns of B at a time are copied into a strip, rows of four doubles padded with
// zeros, so that they stay in the first cache whatever ldb is (strip.ts). Large triangles are cut into blocks of rows
// so that L stays in the second cache: a product takes what is solved off the rest. A single contiguous column
// (T = 1, ldb = 1) has a road of its own, whose lanes run along the rows of L (vector-solve.ts).
// Tests: test/kernel/factor.test.ts.
import { backward } from "./backward";
import { forward } from "./forward";
import { gemm } from "./gemm";
import { give, take } from "./strip";
import { SUBTRACT } from "./tile";
import { solveVector } from "./vector-solve";

/** Rows a block where there are right sides enough to pay for packing L, and where there are not: as the strip allows. */
const BLOCK: i32 = 256;
const LONG: i32 = 8192;
const ENOUGH: i32 = 16;

const FORWARD: i32 = 1;
const BACKWARD: i32 = 2;

/** B <- L^-1 B. */
export function solve_lower_f64(l: usize, ldl: i32, p: i32, b: usize, ldb: i32, T: i32, workspace: usize): void {
  if (T == 1 && ldb == 1) return solveVector(l, <usize>ldl << 3, p, b, true, false);
  const block = T < ENOUGH ? LONG : BLOCK;
  for (let first = 0; first < p; first += block) {
    const size = min(block, p - first);
    const next = first + size;
    strips(entry(l, ldl, first, first), ldl, size, entry(b, ldb, first, 0), ldb, T, workspace, FORWARD);
    if (next == p) break;
    const solved = entry(b, ldb, first, 0);
    gemm<f64>(
      entry(b, ldb, next, 0), ldb, entry(l, ldl, next, first), ldl, false, solved, ldb, false,
      p - next, T, size, SUBTRACT, workspace,
    );
  }
}

/** B <- L'^-1 B. */
export function solve_lower_transposed_f64(
  l: usize, ldl: i32, p: i32, b: usize, ldb: i32, T: i32, workspace: usize,
): void {
  if (T == 1 && ldb == 1) return solveVector(l, <usize>ldl << 3, p, b, false, true);
  const block = T < ENOUGH ? LONG : BLOCK;
  for (let end = p; end > 0; end -= block) {
    const first = max(0, end - block);
    strips(entry(l, ldl, first, first), ldl, end - first, entry(b, ldb, first, 0), ldb, T, workspace, BACKWARD);
    if (first == 0) break;
    const solved = entry(b, ldb, first, 0);
    gemm<f64>(b, ldb, entry(l, ldl, first, 0), ldl, true, solved, ldb, false, first, T, end - first, SUBTRACT, workspace);
  }
}

/** B <- (L L')^-1 B. */
export function solve_cholesky_f64(l: usize, ldl: i32, p: i32, b: usize, ldb: i32, T: i32, workspace: usize): void {
  if (T == 1 && ldb == 1) return solveVector(l, <usize>ldl << 3, p, b, true, true);
  if (p <= (T < ENOUGH ? LONG : BLOCK)) return strips(l, ldl, p, b, ldb, T, workspace, FORWARD | BACKWARD);
  solve_lower_f64(l, ldl, p, b, ldb, T, workspace);
  solve_lower_transposed_f64(l, ldl, p, b, ldb, T, workspace);
}

function strips(l: usize, ldl: i32, p: i32, b: usize, ldb: i32, T: i32, strip: usize, ways: i32): void {
  const row = <usize>ldl << 3;
  for (let t = 0; t < T; t += 4) {
    const width = min(4, T - t);
    const at = b + (<usize>t << 3);
    take(strip, at, ldb, p, width);
    if (ways & FORWARD) forward(l, row, p, strip);
    if (ways & BACKWARD) backward(l, row, p, strip);
    give(strip, at, ldb, p, width);
  }
}

// @ts-ignore: decorator
@inline function entry(a: usize, ld: i32, i: i32, j: i32): usize {
  return a + ((<usize>i * ld + j) << 3);
}
