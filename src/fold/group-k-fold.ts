import { born } from "../base/born.ts";
import type { Label } from "../base/label.ts";
import { reject, said } from "../check/reject.ts";
import { type RandomState, randomStateOf } from "../matrix/random.ts";
import { type FoldOptions, readFoldOptions, splitsOfFolds } from "./fold-options.ts";
import { checkRowLabels, codesOfRows, type RowLabels } from "./labels-of-rows.ts";
import type { RowSplit } from "./split-rows.ts";
import type { SplitRows, Splitter } from "./splitter.ts";

export interface GroupKFoldOptions extends FoldOptions {
  /** The group of every row, or with tasks that have rows of their own one such list a task. */
  readonly groups: RowLabels;
}

/**
 * K folds that never part a group: the rows that scikit-learn's `GroupKFold` picks for the same groups and seed.
 *
 * The largest group goes into the fold with the fewest rows so far, then the next; with `shuffle` groups in random order are dealt
 * out in runs.
 *
 * @throws PolytaskError where there are fewer than 2 folds, fewer groups than folds, a row without a group, or a seed and no shuffling
 * @see scikit-learn, `sklearn.model_selection.GroupKFold`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { GroupKFold } from "polytask";
 *
 * const folds = new GroupKFold({ nSplits: 2, groups: ["x", "y", "x", "z", "x"] }).split(5);
 * assert.deepEqual(folds.map(({ test }) => [...test]), [[0, 2, 4], [1, 3]]);
 * ```
 */
export class GroupKFold implements Splitter {
  readonly by = "targets";
  readonly nSplits: number;
  readonly shuffle: boolean;
  readonly randomState: number | RandomState | undefined;
  readonly groups: RowLabels;

  constructor(options: GroupKFoldOptions) {
    const { nSplits, shuffle, randomState } = readFoldOptions("GroupKFold", options, ["groups"]);
    checkRowLabels("GroupKFold.groups", options?.groups);
    this.nSplits = nSplits;
    this.shuffle = shuffle;
    this.randomState = randomState;
    this.groups = options.groups;
    born("GroupKFold", GroupKFold, [options], this);
  }

  /** The folds of n rows. */
  split(n: number, of?: SplitRows): RowSplit[] {
    const where = "GroupKFold.groups";
    const { nSplits: K } = this;
    const { code, labels } = codesOfRows(where, this.groups, n, of);
    if (labels.includes(null)) reject("value", where, "a group for every row", said("a missing one"));
    const G = labels.length;
    if (G < K) reject("value", where, `at least ${K} groups, one a fold`, said(`${G}`));
    const order = [...labels.keys()].sort((a, b) => compare(labels[a]!, labels[b]!));
    const home = this.shuffle ? this.#dealt(order) : this.#balanced(order, code);
    return splitsOfFolds(
      code.map((c) => home[c]!),
      K,
    );
  }

  #dealt(order: number[]): Int32Array {
    const { nSplits: K, randomState } = this;
    const G = order.length;
    randomStateOf("GroupKFold.randomState", randomState).shuffle(order);
    const home = new Int32Array(G);
    for (let k = 0, at = 0; k < K; k++) {
      const size = Math.floor(G / K) + (k < G % K ? 1 : 0);
      for (const end = at + size; at < end; at++) home[order[at]!] = k;
    }
    return home;
  }

  #balanced(order: number[], code: Int32Array): Int32Array {
    const sizes = new Int32Array(order.length);
    for (const c of code) sizes[c]!++;
    const filled = new Float64Array(this.nSplits);
    const home = new Int32Array(order.length);
    const ascending = [...order].sort((a, b) => sizes[a]! - sizes[b]!);
    for (const group of ascending.reverse()) {
      const lightest = filled.indexOf(filled.reduce((a, b) => Math.min(a, b)));
      filled[lightest]! += sizes[group]!;
      home[group] = lightest;
    }
    return home;
  }
}

const compare = (a: Label, b: Label): number => (a < b ? -1 : Number(a > b));
