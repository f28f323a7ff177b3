import { cholesky } from "../matrix/cholesky.ts";
import type { Dense } from "../matrix/dense.ts";
import { eigh } from "../matrix/eigen.ts";
import { gram, multiply } from "../matrix/product.ts";
import { svd } from "../matrix/svd.ts";

/*
 * Four roads to the minimum of ‖Y − A W‖² + alpha ‖W‖², A centred where there is an intercept.
 * `normal` and `dual` factor one matrix by Cholesky and say so when it is singular to working precision;
 * `singular` and `spectral` always have an answer: the one of smallest norm.
 */

/** A minimum with its certificate. */
export interface RidgeSolution {
  /** p x (number of tasks) */
  readonly coef: Dense;
  /** ‖y − A w‖², one a task. */
  readonly left: Float64Array;
  /** The value that is minimised, summed over the tasks. */
  readonly objective: number;
  /** How far above the minimum it may be. */
  readonly gap: number;
  /** What is minimised, at W = 0. */
  readonly atZero: number;
  /** How many directions of the inputs carry a coefficient; p where none was dropped. */
  readonly rank: number;
}

/** What the roads say instead of an answer they do not trust. */
export interface IllConditioned {
  /** 0 where the factor broke down, else an estimate of 1 / condition number. */
  readonly reciprocalCondition: number;
}

export const isSolved = (result: RidgeSolution | IllConditioned): result is RidgeSolution => "coef" in result;

/** Centred cross-products: G = AᵀA (p x p), C = AᵀY (p x tasks), and yᵀy of every task. */
export interface Products {
  readonly gram: Dense;
  readonly cross: Dense;
  readonly square: Float64Array;
}

/** Solutions lose the digits of this condition: the Cholesky roads promise six of them. */
const enough = 1e-10;

/**
 * (G + alpha I) W = C, brought to a unit diagonal first: D (G + alpha I) D V = D C, W = D V. So neither the answer nor the
 * trust in it depends on the units of the features (van der Sluis 1969: near the best scaling there is).
 */
export function normal(
  { gram: G, cross: C, square }: Products,
  alpha: number,
): RidgeSolution | IllConditioned {
  const { scaled, scale } = unitDiagonal(shifted(G, alpha));
  const factor = cholesky(scaled);
  if (!factor) return { reciprocalCondition: 0 };
  const reciprocalCondition = factor.reciprocalCondition();
  if (!(reciprocalCondition > enough)) return { reciprocalCondition };
  const solve = (B: Dense): Dense => scaleRows(factor.solve(scaleRows(B, scale)), scale);
  const W = solve(C);
  const R = normalResidual(G, C, W, alpha);
  const gap = Math.max(0, inner(R, solve(R)));
  return { coef: W, ...normalValues(square, C, W, R, alpha), gap, atZero: total(square), rank: G.rows };
}

/** D H D with 1 on its diagonal (0 where H has 0), and D's diagonal. */
function unitDiagonal(H: Dense): { scaled: Dense; scale: Float64Array } {
  const p = H.rows;
  const scale = Float64Array.from({ length: p }, (_, j) => 1 / Math.sqrt(H.data[j * (p + 1)]! || 1));
  const data = H.data.map((h, k) => h * scale[Math.floor(k / p)]! * scale[k % p]!);
  return { scaled: { ...H, data }, scale };
}

/** (A Aᵀ + alpha I) D = Y, W = Aᵀ D: n x n, for more features than rows. */
export function dual(A: Dense, Y: Dense, alpha: number): RidgeSolution | IllConditioned {
  const factor = cholesky(shifted(gram(A, { transposeA: true }), alpha));
  if (!factor) return { reciprocalCondition: 0 };
  const reciprocalCondition = factor.reciprocalCondition();
  if (!(reciprocalCondition > enough)) return { reciprocalCondition };
  const W = multiply(A, factor.solve(Y), { transposeA: true });
  const { left, objective, gradient } = measured(A, Y, W, alpha);
  // the Hessian is at least 2 alpha, so the gap is at most ‖gradient / 2‖² / alpha; and the minimum is at least 0
  const bound = alpha > 0 ? inner(gradient, gradient) / alpha : objective;
  const gap = Math.min(objective, bound);
  return { coef: W, left, objective, gap, atZero: inner(Y, Y), rank: A.columns };
}

