import { born } from "../base/born.ts";
import { reject, said } from "../check/reject.ts";
import { type RandomState, randomStateOf } from "../matrix/random.ts";
import { type FoldOptions, readFoldOptions, splitsOfFolds } from "./fold-options.ts";
import type { RowSplit } from "./split-rows.ts";
import type { Splitter } from "./splitter.ts";

export type KFoldOptions = FoldOptions;

/**
 * K folds, each tested once and trained on otherwise: the rows that scikit-learn's `KFold` picks for the same seed.
 *
 * The first n mod K folds have a row more than the others. Row numbers ascend in both parts.
 *
 * @throws PolytaskError where there are fewer than 2 folds, fewer rows than folds, or a seed and no shuffling
 * @see scikit-learn, `sklearn.model_selection.KFold`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { KFold } from "polytask";
 *
 * const folds = new KFold({ nSplits: 3 }).split(7);
 * assert.deepEqual(folds.map(({ test }) => [...test]), [[0, 1, 2], [3, 4], [5, 6]]);
 *
 * const [first] = new KFold({ nSplits: 2, shuffle: true, randomState: 0 }).split(4);
 * assert.deepEqual([[...first!.train], [...first!.test]], [[0, 1], [2, 3]]);
 * ```
 */
export class KFold implements Splitter {
  readonly nSplits: number;
  readonly shuffle: boolean;
  readonly randomState: number | RandomState | undefined;

  constructor(options: KFoldOptions = {}) {
    const { nSplits, shuffle, randomState } = readFoldOptions("KFold", options);
    this.nSplits = nSplits;
    this.shuffle = shuffle;
    this.randomState = randomState;
    born("KFold", KFold, [options], this);
  }

  /** The folds of n rows. */
  split(n: number): RowSplit[] {
    const { nSplits, shuffle, randomState } = this;
    if (!(Number.isInteger(n) && n >= nSplits))
      reject(
        "param",
        "KFold.split",
        `at least ${nSplits} rows, one a fold`,
        typeof n === "number" ? said(`${n}`) : n,
      );
    const order = Int32Array.from({ length: n }, (_, i) => i);
    if (shuffle) randomStateOf("KFold.randomState", randomState).shuffle(order);
    const fold = new Int32Array(n);
    for (let k = 0, at = 0; k < nSplits; k++) {
      const size = Math.floor(n / nSplits) + (k < n % nSplits ? 1 : 0);
      for (const end = at + size; at < end; at++) fold[order[at]!] = k;
    }
    return splitsOfFolds(fold, nSplits);
  }
}
