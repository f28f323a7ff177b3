import { reject, said } from "../check/reject.ts";
import { f64, inArena } from "../kernel/arena.ts";
import { eigh, eighWork, svd, svdWork } from "../kernel/factor.ts";
import { gemm, syrk } from "../kernel/product.ts";
import { svd as svdOf } from "../matrix/svd.ts";
import { norm, shrink } from "./norm.ts";
import type { Shape } from "./penalty.ts";

/**
 * The least threshold, as a share of the largest singular value σ₁, that the Gram matrix resolves. Its entries and
 * eigenvalues are known to c eps σ₁², c a small number. So a σ >= tau is known to c eps σ₁²/(2 σ), at worst
 * c eps σ₁²/(2 tau); and as |f(a) − f(b)|/|a² − b²| <= 1/(2 tau²) for f(σ) = max(0, 1 − tau/σ), turned eigenvectors cost
 * as much. At this share that is 1e-13 c σ₁, and 6e-14 σ₁ was the most seen up to r = 60; a smaller one takes the SVD.
 */
const share = 1e-3;

/** What singular values become: `base` times themselves up to `from`, and `above` says what the others do; continuous. */
export interface SpectralMap {
  readonly from: number;
  readonly base: number;
  above(s: number): number;
}

/** W <- U max(0, s − tau) Vᵀ where W = U s Vᵀ, in place, to 1e-12 of the largest singular value. */
export function shrinkSpectrum(W: Float64Array, tau: number, shape: Shape): void {
  checkPlace(W, shape.p * shape.T);
  const size = norm(W, 0, W.length); // between s₁ and √r s₁
  const r = Math.min(shape.p, shape.T);
  if (tau === 0) return;
  if (size <= tau || r === 1) {
    shrink(W, 0, W.length, 1, size, tau);
    return;
  }
  const map: SpectralMap = { from: tau, base: 0, above: (s) => s - tau };
  const known = (): SpectralMap => map;
  const fine = (tau / size) * Math.sqrt(r) >= share; // else no s₁ lets the Gram matrix do
  if (!(fine && byGram(W, size, known, shape))) bySvd(W, known, shape);
}

/**
 * W <- U x Vᵀ where W = U s Vᵀ, in place, as precisely: `mapOf` is asked once, with the min(p, T) singular values, the largest
 * first, and says what becomes of each.
 */
export function mapSpectrum(W: Float64Array, mapOf: (s: Float64Array) => SpectralMap, shape: Shape): void {
  checkPlace(W, shape.p * shape.T);
  const size = norm(W, 0, W.length);
  if (size === 0) return;
  if (!(size < Infinity)) W.fill(Number.NaN);
  else if (Math.min(shape.p, shape.T) === 1) {
    const by = mapped(mapOf(Float64Array.of(size)), size) / size;
    for (let k = 0; k < W.length; k++) W[k] = by === 0 ? 0 : W[k]! * by;
  } else if (!byGram(W, size, mapOf, shape)) bySvd(W, mapOf, shape);
}

const mapped = ({ from, base, above }: SpectralMap, s: number): number => (s > from ? above(s) : base * s);

/** The min(p, T) singular values, the largest first, to 1e-12 of the largest. */
export const singularValues = (data: Float64Array, { p, T }: Shape): Float64Array =>
  svdOf({ data, rows: p, columns: T }).s;

/**
 * ‖W‖_*, the sum of the singular values: with the smaller Gram matrix V s² Vᵀ the lengths of the rows of Vᵀ W, or of the columns
 * of W V. They are at least that sum, whatever V, and no more than it to 1e-15 where V tells all of them apart: a length that is
 * neither next to nothing nor well above what V is known to takes the SVD.
 */
export function nuclearNorm(W: Float64Array, shape: Shape): number {
  const { p, T } = shape;
  checkPlace(W, p * T);
  const r = Math.min(p, T);
  const size = norm(W, 0, W.length);
  if (r === 1 || !(size > 0 && size < Infinity)) return size;
  const wishes = { w: f64(p * T), out: f64(p * T), c: f64(r * r), v: f64(r * r), s: f64(r) };
  const sum = inArena({ ...wishes, work: f64(eighWork(r)) }, ({ w, out, c, v, s, work }) => {
    checkPlace(W, p * T);
    const unit = w.values;
    for (let k = 0; k < unit.length; k++) unit[k] = W[k]! / size;
    syrk(c, w, gramOf(p, T));
    eigh(c, r, s, v, work);
    if (p < T) gemm(out, v, w, { m: p, n: T, k: p, transposeA: true });
    else gemm(out, w, v, { m: p, n: T, k: T });
    const turned = out.values;
    const lengths = s.values.fill(0);
    for (let i = 0, k = 0; i < p; i++)
      for (let t = 0; t < T; t++, k++) lengths[p < T ? i : t]! += turned[k]! ** 2;
    let total = 0;
    for (let i = 0; i < r; i++) {
      const length = Math.sqrt(lengths[i]!);
      if (length > 1e-13 && length < 1e-5) return Number.NaN;
      total += length;
    }
    return total * size;
  });
  return sum >= 0 ? sum : singularValues(W, shape).reduce((total, own) => total + own, 0);
}

