import type { MatrixLike, VectorLike } from "../check/matrix.ts";
import { checkOptions } from "../check/options.ts";
import type { Column } from "./column.ts";
import { averageScores, type MultiOutput, type Score, taskWeights } from "./multi-output.ts";
import { type Predictions, readColumns, type Targets } from "./read-columns.ts";

export interface ScoreOptions<M extends MultiOutput> {
  /** One weight a row (n) or one a row and task (n x T), >= 0. Tasks with rows of their own carry theirs. */
  readonly sampleWeight?: VectorLike | MatrixLike | undefined;
  /** How the scores of the tasks become one; default "uniformAverage", their mean. */
  readonly multioutput?: M | undefined;
}

/** One task's score; `variance` is its weight in a "varianceWeighted" mean. */
export interface ColumnScore {
  readonly score: number;
  readonly variance?: number;
}

/** Scores columns that are read already, one a task: the inner door of every metric. */
export function scoreColumns<M extends MultiOutput>(
  owner: string,
  columns: readonly Column[],
  multioutput: M | undefined,
  scoreOf: (column: Column, t: number) => ColumnScore,
): Score<M> {
  const found = columns.map(scoreOf);
  const scores = found.map(({ score }) => score);
  if (multioutput === "rawValues") return scores as Score<M>;
  const variances = found.map(({ variance }) => variance).filter((variance) => variance !== undefined);
  const weights = taskWeights(
    `${owner}.multioutput`,
    multioutput === undefined ? "uniformAverage" : (multioutput as Exclude<M, "rawValues">),
    scores.length,
    variances.length === scores.length ? variances : undefined,
  );
  return averageScores(scores, weights) as Score<M>;
}

/** Reads what a user hands in and scores it. */
export function scoreGiven<M extends MultiOutput>(
  owner: string,
  Y: Targets,
  P: Predictions,
  options: ScoreOptions<M> | undefined,
  scoreOf: (column: Column, t: number) => ColumnScore,
): Score<M> {
  checkOptions(owner, options, ["sampleWeight", "multioutput"]);
  const columns = readColumns(owner, Y, P, options?.sampleWeight);
  return scoreColumns(owner, columns, options?.multioutput, scoreOf);
}
