import type { Block } from "../../kernel/arena.ts";
import { type Dense, zeros } from "../../matrix/dense.ts";
import type { Trail } from "./trail.ts";
import type { WorkingSet } from "./working-set.ts";

/**
 * What block descent asks of the data, in units in which the loss is 1/2 ‖Y − X W‖²: Gram matrix G = XᵀX, cross-products
 * C = XᵀY. A source also owns the working set's share of the data.
 */
export interface Source {
  readonly p: number;
  readonly T: number;
  readonly lanes: number;
  /** 1/2 ‖Y‖² */
  readonly half: number;
  /** C, p x lanes. */
  readonly cross: Block;
  /** The diagonal of G. */
  readonly squares: Float64Array;
  readonly set: WorkingSet;
  /** Where the set has all features, in their order, for good, and sweeps on the Gram matrix. */
  readonly whole: Whole | undefined;
  /** Row k of `H` belongs to feature `features[k]`, k < `count`. */
  readonly H: Block;
  readonly sizes: Block;
  readonly features: Int32Array;
  readonly count: number;

  /** Puts features into the working set, with their part of G or X. */
  enter(newcomers: ArrayLike<number>, count: number): void;
  /** H <- C − G W for every feature. */
  correlate(): void;
  /** The trial's H <- C − (G + ridge I) W for the trial's W; on the rows of the data its residual alone. */
  evaluate(ridge: number): void;
  /** 1/2 ‖Y − X W‖² from the residual, W the set's or the trial's; on the rows of the data. */
  loss(trial: boolean): number;
  /** The set's H after sweeps on the rows of the data; sweeps on the Gram matrix keep it. */
  refresh(ridge: number): void;
  /** Takes the trial for W, H and what else depends on them. */
  take(): void;
  /** Features that need no further look; they may be left out of H. */
  drop(dropped: Uint8Array): void;
  /** All features again. */
  recall(): void;
  /** Y − X W, n x lanes; of one number where there is a Gram matrix instead. */
  readonly R: Block;
  close(): void;
}

/** What a source adds that always works on all its features. */
export interface Whole {
  /** The set's H <- C − (G + ridge I) W, free of what sweeps have rounded. */
  renew(ridge: number): void;
  /** The last solutions. */
  readonly trail: Trail;
}

/** W of all features. */
export function read({ p, T, lanes, set, whole }: Source): Dense {
  const W = set.W.values;
  if (whole && lanes === T) return { data: W.slice(), rows: p, columns: T };
  const out = zeros(p, T);
  for (let k = 0; k < set.m; k++) {
    for (let t = 0; t < T; t++) out.data[set.features[k]! * T + t] = W[k * lanes + t]!;
  }
  return out;
}

/** H −= ridge W, number by number. */
export function subtractRidge(H: Float64Array, W: Float64Array, ridge: number): void {
  if (ridge === 0) return;
  for (let k = 0; k < W.length; k++) H[k]! -= ridge * W[k]!;
}

/** Rows of T numbers as rows of `lanes`, scaled, zeros beyond. */
export function pad(to: Float64Array, { data, rows, columns: T }: Dense, lanes: number, scale = 1): void {
  if (lanes === T && scale === 1) {
    to.set(data);
    return;
  }
  for (let i = 0; i < rows; i++) {
    for (let t = 0; t < lanes; t++) to[i * lanes + t] = t < T ? data[i * T + t]! * scale : 0;
  }
}
