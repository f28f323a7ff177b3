// A = L L', lower, in place, by rows (Golub & Van Loan 4.2.6, block form 4.2.9; LAPACK dpotrf).
//
//   a  n x n, row-major, rows ld doubles apart; on return L on and below the diagonal, what lies above is neither
//      read nor written, and nothing beyond column n - 1 is touched
//
// L's row i is a triangular solve with the rows above it: l_ij = (a_ij - l_i0 l_j0 - ... ) / l_jj, dot products of
// rows, which lie contiguous. Four rows against two make eight sums in registers; nothing is packed. Beyond one
// block of columns the rest is updated by a product (syrk.ts), and the next block begins. Tests:
// test/kernel/factor.test.ts.
import { dot } from "./dot";
import { nmadd, pairwise } from "./lanes";
import { syrk } from "./syrk";
import { SUBTRACT } from "./tile";

/** Columns a block: four of its rows and two more stay in the first cache, the block's triangle in the second. */
const BLOCK: i32 = 256;

/** Returns 0, or 1 + the index of the first pivot that is not a positive finite number. */
export function cholesky_f64(a: usize, ld: i32, n: i32, workspace: usize): i32 {
  const row = <usize>ld << 3;
  for (let first = 0; first < n; first += BLOCK) {
    const width = min(BLOCK, n - first);
    const rest = n - first - width;
    const corner = a + <usize>first * row + (<usize>first << 3);
    const failed = panel(corner, row, width, width + rest);
    if (failed) return first + failed;
    if (rest > 0) {
      const below = corner + <usize>width * row;
      syrk<f64>(below + (<usize>width << 3), ld, below, ld, false, rest, width, SUBTRACT, workspace);
    }
  }
  return 0;
}

/** The first `width` columns of the factor of a matrix with `rows` rows; BLOCK of them where there are more rows. */
function panel(a: usize, row: usize, width: i32, rows: i32): i32 {
  let i = 0;
  for (; i + 4 <= rows; i += 4) {
    const at = a + <usize>i * row;
    const end = min(i, width);
    for (let j = 0; j < end; j += 2) pairOfColumns(at, row, a + <usize>j * row, j);
    if (i >= width) continue;
    for (let r = 0; r < 4; r++) if (!finishRow(a, row, i + r, i, width)) return i + r + 1;
  }
  for (; i < rows; i++) if (!finishRow(a, row, i, 0, width)) return i + 1;
  return 0;
}

/** Row i from column `from` to the diagonal, or to the end of the block; false where the pivot is no pivot. */
function finishRow(a: usize, row: usize, i: i32, from: i32, width: i32): bool {
  const at = a + <usize>i * row;
  let to = at + (<usize>from << 3);
  let other = a + <usize>from * row;
  for (let j = from; j < min(i, width); j++, to += 8, other += row) {
    store<f64>(to, (load<f64>(to) - dot(at, other, j)) / load<f64>(other + (<usize>j << 3)));
  }
  if (i >= width) return true;
  const square = load<f64>(to) - dot(at, at, i);
  if (!(square > 0 && square < Infinity)) return false;
  store<f64>(to, Math.sqrt(square));
  return true;
}

/** Columns j and j + 1, j even, of four rows of L below both: `at` begins the four rows, `other` row j. */
// @ts-ignore: decorator
@inline function pairOfColumns(at: usize, row: usize, other: usize, j: i32): void {
  const at1 = at + row, at2 = at1 + row, at3 = at2 + row, next = other + row;
  let c00 = f64x2.splat(0), c01 = c00;
  let c10 = c00, c11 = c00;
  let c20 = c00, c21 = c00;
  let c30 = c00, c31 = c00;
  const end = <usize>j << 3;
  for (let k: usize = 0; k < end; k += 16) {
    const p = v128.load(other + k);
    const q = v128.load(next + k);
    let x = v128.load(at + k);
    c00 = nmadd(x, p, c00);
    c01 = nmadd(x, q, c01);
    x = v128.load(at1 + k);
    c10 = nmadd(x, p, c10);
    c11 = nmadd(x, q, c11);
    x = v128.load(at2 + k);
    c20 = nmadd(x, p, c20);
    c21 = nmadd(x, q, c21);
    x = v128.load(at3 + k);
    c30 = nmadd(x, p, c30);
    c31 = nmadd(x, q, c31);
  }
  const step = load<f64>(next + end);
  const one = 1 / load<f64>(other + end);
  const two = 1 / load<f64>(next + end, 8);
  finish(at + end, pairwise(c00, c01), step, one, two);
  finish(at1 + end, pairwise(c10, c11), step, one, two);
  finish(at2 + end, pairwise(c20, c21), step, one, two);
  finish(at3 + end, pairwise(c30, c31), step, one, two);
}

/** Two neighbouring entries of a row, less their sums, through the two-by-two triangle. */
// @ts-ignore: decorator
@inline function finish(at: usize, sums: v128, step: f64, one: f64, two: f64): void {
  const left = v128.add<f64>(v128.load(at), sums);
  const x = v128.extract_lane<f64>(left, 0) * one;
  const y = (v128.extract_lane<f64>(left, 1) - x * step) * two;
  v128.store(at, v128.replace_lane<f64>(f64x2.splat(x), 1, y));
}
