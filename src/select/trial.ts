import { type Work, within } from "../base/work.ts";
import type { Folds } from "../estimator/folds.ts";
import type { Splitter } from "../fold/splitter.ts";
import { type Candidate, fitOn, fitsStatistics } from "./candidate.ts";
import { type Cut, cutsOf } from "./cuts.ts";
import type { Metrics } from "./metrics.ts";
import { predictionsOf, scorePredictions } from "./predictions.ts";
import { allRows, type Sample } from "./sample.ts";
import { readsStatistics, statisticsTrial } from "./statistics-trial.ts";

/** The folds of data, on which candidates are fitted and scored: every question stands for itself and may be asked in any order. */
export interface Trial {
  readonly count: number;
  fit(estimator: Candidate, fold: number): void;
  /** One list a metric, one number a task; NaN where a task has nothing to test. */
  score(estimator: Candidate, fold: number, side: "train" | "test"): Float64Array[];
  /** Fits on all data. */
  fitWhole(estimator: Candidate): void;
  close(): void;
}

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

function rowTrial(where: string, sample: Sample, cuts: readonly Cut[], metrics: Metrics): Trial {
  let last: { readonly fold: number; readonly given: readonly unknown[] } | undefined;
  const trainOf = (fold: number): readonly unknown[] => {
    const { train, learnt } = cuts[fold]!;
    const some = learnt.length < sample.T ? learnt : undefined;
    if (last?.fold !== fold) last = { fold, given: sample.fitArguments(train, some) };
    return last.given;
  };
  return {
    count: cuts.length,
    fit: (estimator, fold) => fitOn(`${where} fold ${fold}`, estimator, trainOf(fold)),
    score(estimator, fold, side) {
      const name = `${where} fold ${fold}`;
      const found = predictionsOf(name, sample, cuts[fold]!, estimator, side);
      return scorePredictions(name, sample, cuts[fold]![side], found, metrics);
    },
    fitWhole: (estimator) =>
      fitOn(where, estimator, sample.fitArguments(sample.parts.map(({ rows }) => allRows(rows)))),
    close() {},
  };
}
