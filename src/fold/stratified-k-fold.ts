import { born } from "../base/born.ts";
import { PolytaskWarning, warn } from "../base/warning.ts";
import { reject, said } from "../check/reject.ts";
import { type RandomState, randomStateOf } from "../matrix/random.ts";
import { type FoldOptions, readFoldOptions, splitsOfFolds } from "./fold-options.ts";
import { checkRowLabels, codesOfRows, type RowLabels } from "./labels-of-rows.ts";
import type { RowSplit } from "./split-rows.ts";
import type { SplitRows, Splitter } from "./splitter.ts";

export interface StratifiedKFoldOptions extends FoldOptions {
  /**
   * What shall be spread evenly: one label a row, or with tasks that have rows of their own one such list a task; null is a label
   * like others. Default: the targets, where every task has rows of its own or there is but one.
   */
  readonly labels?: RowLabels | undefined;
}

/**
 * K folds in which every class has nearly the same share: the rows that scikit-learn's `StratifiedKFold` picks for the same labels
 * and seed. A class with fewer members than folds is warned of; folds are refused where no class has enough.
 *
 * @throws PolytaskError where there are fewer than 2 folds, no class has a member a fold, labels are as many as rows, or there is a
 * seed and no shuffling
 * @see scikit-learn, `sklearn.model_selection.StratifiedKFold`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { StratifiedKFold } from "polytask";
 *
 * const folds = new StratifiedKFold({ nSplits: 2, labels: ["a", "a", "b", "b", "a", "a"] }).split(6);
 * assert.deepEqual(folds.map(({ test }) => [...test]), [[0, 1, 2], [3, 4, 5]]);
 * ```
 */
export class StratifiedKFold implements Splitter {
  readonly by = "targets";
  readonly nSplits: number;
  readonly shuffle: boolean;
  readonly randomState: number | RandomState | undefined;
  readonly labels: RowLabels | undefined;

  constructor(options: StratifiedKFoldOptions = {}) {
    const { nSplits, shuffle, randomState } = readFoldOptions("StratifiedKFold", options, ["labels"]);
    const { labels } = options;
    if (labels !== undefined) checkRowLabels("StratifiedKFold.labels", labels);
    this.nSplits = nSplits;
    this.shuffle = shuffle;
    this.randomState = randomState;
    this.labels = labels;
    born("StratifiedKFold", StratifiedKFold, [options], this);
  }

  /** The folds of n rows. */
  split(n: number, of?: SplitRows): RowSplit[] {
    const where = "StratifiedKFold.labels";
    const { nSplits: K, shuffle, randomState } = this;
    const given = this.labels ?? (of?.targets.length === 1 ? (of.targets[0] as RowLabels) : undefined);
    if (given === undefined)
      reject("param", where, "labels to spread, one a row, where tasks share their rows", given);
    const { code, labels } = codesOfRows(where, given, n, of);
    const counts = new Int32Array(labels.length);
    for (const c of code) counts[c]!++;
    const most = counts.reduce((a, b) => Math.max(a, b), 0);
    if (most < K) reject("value", where, `a class with ${K} members, one a fold`, said(`at most ${most}`));
    const rarest = counts.indexOf(counts.reduce((a, b) => Math.min(a, b)));
    if (counts[rarest]! < K) {
      const message = `class ${JSON.stringify(labels[rarest])} has ${counts[rarest]} members, fewer than the ${K} folds`;
      warn(new PolytaskWarning("StratifiedKFold", message));
    }
    const random = shuffle ? randomStateOf("StratifiedKFold.randomState", randomState) : undefined;
    const fold = new Int32Array(n);
    for (let c = 0, start = 0; c < labels.length; start += counts[c++]!) {
      const folds = foldsOfClass(start, counts[c]!, K);
      random?.shuffle(folds);
      for (let i = 0, k = 0; i < n; i++) if (code[i] === c) fold[i] = folds[k++]!;
    }
    return splitsOfFolds(fold, K);
  }
}

/** The folds of a class whose members stand from `start` on in the order of classes, which is dealt out row by row; ascending. */
const foldsOfClass = (start: number, count: number, K: number): Int32Array =>
  Int32Array.from({ length: count }, (_, k) => (start + k) % K).sort();
