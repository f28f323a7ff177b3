import { born } from "../base/born.ts";
import type { MatrixLike, VectorLike } from "../check/matrix.ts";
import { type EntryWeights, noWeights, readEntryWeights } from "./entry-weights.ts";
import { isBelowZero } from "./norm.ts";
import type { RowNorm } from "./penalty.ts";
import { type PositiveOptions, readPositive } from "./positive.ts";
import { type RowRule, rowwise } from "./rowwise.ts";
import { ratio, strengths } from "./strength.ts";

/** Options of `l1`. */
export interface L1Options extends PositiveOptions {
  /** Weights >= 0 of the entries: p x T, 1 x T (one a task), p x 1 or p numbers (one a feature). */
  readonly weights?: MatrixLike | VectorLike;
}

/**
 * The l1 norm, Lasso's penalty: g(W) = alpha Σ_jt weight_jt |W_jt|.
 *
 * Every task selects features of its own, so nothing is shared; it is the sparse part of `dirty` and `sparseLowRank`.
 * Weights make it adaptive: the larger, the sooner an entry is 0.
 *
 * @param alpha - strength, a finite number >= 0
 * @param options - `weights` of the entries, and `positive`: W >= 0
 * @throws PolytaskError where a strength or a weight is negative or not finite
 * @see Tibshirani 1996; MALSAR Least_Lasso; weights: Zou 2006, eq. 4
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { l1 } from "polytask/penalty";
 *
 * const W = Float64Array.of(3, -1, 0.5, -4); // two features, two tasks
 * const shape = { p: 2, T: 2 };
 * assert.equal(l1(2).value(W, shape), 17);
 *
 * l1(2).prox(W, 0.5, shape); // soft threshold: everyone 1 nearer to 0
 * assert.deepEqual([...W], [2, 0, 0, -3]);
 *
 * const second = l1(2, { weights: [[0, 1]] }); // the first task goes free
 * assert.equal(second.value(W, shape), 6);
 * ```
 */
export function l1(alpha: number, options?: L1Options): RowNorm {
  const strength = strengths("l1", { alpha });
  const positive = readPositive("l1", options, ["weights", "positive"]);
  const weights =
    options?.weights === undefined ? noWeights : readEntryWeights("l1.weights", options.weights);
  const scaled = { ...weights, data: weights.data.map((weight) => alpha * weight) };
  return born(
    "l1",
    l1,
    [alpha, options],
    rowwise(positive ? oneSided(scaled) : twoSided(scaled), {
      name: "l1",
      parameters: Object.freeze({
        ...strength,
        ...(weights.rows && { weights: weights.rows }),
        ...(positive && { positive }),
      }),
      separable: "entry",
      zero: !positive && scaled.data.every((own) => own === 0),
      check: weights.check,
      ...(!positive && options?.weights === undefined && { rowStrengths: { l1: alpha, l21: 0 } }),
    }),
  );
}

/** Σ strength |w| over a row, each entry with a strength of its own. */
const twoSided = ({ data, rowStride, columnStride }: EntryWeights): RowRule => ({
  value(W, from, to, j) {
    let sum = 0;
    for (let k = from, s = j * rowStride; k < to; k++, s += columnStride) sum += data[s]! * Math.abs(W[k]!);
    return sum;
  },
  prox(W, from, to, step, j) {
    for (let k = from, s = j * rowStride; k < to; k++, s += columnStride) {
      const w = W[k]!;
      const tau = step * data[s]!;
      W[k] = w <= tau && w >= -tau ? 0 : w > 0 ? w - tau : w + tau;
    }
  },
  dual(Z, from, to, j) {
    let most = 0;
    for (let k = from, s = j * rowStride; k < to; k++, s += columnStride)
      most = Math.max(most, ratio(Math.abs(Z[k]!), data[s]!));
    return most;
  },
});

/** The same where w >= 0, and Infinity elsewhere. */
const oneSided = (strength: EntryWeights): RowRule => {
  const { data, rowStride, columnStride } = strength;
  const { value } = twoSided(strength);
  return {
    value: (W, from, to, j) => (isBelowZero(W, from, to) ? Infinity : value(W, from, to, j)),
    prox(W, from, to, step, j) {
      for (let k = from, s = j * rowStride; k < to; k++, s += columnStride) {
        const tau = step * data[s]!;
        W[k] = W[k]! <= tau ? 0 : W[k]! - tau;
      }
    },
    dual(Z, from, to, j) {
      let most = 0;
      for (let k = from, s = j * rowStride; k < to; k++, s += columnStride)
        most = Math.max(most, ratio(Math.max(Z[k]!, 0), data[s]!));
      return most;
    },
  };
};
