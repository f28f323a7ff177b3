// A = U diag(s) V', thin, for m >= n: pivoted QR, then one-sided Jacobi on the rows of R (Drmac & Veselic 2008; LAPACK
// dgejsv without its second QR). With A P = Q R and J R = diag(s) W', U = Q J' and V = P W. Where the columns are many,
// Jacobi starts from the eigenvectors of R R' (precondition.ts).
//
//   a     m x n, row-major, contiguous, read only; with `wide` it lies transposed, n x m
//   u     m x n, columns orthonormal even where s is zero
//   s     n doubles, descending
//   v     n x n, columns orthonormal
//   work  svd_doubles(m, n) doubles, 16-byte aligned
//   workspace  as any product takes (gemm.ts)
//
// Tests: test/kernel/spectral.test.ts.
import { complete } from "./complete";
import { dot } from "./dot";
import { eigh_doubles } from "./eigen";
import { TINY, jacobi } from "./jacobi";
import { ascend } from "./order";
import { powerFor } from "./power";
import { FEW, precondition } from "./precondition";
import { qr } from "./qr";
import { applyReflectors } from "./reflector";
import { scale } from "./scale";
import { PANEL } from "./tridiagonal";

// @ts-ignore: decorator
@inline function even(n: i32): i32 {
  return (n + 1) & ~1;
}

/** The doubles that svd_f64 works in. */
export function svd_doubles(m: i32, n: i32): i32 {
  const k = min(PANEL, n);
  return 6 * even(n) + even(n) * m + 2 * even(n) * n + max(2 * k * (k + n), n < FEW ? 0 : eigh_doubles(n));
}

/** Returns 0, 1 when the Jacobi iteration does not converge, or 2 when some number is not finite. */
export function svd_f64(
  a: usize, m: i32, n: i32, wide: bool, u: usize, s: usize, v: usize, work: usize, workspace: usize,
): i32 {
  if (n == 0) return 0;
  const half = even(n);
  const vector = <usize>half << 3;
  const tau = work;
  const pivot = tau + vector;
  const order = pivot + vector;
  const t = order + vector;
  const norms = t + vector;
  const xj = norms + 2 * vector;
  const row = vector << 1;
  const b = xj + <usize>n * row;
  const scratch = b + <usize>m * vector;
  if (wide) memory.copy(b, a, (<usize>m * n) << 3);
  else turnOver(b, a, m, n);
  const by = powerFor(b, m * n);
  if (by == 0) return 2;
  scale<f64>(b, by, m * n);
  qr(b, n, m, tau, pivot, norms, t);
  split(xj, b, n, m, row);
  if (n >= FEW) precondition(xj, n, half, u, v, s, scratch, workspace);
  const failed = jacobi(xj, n, half, norms);
  if (failed) return failed;
  const rank = normalise(xj, row, n, s, order);
  complete(xj, row, n, rank, order);
  right(v, xj, row, n, order, pivot);
  left(u, xj + vector, row, m, n, order);
  for (let end = n; end > 0; ) {
    const first = (end - 1) / PANEL * PANEL;
    const reflectors = b + (<usize>(first * m + first) << 3);
    const c = u + (<usize>(first * n) << 3);
    applyReflectors(reflectors, m, tau + (<usize>first << 3), end - first, m - first, c, n, n, scratch, workspace);
    end = first;
  }
  scale<f64>(s, 1 / by, n);
  return 0;
}

/** b = the transpose of a, m x n. */
function turnOver(b: usize, a: usize, m: i32, n: i32): void {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++, a += 8) store<f64>(b + (<usize>(j * m + i) << 3), load<f64>(a));
  }
}

/** Takes R out of b to be X, makes J the identity, and leaves whole reflectors in b. */
function split(xj: usize, b: usize, n: i32, m: i32, row: usize): void {
  memory.fill(xj, 0, <usize>n * row);
  for (let j = 0; j < n; j++, b += <usize>m << 3) {
    const here = <usize>j << 3;
    for (let i = 0; i <= j; i++) {
      store<f64>(xj + <usize>i * row + here, load<f64>(b + (<usize>i << 3)));
      store<f64>(b + (<usize>i << 3), i == j ? 1 : 0);
    }
    store<f64>(xj + <usize>j * row + (row >> 1) + here, 1);
  }
}

/** Makes the rows of X unit vectors, sorts their norms; returns how many are not zero. */
function normalise(xj: usize, row: usize, n: i32, s: usize, order: usize): i32 {
  let rank = 0;
  for (let i = 0; i < n; i++) {
    const x = xj + <usize>i * row;
    const square = dot(x, x, n);
    const norm = square < TINY ? 0 : Math.sqrt(square);
    if (norm > 0) {
      rank++;
      scale<f64>(x, 1 / norm, n);
    }
    store<f64>(s + (<usize>i << 3), -norm);
  }
  ascend(order, s, n);
  for (let k = 0; k < n; k++) store<f64>(s + (<usize>k << 3), Math.abs(load<f64>(s + (<usize>k << 3))));
  return rank;
}

/** V = P W: entry (pivot[c], k) is entry c of row order[k] of X. */
function right(v: usize, x: usize, row: usize, n: i32, order: usize, pivot: usize): void {
  for (let c = 0; c < n; c++) {
    const to = v + (<usize>(load<i32>(pivot + (<usize>c << 2)) * n) << 3);
    for (let k = 0; k < n; k++) store<f64>(to + (<usize>k << 3), load<f64>(at(x, row, order, k) + (<usize>c << 3)));
  }
}

/** U = J' with zeros below, m x n. */
function left(u: usize, j: usize, row: usize, m: i32, n: i32, order: usize): void {
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++, u += 8) store<f64>(u, load<f64>(at(j, row, order, k) + (<usize>i << 3)));
  }
  memory.fill(u, 0, (<usize>(m - n) * n) << 3);
}

/** Row order[k]. */
// @ts-ignore: decorator
@inline function at(x: usize, row: usize, order: usize, k: i32): usize {
  return x + <usize>load<i32>(order + (<usize>k << 2)) * row;
}
