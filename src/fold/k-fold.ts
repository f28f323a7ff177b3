import { checkOptions } from "../check/options.ts";
import { reject, said } from "../check/reject.ts";
import { type RandomState, randomStateOf } from "../matrix/random.ts";
import type { RowSplit } from "./split-rows.ts";
import type { Splitter } from "./splitter.ts";

export interface KFoldOptions {
  /** How many folds, 2 or more; default 5. */
  readonly nSplits?: number | undefined;
  /** Whether rows are put into random order first; default false: folds are runs of rows. */
  readonly shuffle?: boolean | undefined;
  /**
   * An integer from 0 to 2**32 - 1, the same folds each time; or a generator, which goes on from where it stands. Only with
   * `shuffle`. Default: a fresh seed, other folds each time.
   */
  readonly randomState?: number | RandomState | undefined;
}

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
    checkOptions("KFold", options, ["nSplits", "shuffle", "randomState"]);
    const { nSplits = 5, shuffle = false, randomState } = options;
    if (!(Number.isInteger(nSplits) && nSplits >= 2))
      reject("param", "KFold.nSplits", "an integer >= 2", nSplits);
    if (typeof shuffle !== "boolean") reject("param", "KFold.shuffle", "true or false", shuffle);
    if (randomState !== undefined) {
      randomStateOf("KFold.randomState", randomState);
      if (!shuffle) reject("param", "KFold.randomState", "none without shuffle", randomState);
    }
    this.nSplits = nSplits;
    this.shuffle = shuffle;
    this.randomState = randomState;
    Object.freeze(this);
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
    let start = 0;
    return Array.from({ length: nSplits }, (_, k) => {
      const size = Math.floor(n / nSplits) + (k < n % nSplits ? 1 : 0);
      const tested = new Uint8Array(n);
      for (let i = start; i < start + size; i++) tested[order[i]!] = 1;
      start += size;
      const rows = (want: number): Int32Array => {
        const out: number[] = [];
        for (let i = 0; i < n; i++) if (tested[i] === want) out.push(i);
        return Int32Array.from(out);
      };
      return { train: rows(0), test: rows(1) };
    });
  }
}
