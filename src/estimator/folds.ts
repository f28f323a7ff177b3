import type { Parameter } from "../base/parameter.ts";
import type { TaskData } from "../base/tasks.ts";
import { reject, said } from "../check/reject.ts";
import { KFold } from "../fold/k-fold.ts";
import type { RowSplit } from "../fold/split-rows.ts";
import { type Split, type SplitRows, type Splitter, splitsOf } from "../fold/splitter.ts";

/** How many folds, or who makes them. */
export type Folds = number | Splitter | readonly Split[];

const isSplit = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "train" in value && "test" in value;

/** Or every row alone, where that needs no fits. */
export type FoldsOrRows = Folds | "leaveOneOut";

/** Who splits the rows of a cross-validation: so many runs of rows, a splitter, or the splits. Tasks with rows of their own are split each within itself. */
export const foldsParameter: Parameter<Folds> = {
  default: 5,
  rule: "an integer >= 2, a splitter such as KFold, or a list of { train, test } row numbers",
  accepts: (value) =>
    (Number.isInteger(value) && (value as number) >= 2) ||
    (Array.isArray(value) && value.length > 0 && value.every(isSplit)) ||
    typeof (value as Splitter | null | undefined)?.split === "function",
  wrong: [1, 2.5, Infinity, null, [], [0], {}],
};

/** The same, or "leaveOneOut": every row alone, for squares between tasks on the same rows. */
export const foldsOrRowsParameter: Parameter<FoldsOrRows> = {
  ...foldsParameter,
  rule: `${foldsParameter.rule}, or "leaveOneOut"`,
  accepts: (value) => value === "leaveOneOut" || foldsParameter.accepts(value),
};

/**
 * Splits any number of rows, each number once, so that tasks with as many rows are split alike. A splitter that asks for targets splits
 * each X apart, and `of` tells it what is observed on X.
 */
export function splitterOf(
  where: string,
  cv: Folds,
  of?: (X: object) => SplitRows,
): (rows: number, X?: object) => readonly RowSplit[] {
  const by = (typeof cv === "object" && (cv as Splitter).by) || "rows";
  if (by === "tasks") reject("param", where, "who splits rows", said("one who leaves out tasks"));
  const known = new Map<number | object, readonly RowSplit[]>();
  return (rows, X) => {
    const key = by === "targets" && X ? X : rows;
    const found = known.get(key) ?? split(where, cv, rows, X && of?.(X));
    known.set(key, found);
    return found;
  };
}

/** What is observed on the X of a block. */
export const observedOn =
  ({ blocks }: Pick<TaskData, "blocks">) =>
  (X: object): SplitRows => {
    const { Y, tasks } = blocks.find((block) => block.X === X)!;
    const targets = tasks.map((_, k) => Y.data.filter((_, at) => at % Y.columns === k));
    return { tasks, targets };
  };

function split(where: string, cv: Folds, rows: number, of: SplitRows | undefined): readonly RowSplit[] {
  if (typeof cv !== "number") return splitsOf(where, cv, rows, of);
  if (rows < cv) reject("value", where, `at least ${cv} rows, one a fold`, said(`${rows}`));
  return new KFold({ nSplits: cv }).split(rows);
}
