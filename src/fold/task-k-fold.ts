import { born } from "../base/born.ts";
import { reject, said } from "../check/reject.ts";
import { type RandomState, randomStateOf } from "../matrix/random.ts";
import { type FoldOptions, readFoldOptions, splitsOfFolds } from "./fold-options.ts";
import { KFold } from "./k-fold.ts";
import type { RowSplit } from "./split-rows.ts";
import type { SplitRows, Splitter } from "./splitter.ts";

/**
 * K folds that have nearly equal shares of every task's observed targets.
 *
 * Where nothing is missing they are those of `KFold`, within every task that has rows of its own. Where tasks share rows and targets
 * are missing, rows are dealt out one by one: those of the task with the fewest observed rows left first, each to the
 * fold that wants most of that task, then of all its tasks. A row is on the same side for all tasks.
 *
 * @throws PolytaskError where a task has fewer observed targets than there are folds
 * @see Sechidis, Tsoumakas & Vlahavas 2011, On the stratification of multi-label data (here labels are "task t is observed")
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { TaskKFold } from "polytask";
 *
 * // the second task is observed on the first two rows alone: every fold tests one of them
 * const targets = [[1, 2, 3, 4], [5, 6, NaN, NaN]];
 * const folds = new TaskKFold({ nSplits: 2 }).split(4, { tasks: [0, 1], targets });
 * assert.deepEqual(folds.map(({ test }) => [...test]), [[0, 2], [1, 3]]);
 * ```
 */
export class TaskKFold implements Splitter {
  readonly by = "targets";
  readonly nSplits: number;
  readonly shuffle: boolean;
  readonly randomState: number | RandomState | undefined;

  constructor(options: FoldOptions = {}) {
    const { nSplits, shuffle, randomState } = readFoldOptions("TaskKFold", options);
    this.nSplits = nSplits;
    this.shuffle = shuffle;
    this.randomState = randomState;
    born("TaskKFold", TaskKFold, [options], this);
  }

  /** The folds of n rows; `of` says what is observed on them. */
  split(n: number, of?: SplitRows): RowSplit[] {
    const { nSplits: K, shuffle, randomState } = this;
    const observed = (of?.targets ?? []).map((targets) =>
      Uint8Array.from({ length: n }, (_, i) => Number(!isMissing(targets[i]))),
    );
    if (observed.every((own) => !own.includes(0))) return new KFold(this).split(n);
    for (const [k, own] of observed.entries()) {
      const count = own.reduce((sum, one) => sum + one, 0);
      const rule = `at least ${K} observed targets of task ${of!.tasks[k]}, one a fold`;
      if (count < K) reject("value", "TaskKFold.split", rule, said(`${count}`));
    }
    const order = Int32Array.from({ length: n }, (_, i) => i);
    if (shuffle) randomStateOf("TaskKFold.randomState", randomState).shuffle(order);
    return splitsOfFolds(dealt(observed, order, K), K);
  }
}

const isMissing = (value: unknown): boolean => value === null || value === undefined || Number.isNaN(value);

/** The fold of every row. Rows on which nothing is observed come last, to the fold with the fewest rows. */
function dealt(observed: readonly Uint8Array[], order: Int32Array, K: number): Int32Array {
  const fold = new Int32Array(order.length).fill(-1);
  const left = observed.map((own) => own.reduce((sum, one) => sum + one, 0));
  const wanted = left.map((count) => new Float64Array(K).fill(count / K));
  const room = new Float64Array(K).fill(order.length / K);
  for (;;) {
    let next = -1;
    for (let t = 0; t < left.length; t++) if (left[t]! > 0 && (next < 0 || left[t]! < left[next]!)) next = t;
    for (const i of order) {
      if (fold[i] !== -1 || (next >= 0 && observed[next]![i] === 0)) continue;
      const own = observed.map((_, t) => t).filter((t) => observed[t]![i] === 1);
      const wish = (k: number): readonly number[] => [
        next < 0 ? 0 : wanted[next]![k]!,
        own.reduce((sum, t) => sum + wanted[t]![k]!, 0),
        room[k]!,
      ];
      const best = mostWanted(K, wish);
      fold[i] = best;
      room[best]!--;
      for (const t of own) {
        wanted[t]![best]!--;
        left[t]!--;
      }
    }
    if (next < 0) return fold;
  }
}

/** The fold with the greatest wish, compared number by number; the first of them. Differences of rounding do not count. */
function mostWanted(K: number, wish: (k: number) => readonly number[]): number {
  let best = 0;
  let greatest = wish(0);
  for (let k = 1; k < K; k++) {
    const own = wish(k);
    const at = own.findIndex((value, place) => Math.abs(value - greatest[place]!) > 1e-9);
    if (at < 0 || own[at]! < greatest[at]!) continue;
    best = k;
    greatest = own;
  }
  return best;
}
