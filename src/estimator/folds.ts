import type { Parameter } from "../base/parameter.ts";
import { reject, said } from "../check/reject.ts";
import { KFold } from "../fold/k-fold.ts";
import type { RowSplit } from "../fold/split-rows.ts";
import { type Split, type Splitter, splitsOf } from "../fold/splitter.ts";

/** How many folds, or who makes them. */
export type Folds = number | Splitter | readonly Split[];

const isSplit = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "train" in value && "test" in value;

/** Or every row alone, where that needs no fits. */
export type FoldsOrRows = Folds | "leaveOneOut";

/** Who splits the rows of a cross-validation. */
export const foldsParameter: Parameter<Folds> = {
  default: 5,
  rule: "an integer >= 2, a splitter such as KFold, or a list of { train, test } row numbers",
  doc: "how many folds, runs of rows each; or who splits, or the splits. Tasks with rows of their own are split each within itself",
  accepts: (value) =>
    (Number.isInteger(value) && (value as number) >= 2) ||
    (Array.isArray(value) && value.length > 0 && value.every(isSplit)) ||
    typeof (value as Splitter | null | undefined)?.split === "function",
  wrong: [1, 2.5, Infinity, null, [], [0], {}],
};

/** The same, or every row alone. */
export const foldsOrRowsParameter: Parameter<FoldsOrRows> = {
  ...foldsParameter,
  rule: `${foldsParameter.rule}, or "leaveOneOut"`,
  doc: `${foldsParameter.doc}. "leaveOneOut" leaves out every row alone, for squares between tasks on the same rows`,
  accepts: (value) => value === "leaveOneOut" || foldsParameter.accepts(value),
};

/** Splits any number of rows, each number once, so that tasks with as many rows are split alike. */
export function splitterOf(where: string, cv: Folds): (rows: number) => readonly RowSplit[] {
  const known = new Map<number, readonly RowSplit[]>();
  return (rows) => {
    const found = known.get(rows) ?? split(where, cv, rows);
    known.set(rows, found);
    return found;
  };
}

function split(where: string, cv: Folds, rows: number): readonly RowSplit[] {
  if (typeof cv !== "number") return splitsOf(where, cv, rows);
  if (rows < cv) reject("value", where, `at least ${cv} rows, one a fold`, said(`${rows}`));
  return new KFold({ nSplits: cv }).split(rows);
}
