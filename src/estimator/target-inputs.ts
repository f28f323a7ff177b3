import type { Parameter } from "../base/parameter.ts";
import { KFold } from "../fold/k-fold.ts";
import { type Split, type Splitter, splitsOf } from "../fold/splitter.ts";
import { rowsOf, type Sheet, widen } from "./sheet.ts";
import { fitCopy, predictCopy, type SingleOutputRegressor } from "./task-copy.ts";

/** What stands for targets where they are inputs of other models: themselves, predictions of rows fitted to, or of rows left out. */
export type TargetSource = "true" | "train" | "cv";

export const foldsOf = (standard: number | undefined): Parameter<number | Splitter | undefined> => ({
  default: standard,
  rule: "an integer >= 2, or an object with split, such as a KFold",
  accepts: (value) =>
    (value === undefined && standard === undefined) ||
    (Number.isInteger(value) && (value as number) >= 2) ||
    (typeof value === "object" && typeof (value as Splitter | null)?.split === "function"),
  wrong: [1, 2.5, null, "3", {}],
});

/** A model of a task with inputs and targets of earlier ones. */
export interface Link {
  readonly task: number;
  readonly copy: SingleOutputRegressor;
}

interface Settings {
  readonly where: string;
  readonly label: string;
  readonly base: SingleOutputRegressor;
  readonly source: TargetSource;
  readonly cv: number | Splitter | undefined;
}

/** Fits the model of a task on the sheet where it is observed, whose inputs get the columns `more`. */
export function fitLink(
  { where, label, base }: Pick<Settings, "where" | "label" | "base">,
  sheets: readonly Sheet[],
  more: readonly (readonly Float64Array[])[],
  task: number,
): Link {
  const home = sheets.findIndex(({ tasks }) => tasks.has(task));
  const { rows, y, weight } = sheets[home]!.tasks.get(task)!;
  const X = rowsOf(widen(sheets[home]!.X, more[home]!), rows);
  return { task, copy: fitCopy(where, label, base, X, y, weight) };
}

/**
 * What stands for a task's targets on every row of every sheet: where it is observed the targets, predictions, or predictions of models
 * that have not seen the row; predictions on all other rows.
 */
export function targetColumns(
  { where, label, base, source, cv = 10 }: Settings,
  sheets: readonly Sheet[],
  more: readonly (readonly Float64Array[])[],
  { task, copy }: Link,
): Float64Array[] {
  return sheets.map(({ X, tasks }, s) => {
    const wide = widen(X, more[s]!);
    const column = predictCopy(where, copy, wide);
    const own = tasks.get(task);
    if (!own || source === "train") return column;
    if (source === "true") {
      for (const [k, i] of own.rows.entries()) column[i] = own.y[k]!;
      return column;
    }
    const inputs = rowsOf(wide, own.rows);
    const splitter: Splitter | readonly Split[] = typeof cv === "number" ? new KFold({ nSplits: cv }) : cv;
    for (const { train, test } of splitsOf(`${where} cv`, splitter, own.rows.length)) {
      const weight = own.weight && Float64Array.from(train, (k) => own.weight![k]!);
      const y = Float64Array.from(train, (k) => own.y[k]!);
      const fold = fitCopy(where, label, base, rowsOf(inputs, train), y, weight);
      const P = predictCopy(where, fold, rowsOf(inputs, test));
      for (const [j, k] of test.entries()) column[own.rows[k]!] = P[j]!;
    }
    return column;
  });
}
