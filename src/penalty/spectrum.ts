import { reject, said } from "../check/reject.ts";
import { f64, inArena } from "../kernel/arena.ts";
import { eigh, eighWork, svd, svdWork } from "../kernel/factor.ts";
import { gemm, syrk } from "../kernel/product.ts";
import { norm, shrink } from "./norm.ts";
import type { Shape } from "./penalty.ts";

/**
 * The least threshold, as a share of the largest singular value σ₁, that the Gram matrix resolves. Its entries and
 * eigenvalues are known to c eps σ₁², c a small number. So a σ >= tau is known to c eps σ₁²/(2 σ), at worst
 * c eps σ₁²/(2 tau); and as |f(a) − f(b)|/|a² − b²| <= 1/(2 tau²) for f(σ) = max(0, 1 − tau/σ), turned eigenvectors cost
 * as much. At this share that is 1e-13 c σ₁, and 6e-14 σ₁ was the most seen up to r = 60; a smaller one takes the SVD.
 */
const share = 1e-3;

/** W <- U max(0, s − tau) Vᵀ where W = U s Vᵀ, in place, to 1e-12 of the largest singular value. */
export function shrinkSpectrum(W: Float64Array, tau: number, shape: Shape): void {
  checkPlace(W, shape.p * shape.T);
  const size = norm(W, 0, W.length); // between s₁ and √r s₁
  if (tau === 0) return;
  if (size <= tau || Math.min(shape.p, shape.T) === 1) shrink(W, 0, W.length, 1, size, tau);
  else if (!byGram(W, size, tau, shape)) bySvd(W, tau, shape);
}

/** The largest singular value: the root of the Gram matrix's largest eigenvalue, which is known to as many digits. */
export function largestSingular(Z: Float64Array, { p, T }: Shape): number {
  checkPlace(Z, p * T);
  const size = norm(Z, 0, Z.length);
  const r = Math.min(p, T);
  if (r === 1 || !(size > 0 && size < Infinity)) return size;
  const wishes = { z: f64(p * T), c: f64(r * r), v: f64(r * r), s: f64(r), work: f64(eighWork(r)) };
  return inArena(wishes, ({ z, c, v, s, work }) => {
    checkPlace(Z, p * T);
    const unit = z.values;
    for (let k = 0; k < unit.length; k++) unit[k] = Z[k]! / size;
    syrk(c, z, gramOf(p, T));
    eigh(c, r, s, v, work);
    return size * Math.sqrt(s.values[r - 1]!);
  });
}

/** The smaller Gram matrix of a p x T matrix. */
const gramOf = (p: number, T: number) => (p < T ? { n: p, k: T } : { n: T, k: p, transposeA: true });

/**
 * With WᵀW or W Wᵀ = V s² Vᵀ, whichever is smaller, W times V max(0, 1 − tau/s) Vᵀ. Only the eigenvectors with s > tau
 * enter, so directions that carry next to nothing do no harm. False, and W left alone, where tau is too small.
 */
function byGram(W: Float64Array, size: number, tau: number, { p, T }: Shape): boolean {
  const r = Math.min(p, T);
  const threshold = tau / size;
  if (!(threshold * Math.sqrt(r) >= share)) return false;
  const wishes = { w: f64(p * T), out: f64(p * T), c: f64(r * r), m: f64(r * r), v: f64(r * r), s: f64(r) };
  return inArena({ ...wishes, work: f64(eighWork(r)) }, ({ w, out, c, m, v, s, work }) => {
    checkPlace(W, p * T);
    const unit = w.values;
    for (let k = 0; k < unit.length; k++) unit[k] = W[k]! / size;
    syrk(c, w, gramOf(p, T));
    eigh(c, r, s, v, work);
    if (threshold < share * Math.sqrt(s.values[r - 1]!)) return false;
    const first = scaleColumns(c.values, v.values, s.values, threshold);
    const [rows, length] = [r - first, r * r - first];
    if (rows > 0) {
      const kept = { m: r, n: r, k: rows, lda: r, ldb: r, transposeB: true };
      gemm(m, c.part(first, length), v.part(first, length), kept);
      if (p < T) gemm(out, m, w, { m: p, n: T, k: p });
      else gemm(out, w, m, { m: p, n: T, k: T });
    }
    checkPlace(W, p * T);
    const result = out.values;
    for (let k = 0; k < W.length; k++) W[k] = rows > 0 ? result[k]! * size : 0;
    return true;
  });
}

/** F <- V max(0, 1 − tau/s) by columns, s² ascending; returns the first column that is not 0, from which F is written. */
function scaleColumns(F: Float64Array, V: Float64Array, squares: Float64Array, tau: number): number {
  const r = squares.length;
  let first = r;
  while (first > 0 && squares[first - 1]! > tau * tau) first--;
  for (let i = first; i < r; i++) {
    const s = Math.sqrt(squares[i]!);
    const by = Math.max(0, s - tau) / s;
    for (let k = i; k < r * r; k += r) F[k] = V[k]! * by;
  }
  return first;
}

function bySvd(W: Float64Array, tau: number, { p, T }: Shape): void {
  const r = Math.min(p, T);
  const wishes = { w: f64(p * T), u: f64(p * r), s: f64(r), v: f64(T * r), work: f64(svdWork(p, T)) };
  inArena(wishes, ({ w, u, s, v, work }) => {
    checkPlace(W, p * T);
    w.values.set(W);
    svd(w, p, T, u, s, v, work);
    const [U, sizes] = [u.values, s.values];
    for (let k = 0; k < U.length; k++) U[k] = U[k]! * Math.max(0, sizes[k % r]! - tau);
    gemm(w, u, v, { m: p, n: T, k: r, transposeB: true });
    checkPlace(W, p * T);
    W.set(w.values);
  });
}

/** Opening an arena may move the kernels' memory: a W that lies in it is then empty, and what is written to it lost. */
function checkPlace(W: Float64Array, length: number): void {
  if (W.length === length) return;
  const rule = `${length} numbers that do not lie in the kernels' memory`;
  reject("internal", "traceNorm W", rule, said(`${W.length}, as that memory has grown`));
}
