// Householder reflectors H = I - tau v v', v_0 = 1 (Golub & Van Loan 5.1; LAPACK dlarfg, dlarft, dlarfb).
//
// Vectors lie as contiguous rows. Numbers are scaled to about 1 before (power.ts), so a tail whose squares underflow
// is as good as zero and is dropped.
import { dot } from "./dot";
import { gemm } from "./gemm";
import { scale } from "./scale";
import { SET, SUBTRACT } from "./tile";

const TINY: f64 = 1e-290;

/** Turns x, n doubles, into v and returns tau; x_0, the only number that H x keeps, is returned through `beta`. */
export function reflect(x: usize, n: i32, beta: usize): f64 {
  const alpha = load<f64>(x);
  const tail = n > 1 ? dot(x + 8, x + 8, n - 1) : 0;
  store<f64>(x, 1);
  if (tail < TINY) {
    store<f64>(beta, alpha);
    if (n > 1) memory.fill(x + 8, 0, <usize>(n - 1) << 3);
    return 0;
  }
  const norm = Math.sqrt(alpha * alpha + tail);
  const image = alpha > 0 ? -norm : norm;
  scale<f64>(x + 8, 1 / (alpha - image), n - 1);
  store<f64>(beta, image);
  return (image - alpha) / image;
}

/**
 * C <- H_0 ... H_(k-1) C with all reflectors at once: C - V' T V C.
 *
 *   v     k x m, row-major, rows ldv doubles apart: the reflectors, with their zeros and ones
 *   tau   k doubles
 *   c     m x n, row-major, rows ldc doubles apart
 *   work  2 k k + 2 k n doubles, before the product's own workspace
 */
export function applyReflectors(
  v: usize, ldv: i32, tau: usize, k: i32, m: i32, c: usize, ldc: i32, n: i32, work: usize, workspace: usize,
): void {
  const t = work;
  const s = t + ((<usize>k * k) << 3);
  const vc = s + ((<usize>k * k) << 3);
  const tvc = vc + ((<usize>k * n) << 3);
  gemm<f64>(s, k, v, ldv, false, v, ldv, true, k, k, m, SET, workspace);
  triangle(t, s, tau, k);
  gemm<f64>(vc, n, v, ldv, false, c, ldc, false, k, n, m, SET, workspace);
  gemm<f64>(tvc, n, t, k, false, vc, n, false, k, n, k, SET, workspace);
  gemm<f64>(c, ldc, v, ldv, true, tvc, n, false, m, n, k, SUBTRACT, workspace);
}

/** The k x k upper triangular T of the product of reflectors, from their Gram matrix s. */
function triangle(t: usize, s: usize, tau: usize, k: i32): void {
  memory.fill(t, 0, (<usize>k * k) << 3);
  for (let j = 0; j < k; j++) {
    const tj = load<f64>(tau + (<usize>j << 3));
    for (let i = 0; i < j; i++) {
      let sum: f64 = 0;
      for (let l = i; l < j; l++) {
        sum += load<f64>(t + (<usize>(i * k + l) << 3)) * load<f64>(s + (<usize>(l * k + j) << 3));
      }
      store<f64>(t + (<usize>(i * k + j) << 3), -tj * sum);
    }
    store<f64>(t + (<usize>(j * k + j) << 3), tj);
  }
}
