import { reject, said } from "../check/reject.ts";
import type { Block } from "./arena.ts";
import { type Build, kernels } from "./module.ts";

/** Strengths of the rows' penalty l1 |w|₁ + l21 |w|₂ + ridge/2 |w|². */
export interface RowStrengths {
  readonly l1: number;
  readonly l21: number;
  readonly ridge: number;
}

/** A sweep over m rows of W, each of `lanes` doubles: an even number, what is beyond the tasks is zero. */
export interface SweepShape {
  readonly m: number;
  readonly lanes: number;
}

/** T rounded up to whole vectors. */
export const lanesOf = (T: number): number => T + (T % 2);

/** The doubles that a sweep works in. */
export const sweepWork = (lanes: number): number => 8 * lanes + 8;

/**
 * One sweep of block coordinate descent on a Gram matrix, in place: W's rows in `order`, m numbers, each minimised
 * given the others; H = C − (G + ridge I) W is kept true. G is m × m, its rows `ldg` doubles apart.
 */
export function sweepGram(
  { m, lanes }: SweepShape,
  G: Block,
  ldg: number,
  order: Block,
  W: Block,
  H: Block,
  { l1, l21, ridge }: RowStrengths,
  work: Block,
  build?: Build,
): void {
  checkLanes("sweepGram", lanes);
  checkRoom("sweepGram G", G, m === 0 ? 0 : (m - 1) * ldg + m);
  checkRoom("sweepGram order", order, m);
  checkRoom("sweepGram W", W, m * lanes);
  checkRoom("sweepGram H", H, m * lanes);
  checkRoom("sweepGram work", work, sweepWork(lanes));
  const { sweep_gram } = kernels(build);
  sweep_gram(G.address, ldg, order.address, m, W.address, H.address, lanes, l1, l21, ridge, work.address);
}

/**
 * The same on the rows of the data, for the m features in `order`: R = Y − X W, n × lanes, is kept true. X is
 * feature-major, n numbers a feature, and `squares` has the squared norm of every feature.
 */
export function sweepRows(
  { m, lanes }: SweepShape,
  X: Block,
  n: number,
  squares: Block,
  order: Block,
  W: Block,
  R: Block,
  { l1, l21, ridge }: RowStrengths,
  work: Block,
  build?: Build,
): void {
  checkLanes("sweepRows", lanes);
  checkRoom("sweepRows X", X, m * n);
  checkRoom("sweepRows squares", squares, m);
  checkRoom("sweepRows order", order, m);
  checkRoom("sweepRows W", W, m * lanes);
  checkRoom("sweepRows R", R, n * lanes);
  checkRoom("sweepRows work", work, sweepWork(lanes));
  const [x, q, o] = [X.address, squares.address, order.address];
  kernels(build).sweep_rows(x, n, q, o, m, W.address, R.address, lanes, l1, l21, ridge, work.address);
}

/** The Euclidean norm of every row of Z, m × lanes, or with `largest` its largest |number|. */
export function rowSizes(
  { m, lanes }: SweepShape,
  sizes: Block,
  Z: Block,
  largest: boolean,
  build?: Build,
): void {
  checkLanes("rowSizes", lanes);
  checkRoom("rowSizes sizes", sizes, m);
  checkRoom("rowSizes Z", Z, m * lanes);
  kernels(build).row_sizes(sizes.address, Z.address, m, lanes, Number(largest));
}

/** Of K + 1 iterates, `size` numbers each: s_k <- s_k+1 − s_k for k < K, and U, K × K, their inner products. */
export function differenceGram(U: Block, iterates: Block, size: number, K: number, build?: Build): void {
  checkRoom("differenceGram U", U, K * K);
  checkRoom("differenceGram iterates", iterates, (K + 1) * size);
  kernels(build).difference_gram(U.address, iterates.address, size, K);
}

/** to = s_K + Σ_k c_k s_k, where `differenceGram` has left the differences. */
export function combine(
  to: Block,
  iterates: Block,
  size: number,
  K: number,
  weights: Block,
  build?: Build,
): void {
  checkRoom("combine to", to, size);
  checkRoom("combine iterates", iterates, (K + 1) * size);
  checkRoom("combine weights", weights, K);
  kernels(build).combine(to.address, iterates.address, size, K, weights.address);
}

function checkLanes(where: string, lanes: number): void {
  if (!(lanes > 0 && lanes % 2 === 0)) reject("shape", `${where} lanes`, "an even number > 0", lanes);
}

function checkRoom(where: string, block: Block, needed: number): void {
  if (!(block.length >= needed)) {
    reject("shape", where, `room for ${needed} doubles`, said(`${block.length}`));
  }
}