/** W = V diag(s / (s² + alpha)) Uᵀ Y over the singular values that are more than rounding. */
export function singular(A: Dense, Y: Dense, alpha: number): RidgeSolution {
  const { U, s, V } = svd(A);
  const cutoff = Math.max(A.rows, A.columns) * Number.EPSILON * (s[0] ?? 0);
  const rank = s.filter((value) => value > cutoff).length;
  const inverse = s.map((value, k) => (k < rank ? value / (value * value + alpha) : 0));
  const W = multiply(V, scaleRows(multiply(U, Y, { transposeA: true }), inverse));
  const { left, objective, gradient } = measured(A, Y, W, alpha);
  const curvature = s.map((value, k) => (k < rank ? 1 / (value * value + alpha) : 0));
  const gap = weightedSquare(multiply(V, gradient, { transposeA: true }), curvature);
  return { coef: W, left, objective, gap, atZero: inner(Y, Y), rank };
}

/**
 * The same from cross-products alone, where the rows are gone: directions below rounding in G are dropped. With a penalty the
 * answer is unique, so the features are brought to one scale first, and what a dropped direction could gain counts.
 */
export function spectral({ gram: G, cross: C, square }: Products, alpha: number): RidgeSolution {
  const p = G.rows;
  const ones = new Float64Array(p).fill(1);
  const H = shifted(G, alpha);
  const { scaled, scale } = alpha > 0 ? unitDiagonal(H) : { scaled: H, scale: ones };
  const { values, vectors } = eigh(scaled);
  const cutoff = p * Number.EPSILON * Math.max(0, values.at(-1) ?? 0);
  const inverse = values.map((value) => (value > cutoff ? 1 / value : 0));
  const into = (B: Dense): Dense => multiply(vectors, scaleRows(B, scale), { transposeA: true });
  const W = scaleRows(multiply(vectors, scaleRows(into(C), inverse)), scale);
  const R = normalResidual(G, C, W, alpha);
  const least = alpha * scale.reduce((most, d) => Math.min(most, d * d), Infinity);
  return {
    coef: W,
    ...normalValues(square, C, W, R, alpha),
    gap: weightedSquare(into(R), alpha > 0 ? inverse.map((value) => value || 1 / least) : inverse),
    atZero: total(square),
    rank: inverse.filter((value) => value > 0).length,
  };
}

/** C − (G + alpha I) W, half the downhill gradient. */
function normalResidual(G: Dense, C: Dense, W: Dense, alpha: number): Dense {
  const { data, rows, columns } = multiply(G, W);
  return { data: data.map((value, k) => C.data[k]! - value - alpha * W.data[k]!), rows, columns };
}

/** yᵀy − wᵀc − wᵀr, which is ‖y − A w‖² + alpha ‖w‖² for r = c − (G + alpha I) w. */
function normalValues(
  square: Float64Array,
  C: Dense,
  W: Dense,
  R: Dense,
  alpha: number,
): Pick<RidgeSolution, "left" | "objective"> {
  const left = square.slice();
  for (const [k, w] of W.data.entries()) left[k % W.columns]! -= w * (C.data[k]! + R.data[k]! + alpha * w);
  const objective = Math.max(0, total(square) - inner(W, C) - inner(W, R));
  return { left: left.map((value) => Math.max(0, value)), objective };
}

/** What is left of the targets, the objective and half its downhill gradient, from the rows. */
function measured(
  A: Dense,
  Y: Dense,
  W: Dense,
  alpha: number,
): Pick<RidgeSolution, "left" | "objective"> & { gradient: Dense } {
  const fit = multiply(A, W);
  const E: Dense = { ...fit, data: fit.data.map((value, k) => Y.data[k]! - value) };
  const pull = multiply(A, E, { transposeA: true });
  const left = new Float64Array(E.columns);
  for (const [k, e] of E.data.entries()) left[k % E.columns]! += e * e;
  return {
    left,
    objective: inner(E, E) + alpha * inner(W, W),
    gradient: { ...pull, data: pull.data.map((value, k) => value - alpha * W.data[k]!) },
  };
}

function shifted({ data, rows, columns }: Dense, alpha: number): Dense {
  const out = data.slice();
  for (let i = 0; i < rows; i++) out[i * columns + i]! += alpha;
  return { data: out, rows, columns };
}

function scaleRows({ data, rows, columns }: Dense, by: Float64Array): Dense {
  return { data: data.map((value, k) => value * by[Math.floor(k / columns)]!), rows, columns };
}

function weightedSquare({ data, columns }: Dense, weight: Float64Array): number {
  return data.reduce((sum, value, k) => sum + weight[Math.floor(k / columns)]! * value * value, 0);
}

const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);

const inner = (A: Dense, B: Dense): number => A.data.reduce((sum, value, k) => sum + value * B.data[k]!, 0);
