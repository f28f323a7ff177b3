import type { Label } from "../base/label.ts";
import type { TaskData } from "../base/tasks.ts";
import { tasksApart } from "../base/tasks-apart.ts";
import type { FlatMatrix } from "../check/matrix.ts";
import { reject, said } from "../check/reject.ts";
import { type Folds, observedOn, splitterOf } from "../estimator/folds.ts";
import type { LabelData } from "../estimator/label-data.ts";
import type { RowSplit } from "../fold/split-rows.ts";
import { takeRows } from "../fold/take-rows.ts";
import { mean } from "../metric/mean.ts";

/** Rows of one task, as every estimator takes them. */
export interface Rows<Y = Float64Array | readonly (Label | null)[]> {
  readonly X: FlatMatrix;
  readonly y: Y;
  readonly name?: string;
  readonly sampleWeight?: Float64Array;
}

/** The tasks of both forms of data, apart. */
export function tasksOf(data: TaskData): Rows<Float64Array>[];
export function tasksOf(data: TaskData | LabelData): Rows[];
export function tasksOf(data: TaskData | LabelData): Rows[] {
  return tasksApart(data).map(({ X, y, weight }, t) => {
    const name = data.taskNames?.[t];
    return {
      X,
      y: "classes" in data ? Array.from(y, (code) => data.classes[t]![code] ?? null) : y,
      ...(name !== undefined && { name }),
      ...(weight && { sampleWeight: weight }),
    };
  });
}

/** The splits of every task's rows, as many for all. */
export function splitsOfTasks(
  where: string,
  cv: Folds,
  data: TaskData | LabelData,
  tasks: readonly Rows[],
): (readonly RowSplit[])[] {
  const split = splitterOf(`${where} cv`, cv, observedOn(data));
  const splits = tasks.map(({ X }) => split(X.rows, X));
  const other = splits.find(({ length }) => length !== splits[0]!.length);
  if (other)
    reject("param", `${where} cv`, `${splits[0]!.length} splits of every task`, said(`${other.length}`));
  return splits;
}

/** Test rows / training rows, the mean over the splits. */
export const shareTested = (splits: readonly RowSplit[]): number =>
  mean(splits.map(({ train, test }) => test.length / train.length));

export function rowsOf<Y extends Rows["y"]>(
  { X, y, name, sampleWeight }: Rows<Y>,
  rows: Int32Array,
): Rows<Y> {
  return {
    X: takeRows(X, rows),
    y: takeRows(y, rows) as Rows["y"] as Y,
    ...(name !== undefined && { name }),
    ...(sampleWeight && { sampleWeight: takeRows(sampleWeight, rows) }),
  };
}

/** The weighted mean squared error of numbers, or the share of labels that are wrong. */
export function errorOf(found: ArrayLike<Label>, { y, sampleWeight }: Rows, where: string): number {
  let [sum, weight] = [0, 0];
  for (let i = 0; i < y.length; i++) {
    const [wanted, got] = [y[i]!, found[i]!];
    if (wanted === null || Number.isNaN(wanted)) continue;
    const own = sampleWeight?.[i] ?? 1;
    const wrong = ArrayBuffer.isView(y)
      ? ((wanted as number) - (got as number)) ** 2
      : Number(wanted !== got);
    sum += own * wrong;
    weight += own;
  }
  return weight > 0 ? sum / weight : reject("value", where, "an observed target to test", said("none"));
}

/** A copy of an estimator that has learnt these tasks. */
export function fitted<E extends { clone(): E; fit(tasks: never): unknown }>(
  estimator: E,
  tasks: readonly Rows[],
): E {
  const own = estimator.clone();
  own.fit(tasks as never);
  return own;
}
