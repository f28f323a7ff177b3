// Q' A Q = tridiagonal, by reflectors, a panel of columns at a time (Golub & Van Loan 8.3.1; LAPACK dsytrd, dlatrd).
//
//   a    n x n, row-major, contiguous, lower triangle; destroyed
//   d, e   the diagonal, n doubles, and what lies beside it, n - 1
//   h    n x n: row j is reflector j, zero up to column j, for j < n - 2
//   tau  n doubles
//   work 4 PANEL n + 2 PANEL + 2 n doubles, before the product's own workspace
//
// Within a panel A stays as it was; pairs, 2 PANEL rows of n doubles in turn v_0, w_0, v_1, w_1, ..., say what is to be
// taken off it: A - sum_k v_k w_k' + w_k v_k'. `swapped` holds the same rows with each pair exchanged, so that the whole
// update is the product A - pairs' swapped.
import { axpy } from "./axpy";
import { dot } from "./dot";
import { gemm } from "./gemm";
import { reflect } from "./reflector";
import { rowsDot, rowsSubtract } from "./rows";
import { scale } from "./scale";
import { symv } from "./symv";
import { SUBTRACT } from "./tile";

export const PANEL: i32 = 32;

/** Columns that are updated at once, from the diagonal down. */
const STRIPE: i32 = 96;

export function tridiagonalise(
  a: usize, n: i32, d: usize, e: usize, h: usize, tau: usize, work: usize, workspace: usize,
): void {
  const row = <usize>n << 3;
  const pairs = work;
  const swapped = pairs + <usize>(2 * PANEL) * row;
  const weights = swapped + <usize>(2 * PANEL) * row;
  const x = weights + ((2 * PANEL) << 3);
  const y = x + row;
  memory.fill(h, 0, <usize>n * row);
  for (let first = 0; first < n - 2; first += PANEL) {
    const width = min(PANEL, n - 2 - first);
    for (let k = 0; k < width; k++) {
      const j = first + k;
      const m = n - 1 - j;
      const here = <usize>j << 3;
      const next = here + 8;
      const v = pairs + <usize>(2 * k) * row;
      const w = v + row;
      column(x, a + <usize>j * row + here, row, m + 1);
      pairColumn(weights, swapped + here, row, 2 * k);
      rowsSubtract(x, pairs + here, row, 2 * k, weights, m + 1);
      store<f64>(d + here, load<f64>(x));
      const t = reflect(x + 8, m, e + here);
      store<f64>(tau + here, t);
      memory.copy(h + <usize>j * row + next, x + 8, <usize>m << 3);
      memory.copy(v + next, x + 8, <usize>m << 3);
      symv(y, a + <usize>(j + 1) * (row + 8), row, x + 8, m);
      rowsDot(weights, swapped + next, row, 2 * k, x + 8, m);
      rowsSubtract(y, pairs + next, row, 2 * k, weights, m);
      const half = 0.5 * t * t * dot(x + 8, y, m);
      scale<f64>(y, t, m);
      axpy<f64>(y, x + 8, -half, m);
      memory.copy(w + next, y, <usize>m << 3);
      memory.copy(swapped + <usize>(2 * k) * row + next, y, <usize>m << 3);
      memory.copy(swapped + <usize>(2 * k + 1) * row + next, x + 8, <usize>m << 3);
    }
    const after = first + width;
    for (let j = after; j < n; j += STRIPE) {
      const at = <usize>j << 3;
      gemm<f64>(
        a + <usize>j * row + at, n, pairs + at, n, true, swapped + at, n, false,
        n - j, min(STRIPE, n - j), 2 * width, SUBTRACT, workspace,
      );
    }
  }
  for (let j = max(0, n - 2); j < n; j++) {
    const at = a + <usize>j * (row + 8);
    store<f64>(d + (<usize>j << 3), load<f64>(at));
    if (j < n - 1) store<f64>(e + (<usize>j << 3), load<f64>(at + row));
  }
}

/** x = a column of m numbers. */
function column(x: usize, a: usize, row: usize, m: i32): void {
  for (; m > 0; m--, x += 8, a += row) store<f64>(x, load<f64>(a));
}

/** c = the first column of the rows of the swapped pairs. */
function pairColumn(c: usize, swapped: usize, row: usize, r: i32): void {
  for (; r > 0; r--, c += 8, swapped += row) store<f64>(c, load<f64>(swapped));
}
