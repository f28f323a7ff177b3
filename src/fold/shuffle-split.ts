import { born } from "../base/born.ts";
import { checkOptions } from "../check/options.ts";
import { reject, said } from "../check/reject.ts";
import { type RandomState, randomStateOf } from "../matrix/random.ts";
import { type RowSplit, type SplitSizes, splitRows } from "./split-rows.ts";
import type { Splitter } from "./splitter.ts";

export interface ShuffleSplitOptions extends SplitSizes {
  /** How many splits; default 10. */
  readonly nSplits?: number | undefined;
  /**
   * An integer from 0 to 2**32 - 1, the same splits each time; or a generator, which goes on from where it stands. Default: a fresh
   * seed, other splits each time.
   */
  readonly randomState?: number | RandomState | undefined;
}

/**
 * Splits drawn apart from one another: the rows that scikit-learn's `ShuffleSplit` picks for the same sizes and seed. Without sizes
 * a tenth is tested. Rows stand in the order in which they were drawn.
 *
 * @throws PolytaskError where a part would be empty or larger than what there is
 * @see scikit-learn, `sklearn.model_selection.ShuffleSplit`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { ShuffleSplit } from "polytask";
 *
 * const splits = new ShuffleSplit({ nSplits: 2, testSize: 0.4, randomState: 42 }).split(5);
 * assert.deepEqual(splits.map(({ test }) => [...test]), [[1, 4], [3, 1]]);
 * ```
 */
export class ShuffleSplit implements Splitter {
  readonly nSplits: number;
  readonly sizes: SplitSizes;
  readonly randomState: number | RandomState | undefined;

  constructor(options: ShuffleSplitOptions = {}) {
    checkOptions("ShuffleSplit", options, ["nSplits", "testSize", "trainSize", "randomState"]);
    const { nSplits = 10, testSize, trainSize, randomState } = options;
    if (!(Number.isInteger(nSplits) && nSplits >= 1))
      reject("param", "ShuffleSplit.nSplits", "an integer >= 1", nSplits);
    if (randomState !== undefined) randomStateOf("ShuffleSplit.randomState", randomState);
    this.nSplits = nSplits;
    this.sizes = Object.freeze(
      testSize === undefined && trainSize === undefined ? { testSize: 0.1 } : { testSize, trainSize },
    );
    this.randomState = randomState;
    born("ShuffleSplit", ShuffleSplit, [options], this);
  }

  /** The splits of n rows. */
  split(n: number): RowSplit[] {
    if (!(Number.isInteger(n) && n >= 2))
      reject("param", "ShuffleSplit.split", "at least 2 rows", said(`${n}`));
    const random = randomStateOf("ShuffleSplit.randomState", this.randomState);
    return Array.from({ length: this.nSplits }, () => splitRows("ShuffleSplit", n, this.sizes, random));
  }
}
