import { checkWatching } from "../base/arguments.ts";
import type { Work } from "../base/work.ts";
import { checkOptions } from "../check/options.ts";
import { reject, said } from "../check/reject.ts";
import type { Folds } from "../estimator/folds.ts";
import type { FoldStatistics } from "../fold/fold-statistics.ts";
import { type Candidate, fitsStatistics } from "./candidate.ts";
import type { Metrics } from "./metrics.ts";
import { readSample, type Sample } from "./sample.ts";
import { isOfSquares } from "./statistics-fold.ts";
import { trialOfFolds } from "./statistics-trial.ts";
import { openTrial, type Trial } from "./trial.ts";

/** What is validated on: who the tasks are, how an estimator is tried, and the rows, where there are any. */
export interface ValidationData extends Pick<Sample, "T" | "taskNames" | "hasLabels"> {
  readonly sample?: Sample;
  open(estimator: Candidate, metrics: Metrics): Work<Trial>;
}

interface Read<O> {
  readonly data: ValidationData;
  readonly options: O;
}

/** Reads (X, Y, options), (tasks, options) or (statistics of folds, options). */
export function readValidationData<O extends { readonly cv?: Folds }>(
  where: string,
  given: readonly unknown[],
  names: readonly (string & keyof O)[],
  copy: boolean,
): Read<O> {
  if (isFolds(given[0])) return readFolds(where, given[0], given[1], names);
  const { sample, options } = readSample<O>(where, given, names, copy);
  const { T, taskNames, hasLabels } = sample;
  const open = (estimator: Candidate, metrics: Metrics) =>
    openTrial(where, sample, options.cv ?? 5, [estimator], metrics);
  return { data: { T, taskNames, hasLabels, sample, open }, options };
}

const isFolds = (given: unknown): given is FoldStatistics =>
  typeof given === "object" && given !== null && "tests" in given && "total" in given;

function readFolds<O extends object>(
  where: string,
  folds: FoldStatistics,
  given: unknown,
  names: readonly string[],
): Read<O> {
  const options = (given ?? {}) as O;
  checkOptions(
    where,
    options,
    names.filter((name) => name !== "cv"),
  );
  checkWatching(where, options);
  const { T, taskNames } = folds.total;
  const open = function* (estimator: Candidate, metrics: Metrics): Work<Trial> {
    if (!fitsStatistics(estimator))
      reject(
        "pair",
        `${where} estimator`,
        "one that learns from statistics, where there are no rows",
        said(estimator.name ?? "another"),
      );
    const other = metrics.find(([, scoring]) => !isOfSquares(scoring));
    if (other) reject("pair", `${where}.scoring`, "scores of squares, where there are no rows", other[1]);
    return trialOfFolds(folds, metrics);
  };
  return { data: { T, taskNames, hasLabels: false, open }, options };
}
