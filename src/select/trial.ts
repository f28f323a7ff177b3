import { type Work, within } from "../base/work.ts";
import type { Folds } from "../estimator/folds.ts";
import type { Splitter } from "../fold/splitter.ts";
import type { TaskStatistics } from "../statistics/task-statistics.ts";
import { type Candidate, fitOn, fitsStatistics } from "./candidate.ts";
import { type Cut, cutsOf } from "./cuts.ts";
import type { Metrics } from "./metrics.ts";
import { rowFold } from "./row-fold.ts";
import { allRows, type Sample } from "./sample.ts";
import { readsStatistics, statisticsTrial } from "./statistics-trial.ts";
import type { TrialFold } from "./trial-fold.ts";

/** The folds of data, on which candidates are fitted and scored: every fold stands for itself and may be opened in any order. */
export interface Trial {
  readonly count: number;
  /** Whoever opens a fold closes it. */
  open(fold: number): TrialFold;
  /** What another thread needs to open the fold: where it is to be cut from the sample, or all that is to be known of it. */
  sent(fold: number): SentFold;
  /** Fits on all data. */
  fitWhole(estimator: Candidate): void;
}

/** A fold as plain data. */
export type SentFold =
  | { readonly cut: Cut; readonly where: string }
  | { readonly train: TaskStatistics; readonly test: TaskStatistics };

/**
 * Opens the folds. Where all candidates learn from statistics and every score can be read off them, the rows are read once; everything
 * else is cut by rows.
 */
export function* openTrial(
  where: string,
  sample: Sample,
  cv: Folds,
  candidates: readonly Candidate[],
  metrics: Metrics,
): Work<Trial> {
  const cuts = cutsOf(where, cv, sample);
  if (candidates.every(fitsStatistics) && readsStatistics(sample, cuts, metrics)) {
    const together = typeof cv === "number" || (cv as Splitter).by !== "targets";
    return yield* within(statisticsTrial(where, sample, cuts, metrics, together), 0, 0.2);
  }
  return rowTrial(where, sample, cuts, metrics);
}

/** Folds that are cut by rows. */
export function rowTrial(where: string, sample: Sample, cuts: readonly Cut[], metrics: Metrics): Trial {
  const name = (fold: number): string => `${where} fold ${fold}`;
  return {
    count: cuts.length,
    open: (fold) => rowFold(name(fold), sample, cuts[fold]!, metrics),
    sent: (fold) => ({ cut: cuts[fold]!, where: name(fold) }),
    fitWhole: (estimator) =>
      fitOn(where, estimator, sample.fitArguments(sample.parts.map(({ rows }) => allRows(rows)))),
  };
}
