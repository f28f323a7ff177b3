// One-sided Jacobi: rotates the rows of X against each other until they are orthogonal, to high relative accuracy, and
// carries the rows of J along (Golub & Van Loan 8.6.3; Drmac & Veselic 2008; LAPACK dgesvj).
//
//   xj       n rows of 2 half doubles, half even and >= n: X, zero up to half, then J, zero up to the end; 16-byte aligned
//   squares  n doubles of scratch: the squared norms of the rows of X
//
// Pairs are taken by blocks of rows so that both blocks stay in the first cache. Rows with a squared norm below TINY
// count as zero. Numbers are scaled to about 1 before (power.ts).
import { dot } from "./dot";
import { nmadd } from "./lanes";
import { madd } from "./simd";

export const TINY: f64 = 1e-280;
const BLOCK: i32 = 4;
const SWEEPS: i32 = 60;
const EPSILON: f64 = 2.220446049250313e-16;
/** Rounding may leave so many epsilons between two rows, however short, that a rotation which is smaller than a digit never takes away. */
const ROUNDING: f64 = 4;

/** Returns 0, or 1 when SWEEPS sweeps leave some pair of rows that is not orthogonal. */
export function jacobi(xj: usize, n: i32, half: i32, squares: usize): i32 {
  const row = <usize>half << 4;
  const tolerance = EPSILON * Math.max(ROUNDING, Math.sqrt(<f64>n));
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (let i = 0; i < n; i++) {
      const x = xj + <usize>i * row;
      store<f64>(squares + (<usize>i << 3), dot(x, x, half));
    }
    let turned = false;
    for (let top = 0; top < n; top += BLOCK) {
      for (let left = top; left < n; left += BLOCK) {
        for (let i = top; i < min(top + BLOCK, n); i++) {
          for (let j = max(i + 1, left); j < min(left + BLOCK, n); j++) {
            const x = xj + <usize>i * row, y = xj + <usize>j * row;
            if (orthogonalise(x, y, half, squares + (<usize>i << 3), squares + (<usize>j << 3), tolerance)) turned = true;
          }
        }
      }
    }
    if (!turned) return 0;
  }
  return 1;
}

/** Rotates two rows unless they are orthogonal already; says whether it did. */
function orthogonalise(x: usize, y: usize, half: i32, xx: usize, yy: usize, tolerance: f64): bool {
  const a = load<f64>(xx), b = load<f64>(yy);
  if (a < TINY || b < TINY) return false;
  const ab = dot(x, y, half);
  if (Math.abs(ab) <= tolerance * Math.sqrt(a) * Math.sqrt(b)) return false;
  const zeta = (b - a) / (2 * ab);
  const size = Math.abs(zeta);
  let t = size > 1e140 ? 0.5 / size : 1 / (size + Math.sqrt(1 + size * size));
  if (zeta < 0) t = -t;
  const c = 1 / Math.sqrt(1 + t * t);
  turn(x, y, <usize>half << 4, c, t * c);
  store<f64>(xx, a - t * ab);
  store<f64>(yy, b + t * ab);
  return true;
}

/** x, y <- c x - s y, s x + c y over `bytes` bytes. */
function turn(x: usize, y: usize, bytes: usize, c: f64, s: f64): void {
  const cc = f64x2.splat(c), ss = f64x2.splat(s);
  for (const end = x + bytes; x < end; x += 32, y += 32) {
    const p = v128.load(x), q = v128.load(y);
    const p1 = v128.load(x, 16), q1 = v128.load(y, 16);
    v128.store(x, nmadd(ss, q, v128.mul<f64>(cc, p)));
    v128.store(y, madd<f64>(ss, p, v128.mul<f64>(cc, q)));
    v128.store(x, nmadd(ss, q1, v128.mul<f64>(cc, p1)), 16);
    v128.store(y, madd<f64>(ss, p1, v128.mul<f64>(cc, q1)), 16);
  }
}
