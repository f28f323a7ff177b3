import type { Matrix } from "ml-matrix";
import { toMatrix } from "../base/linear-model.ts";
import { mean } from "../metric/mean.ts";

/** The scores of one metric: more is better, NaN where a task has nothing to test in a fold. */
export interface TaskScores {
  /** Folds x tasks. */
  readonly test: Matrix;
  /** The same of the rows that were learnt from, where they were asked for. */
  readonly train?: Matrix;
  /** One a task: the mean over the folds in which it has a score, and the deviation (1/K). */
  readonly taskMeans: Float64Array;
  readonly taskDeviations: Float64Array;
  /** One a fold: the mean over the tasks that have a score there. */
  readonly foldMeans: Float64Array;
  /** The mean over the tasks of `taskMeans`, and the deviation of `foldMeans`. */
  readonly mean: number;
  readonly deviation: number;
}

/** Gathers scores, one list of T a fold. */
export function taskScores(test: readonly Float64Array[], train?: readonly Float64Array[]): TaskScores {
  const T = test[0]!.length;
  const column = (t: number): number[] => test.map((own) => own[t]!);
  const columns = Array.from({ length: T }, (_, t) => column(t));
  const taskMeans = Float64Array.from(columns, meanOfKnown);
  const foldMeans = Float64Array.from(test, (own) => meanOfKnown(Array.from(own)));
  return {
    test: matrixOf(test),
    ...(train && { train: matrixOf(train) }),
    ...{ taskMeans, taskDeviations: Float64Array.from(columns, deviation), foldMeans },
    ...{ mean: meanOfKnown(Array.from(taskMeans)), deviation: deviation(Array.from(foldMeans)) },
  };
}

const matrixOf = (rows: readonly Float64Array[]): Matrix =>
  toMatrix({
    data: Float64Array.from(rows.flatMap((row) => Array.from(row))),
    rows: rows.length,
    columns: rows[0]!.length,
  });

const known = (values: readonly number[]): readonly number[] =>
  values.filter((value) => !Number.isNaN(value));

/** The mean of what is a number; NaN of nothing. */
export const meanOfKnown = (values: readonly number[]): number => mean(known(values));

function deviation(values: readonly number[]): number {
  const centre = meanOfKnown(values);
  return Math.sqrt(mean(known(values).map((value) => (value - centre) ** 2)));
}
