import { checkOptions } from "../check/options.ts";
import { reject } from "../check/reject.ts";
import { type RandomState, randomStateOf } from "../matrix/random.ts";
import type { RowSplit } from "./split-rows.ts";

export interface FoldOptions {
  /** How many folds, 2 or more; default 5. */
  readonly nSplits?: number | undefined;
  /** Whether rows are put into random order first; default false. */
  readonly shuffle?: boolean | undefined;
  /**
   * An integer from 0 to 2**32 - 1, the same folds each time; or a generator, which goes on from where it stands. Only with
   * `shuffle`. Default: a fresh seed, other folds each time.
   */
  readonly randomState?: number | RandomState | undefined;
}

/** Reads the options that everyone who makes K folds has, beside those of his own. */
export function readFoldOptions(owner: string, options: FoldOptions, own: readonly string[] = []) {
  checkOptions(owner, options, ["nSplits", "shuffle", "randomState", ...own]);
  const { nSplits = 5, shuffle = false, randomState } = options ?? {};
  if (!(Number.isInteger(nSplits) && nSplits >= 2))
    reject("param", `${owner}.nSplits`, "an integer >= 2", nSplits);
  if (typeof shuffle !== "boolean") reject("param", `${owner}.shuffle`, "true or false", shuffle);
  if (randomState !== undefined) {
    randomStateOf(`${owner}.randomState`, randomState);
    if (!shuffle) reject("param", `${owner}.randomState`, "none without shuffle", randomState);
  }
  return { nSplits, shuffle, randomState };
}

/** The splits in which fold k is tested, given the fold of every row. Row numbers ascend in both parts. */
export function splitsOfFolds(fold: Int32Array, K: number): RowSplit[] {
  return Array.from({ length: K }, (_, k) => {
    const rows = (tested: boolean): Int32Array => {
      const out: number[] = [];
      for (let i = 0; i < fold.length; i++) if ((fold[i] === k) === tested) out.push(i);
      return Int32Array.from(out);
    };
    return { train: rows(false), test: rows(true) };
  });
}