/** The largest singular value: the root of the Gram matrix's largest eigenvalue, which is known to as many digits. */
export function largestSingular(Z: Float64Array, shape: Shape): number {
  const size = norm(Z, 0, Z.length);
  if (Math.min(shape.p, shape.T) === 1 || !(size > 0 && size < Infinity)) return size;
  return size * Math.sqrt(squaresOf(Z, size, shape, (s) => s.at(-1)!));
}

/** The sum of the k largest squares of singular values: eigenvalues of the Gram matrix, known to as many digits. */
export function largestSquares(Z: Float64Array, k: number, shape: Shape): number {
  const size = norm(Z, 0, Z.length);
  if (k >= Math.min(shape.p, shape.T) || !(size > 0 && size < Infinity)) return size * size;
  return (
    size * size * squaresOf(Z, size, shape, (s) => s.subarray(-k).reduce((sum, square) => sum + square, 0))
  );
}

/** The squares of the singular values of Z / size, ascending, for as long as `read` looks at them. */
function squaresOf(
  Z: Float64Array,
  size: number,
  { p, T }: Shape,
  read: (squares: Float64Array) => number,
): number {
  checkPlace(Z, p * T);
  const r = Math.min(p, T);
  const wishes = { z: f64(p * T), c: f64(r * r), v: f64(r * r), s: f64(r), work: f64(eighWork(r)) };
  return inArena(wishes, ({ z, c, v, s, work }) => {
    checkPlace(Z, p * T);
    const unit = z.values;
    for (let k = 0; k < unit.length; k++) unit[k] = Z[k]! / size;
    syrk(c, z, gramOf(p, T));
    eigh(c, r, s, v, work);
    return read(s.values);
  });
}

/** The smaller Gram matrix of a p x T matrix. */
const gramOf = (p: number, T: number) => (p < T ? { n: p, k: T } : { n: T, k: p, transposeA: true });

/**
 * With WᵀW or W Wᵀ = V s² Vᵀ, whichever is smaller, W times base I + V (x/s − base) Vᵀ. Only the eigenvectors with s > from
 * enter, so directions that carry next to nothing do no harm. False, and W left alone, where `from` is too small.
 */
function byGram(
  W: Float64Array,
  size: number,
  mapOf: (s: Float64Array) => SpectralMap,
  { p, T }: Shape,
): boolean {
  const r = Math.min(p, T);
  const wishes = { w: f64(p * T), out: f64(p * T), c: f64(r * r), m: f64(r * r), v: f64(r * r), s: f64(r) };
  return inArena({ ...wishes, d: f64(r), work: f64(eighWork(r)) }, ({ w, out, c, m, v, s, d, work }) => {
    checkPlace(W, p * T);
    const unit = w.values;
    for (let k = 0; k < unit.length; k++) unit[k] = W[k]! / size;
    syrk(c, w, gramOf(p, T));
    eigh(c, r, s, v, work);
    const values = d.values;
    for (let i = 0; i < r; i++) values[i] = size * Math.sqrt(Math.max(0, s.values[r - 1 - i]!));
    const map = mapOf(values);
    if (map.from < share * values[0]!) return false;
    const first = scaleColumns(c.values, v.values, values, map);
    const [rows, length] = [r - first, r * r - first];
    if (rows > 0) {
      const kept = { m: r, n: r, k: rows, lda: r, ldb: r, transposeB: true };
      gemm(m, c.part(first, length), v.part(first, length), kept);
      if (p < T) gemm(out, m, w, { m: p, n: T, k: p });
      else gemm(out, w, m, { m: p, n: T, k: T });
    }
    checkPlace(W, p * T);
    const result = out.values;
    const { base } = map;
    for (let k = 0; k < W.length; k++) {
      const kept = base === 0 ? 0 : base * W[k]!;
      W[k] = rows > 0 ? kept + result[k]! * size : kept;
    }
    return true;
  });
}

/** F <- V (x/s − base) by columns, V ascending, s descending; returns the first column that is not 0, from which F is written. */
function scaleColumns(
  F: Float64Array,
  V: Float64Array,
  s: Float64Array,
  { from, base, above }: SpectralMap,
): number {
  const r = s.length;
  let first = r;
  while (first > 0 && s[r - first]! > from) first--;
  for (let i = first; i < r; i++) {
    const value = s[r - 1 - i]!;
    const by = above(value) / value - base;
    for (let k = i; k < r * r; k += r) F[k] = V[k]! * by;
  }
  return first;
}

function bySvd(W: Float64Array, mapOf: (s: Float64Array) => SpectralMap, { p, T }: Shape): void {
  const r = Math.min(p, T);
  const wishes = { w: f64(p * T), u: f64(p * r), s: f64(r), v: f64(T * r), work: f64(svdWork(p, T)) };
  inArena(wishes, ({ w, u, s, v, work }) => {
    checkPlace(W, p * T);
    w.values.set(W);
    svd(w, p, T, u, s, v, work);
    const [U, sizes] = [u.values, s.values];
    const map = mapOf(sizes);
    for (let i = 0; i < r; i++) sizes[i] = mapped(map, sizes[i]!);
    for (let k = 0; k < U.length; k++) U[k] = U[k]! * sizes[k % r]!;
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
