import { report, type Work } from "../base/work.ts";
import { checkOptions } from "../check/options.ts";
import { reject, said } from "../check/reject.ts";
import type { Folds } from "../estimator/folds.ts";
import { type FoldStatistics, isFoldStatistics } from "../fold/fold-statistics.ts";
import { type Candidate, fitsStatistics } from "./candidate.ts";
import type { Metrics } from "./metrics.ts";
import { readSample, type Sample } from "./sample.ts";
import { isOfSquares } from "./statistics-fold.ts";
import { trialOfFolds } from "./statistics-trial.ts";
import { openTrial, type Trial } from "./trial.ts";

/** What is validated on: who the tasks are, how estimators are tried, and the rows, where there are any. */
export interface ValidationData extends Pick<Sample, "T" | "taskNames" | "hasLabels"> {
  readonly sample?: Sample;
  open(candidates: readonly Candidate[], metrics: Metrics): Work<Trial>;
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
  if (isFoldStatistics(given[0])) return readFolds(where, given[0], given[1], names);
  const { sample, options } = readSample<O>(where, given, names, copy);
  return { data: validationOnRows(where, sample, options.cv ?? 5), options };
}

/** Rows that folds are cut from. */
export function validationOnRows(where: string, sample: Sample, cv: Folds): ValidationData {
  const { T, taskNames, hasLabels } = sample;
  const open: ValidationData["open"] = (candidates, metrics) =>
    openTrial(where, sample, cv, candidates, metrics);
  return { T, taskNames, hasLabels, sample, open };
}

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
  return { data: validationOnFolds(where, folds), options };
}

/** The statistics of folds, without a row. */
export function validationOnFolds(where: string, folds: FoldStatistics): ValidationData {
  const { T, taskNames } = folds.total;
  return {
    ...{ T, taskNames, hasLabels: false },
    *open(candidates, metrics) {
      const stranger = candidates.find((candidate) => !fitsStatistics(candidate));
      if (stranger) {
        const rule = "one that learns from statistics, where there are no rows";
        reject("pair", `${where} estimator`, rule, said(stranger.name ?? "another"));
      }
      const other = metrics.find(([, scoring]) => !isOfSquares(scoring));
      if (other) reject("pair", `${where}.scoring`, "scores of squares, where there are no rows", other[1]);
      yield* report({ stage: "statistics", fraction: 0.2 });
      return trialOfFolds(folds, metrics);
    },
  };
}
