// Eigenvalues and rotations of a symmetric tridiagonal matrix by implicit QL, or QR where the larger end is last
// (Golub & Van Loan 8.3.5; LAPACK dsteqr). The rotations are kept and go to the eigenvectors in batches (rotate.ts).
//
//   d, e    diagonal, n doubles, and what lies beside it, n - 1; on return d holds the eigenvalues, unsorted
//   panels  the eigenvector matrix in panels of eight of its rows, each transposed: n rows of eight doubles
//   batch   room for BATCH (n + 1) pairs of doubles
//
// Numbers are scaled to about 1 before (power.ts).
import { closeSweep, openSweep, rotate } from "./rotate";

export const BATCH: i32 = 32;
const SWEEPS: i32 = 30;
const EPSILON: f64 = 1.1102230246251565e-16;
const SMALLEST: f64 = 2.2250738585072014e-308;

let cosine: f64 = 0;
let sine: f64 = 0;
let radius: f64 = 0;

/** Returns 0, or 1 when some eigenvalue is not found in SWEEPS sweeps a row on average. */
export function ql(d: usize, e: usize, n: i32, panels: usize, count: i32, batch: usize): i32 {
  const room = batch + (<usize>BATCH * (n + 1) << 4);
  let end = batch;
  let left = SWEEPS * n;
  for (let next = 0; next < n; ) {
    let l = next;
    let last = l;
    while (last < n - 1 && !apart(d, e, last)) last++;
    if (last < n - 1) set(e, last, 0);
    next = last + 1;
    const up: i32 = Math.abs(get(d, last)) < Math.abs(get(d, l)) ? -1 : 1;
    if (up < 0) {
      const first = l;
      l = last;
      last = first;
    }
    // The eigenvalue at l is sought; the sweep runs from m, the end of what hangs together with it, to l.
    const beside = up < 0 ? -1 : 0;
    while (l != last + up) {
      let m = l;
      while (m != last && !negligible(d, get(e, m + beside), m, m + up)) m += up;
      if (m != last) set(e, m + beside, 0);
      if (m == l) {
        l += up;
        continue;
      }
      if (left-- == 0) return 1;
      const length = (m - l) * up;
      if (end + (<usize>(length + 1) << 4) > room) {
        for (let k = 0; k < count; k++) rotate(panels + (<usize>k * n << 6), batch, end);
        end = batch;
      }
      sweep(d, e, l, m, up, beside, openSweep(end));
      end = closeSweep(end, m, -up, length);
    }
  }
  for (let k = 0; k < count; k++) rotate(panels + (<usize>k * n << 6), batch, end);
  return 0;
}

/** One implicit sweep with Wilkinson's shift, from m down to l (or up to it, where `up` is -1). */
function sweep(d: usize, e: usize, l: i32, m: i32, up: i32, beside: i32, to: usize): void {
  const el = get(e, l + beside);
  let g = (get(d, l + up) - get(d, l)) / (2 * el);
  const r = hypotenuse(g);
  g = get(d, m) - get(d, l) + el / (g + (g < 0 ? -r : r));
  let s: f64 = 1, c: f64 = 1, p: f64 = 0;
  for (let i = m - up; i != l - up; i -= up, to += 16) {
    const f = s * get(e, i + beside);
    const b = c * get(e, i + beside);
    givens(g, f);
    c = cosine;
    s = sine;
    if (i != m - up) set(e, i + up + beside, radius);
    g = get(d, i + up) - p;
    const t = (get(d, i) - g) * s + 2 * c * b;
    p = s * t;
    set(d, i + up, g + p);
    g = c * t - b;
    store<f64>(to, c);
    store<f64>(to, s, 8);
  }
  set(d, l, get(d, l) - p);
  set(e, l + beside, g);
}

/** c f + s g = r and c g = s f, without overflow or loss where both are tiny. */
function givens(f: f64, g: f64): void {
  if (g == 0) {
    cosine = 1;
    sine = 0;
    radius = f;
    return;
  }
  const square = f * f + g * g;
  if (square > 1e-280 && square < 1e280) {
    radius = Math.sqrt(square);
    const one = 1 / radius;
    cosine = f * one;
    sine = g * one;
    return;
  }
  const unit = Math.max(Math.abs(f), Math.abs(g));
  f /= unit;
  g /= unit;
  const r = Math.sqrt(f * f + g * g);
  cosine = f / r;
  sine = g / r;
  radius = r * unit;
}

/** sqrt(1 + g^2) for any g. */
function hypotenuse(g: f64): f64 {
  const size = Math.abs(g);
  return size > 1e140 ? size : Math.sqrt(1 + g * g);
}

/** Whether row i hangs together with nothing below it. */
function apart(d: usize, e: usize, i: i32): bool {
  const size = Math.sqrt(Math.abs(get(d, i))) * Math.sqrt(Math.abs(get(d, i + 1)));
  return Math.abs(get(e, i)) <= size * EPSILON;
}

function negligible(d: usize, e: f64, i: i32, j: i32): bool {
  return e * e <= EPSILON * EPSILON * Math.abs(get(d, i)) * Math.abs(get(d, j)) + SMALLEST;
}

// @ts-ignore: decorator
@inline function get(at: usize, i: i32): f64 {
  return load<f64>(at + (<usize>i << 3));
}

// @ts-ignore: decorator
@inline function set(at: usize, i: i32, value: f64): void {
  store<f64>(at + (<usize>i << 3), value);
}
