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

/** (G + alpha I) W = C. */
export function normal(
  { gram: G, cross: C, square }: Products,
  alpha: number,
): RidgeSolution | IllConditioned {
  const factor = cholesky(shifted(G, alpha));
  if (!factor) return { reciprocalCondition: 0 };
  const reciprocalCondition = factor.reciprocalCondition();
  if (!(reciprocalCondition > G.rows * Number.EPSILON)) return { reciprocalCondition };
  const W = factor.solve(C);
  const R = normalResidual(G, C, W, alpha);
  const objective = normalObjective(square, C, W, R);
  const gap = Math.max(0, inner(R, factor.solve(R)));
  return { coef: W, objective, gap, atZero: total(square), rank: G.rows };
}

/** (A Aᵀ + alpha I) D = Y, W = Aᵀ D: n x n, for more features than rows. */
export function dual(A: Dense, Y: Dense, alpha: number): RidgeSolution | IllConditioned {
  const factor = cholesky(shifted(gram(A, { transposeA: true }), alpha));
  if (!factor) return { reciprocalCondition: 0 };
  const reciprocalCondition = factor.reciprocalCondition();
  if (!(reciprocalCondition > A.rows * Number.EPSILON)) return { reciprocalCondition };
  const W = multiply(A, factor.solve(Y), { transposeA: true });
  const { objective, gradient } = measured(A, Y, W, alpha);
  // the Hessian is at least 2 alpha, so the gap is at most ‖gradient / 2‖² / alpha; and the minimum is at least 0
  const bound = alpha > 0 ? inner(gradient, gradient) / alpha : objective;
  return { coef: W, objective, gap: Math.min(objective, bound), atZero: inner(Y, Y), rank: A.columns };
}

/** W = V diag(s / (s² + alpha)) Uᵀ Y over the singular values that are more than rounding. */
export function singular(A: Dense, Y: Dense, alpha: number): RidgeSolution {
  const { U, s, V } = svd(A);
  const cutoff = Math.max(A.rows, A.columns) * Number.EPSILON * (s[0] ?? 0);
  const rank = s.filter((value) => value > cutoff).length;
  const inverse = s.map((value, k) => (k < rank ? value / (value * value + alpha) : 0));
  const W = multiply(V, scaleRows(multiply(U, Y, { transposeA: true }), inverse));
  const { objective, gradient } = measured(A, Y, W, alpha);
  const curvature = s.map((value, k) => (k < rank ? 1 / (value * value + alpha) : 0));
  const gap = weightedSquare(multiply(V, gradient, { transposeA: true }), curvature);
  return { coef: W, objective, gap, atZero: inner(Y, Y), rank };
}

/** The same from cross-products alone, where the rows are gone: directions below rounding in G are dropped. */
export function spectral({ gram: G, cross: C, square }: Products, alpha: number): RidgeSolution {
  const { values, vectors } = eigh(G);
  const largest = Math.max(0, values.at(-1) ?? 0) + alpha;
  const cutoff = G.rows * Number.EPSILON * largest;
  const inverse = values.map((value) => (value + alpha > cutoff ? 1 / (value + alpha) : 0));
  const W = multiply(vectors, scaleRows(multiply(vectors, C, { transposeA: true }), inverse));
  const R = normalResidual(G, C, W, alpha);
  return {
    coef: W,
    objective: normalObjective(square, C, W, R),
    gap: weightedSquare(multiply(vectors, R, { transposeA: true }), inverse),
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
const normalObjective = (square: Float64Array, C: Dense, W: Dense, R: Dense): number =>
  Math.max(0, total(square) - inner(W, C) - inner(W, R));

/** The objective and half its downhill gradient, from the rows. */
function measured(A: Dense, Y: Dense, W: Dense, alpha: number): { objective: number; gradient: Dense } {
  const fit = multiply(A, W);
  const E: Dense = { ...fit, data: fit.data.map((value, k) => Y.data[k]! - value) };
  const pull = multiply(A, E, { transposeA: true });
  return {
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
