// B P = Q R with column pivoting, by reflectors (Golub & Van Loan 5.4.2; LAPACK dgeqp3 and its norm downdating).
//
//   b      n x m, n <= m, row-major, contiguous: row j is column j of the matrix; on return row j holds r_0j ... r_jj
//          and behind it reflector j without its leading one
//   tau    n doubles
//   pivot  n i32: column j of B P is column pivot[j] of B
//   norms  2 n doubles of scratch; t  n doubles of scratch
import { axpy } from "./axpy";
import { dot } from "./dot";
import { reflect } from "./reflector";
import { rowsDot } from "./rows";

/** sqrt of the machine epsilon: a norm that shrank more than this since it was computed is computed anew. */
const LOST: f64 = 1.4901161193847656e-8;

export function qr(b: usize, n: i32, m: i32, tau: usize, pivot: usize, norms: usize, t: usize): void {
  const row = <usize>m << 3;
  const first = norms + (<usize>n << 3);
  for (let j = 0; j < n; j++) {
    store<i32>(pivot + (<usize>j << 2), j);
    measure(norms, first, b + <usize>j * row, m, j);
  }
  for (let j = 0; j < n; j++) {
    const here = <usize>j << 3;
    let best = j;
    for (let k = j + 1; k < n; k++) if (get(norms, k) > get(norms, best)) best = k;
    if (best != j) exchange(b, row, j, best, pivot, norms, first);
    const x = b + <usize>j * row + here;
    store<f64>(tau + here, reflect(x, m - j, t));
    const diagonal = load<f64>(t);
    const next = x + row;
    const rest = n - 1 - j;
    rowsDot(t, next, row, rest, x, m - j);
    for (let k = 0; k < rest; k++) {
      const at = next + <usize>k * row;
      axpy<f64>(at, x, -load<f64>(tau + here) * get(t, k), m - j);
      downdate(norms, first, at, m - j, j + 1 + k);
    }
    store<f64>(x, diagonal);
  }
}

function measure(norms: usize, first: usize, x: usize, m: i32, j: i32): void {
  const norm = Math.sqrt(dot(x, x, m));
  store<f64>(norms + (<usize>j << 3), norm);
  store<f64>(first + (<usize>j << 3), norm);
}

/** The norm of column k below its entry in the row just finished, which is at x. */
function downdate(norms: usize, first: usize, x: usize, m: i32, k: i32): void {
  const norm = get(norms, k);
  if (norm == 0) return;
  const share = load<f64>(x) / norm;
  const left = Math.max(0, 1 - share * share);
  const since = norm / get(first, k);
  if (left * since * since <= LOST) measure(norms, first, x + 8, m - 1, k);
  else store<f64>(norms + (<usize>k << 3), norm * Math.sqrt(left));
}

function exchange(b: usize, row: usize, i: i32, j: i32, pivot: usize, norms: usize, first: usize): void {
  let x = b + <usize>i * row;
  let y = b + <usize>j * row;
  for (const end = x + row; x < end; x += 8, y += 8) {
    const value = load<f64>(x);
    store<f64>(x, load<f64>(y));
    store<f64>(y, value);
  }
  const p = pivot + (<usize>i << 2), q = pivot + (<usize>j << 2);
  const which = load<i32>(p);
  store<i32>(p, load<i32>(q));
  store<i32>(q, which);
  store<f64>(norms + (<usize>j << 3), get(norms, i));
  store<f64>(first + (<usize>j << 3), get(first, i));
}

// @ts-ignore: decorator
@inline function get(at: usize, i: i32): f64 {
  return load<f64>(at + (<usize>i << 3));
}
