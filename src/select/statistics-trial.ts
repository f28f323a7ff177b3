import { readTaskData } from "../base/tasks.ts";
import type { Work } from "../base/work.ts";
import { drawnStatistics, type FoldStatistics, partedStatistics } from "../fold/fold-statistics.ts";
import { isPartition } from "../fold/splitter.ts";
import { groupsOf } from "../statistics/group.ts";
import type { StatisticsCandidate } from "./candidate.ts";
import type { Cut } from "./cuts.ts";
import type { Metrics } from "./metrics.ts";
import { allRows, type Sample } from "./sample.ts";
import { isOfSquares, statisticsFold } from "./statistics-fold.ts";
import type { Trial } from "./trial.ts";

/**
 * Whether all that is asked can be read off statistics, and shall: numbers, scores of squares, no task left out, and where all tasks
 * share their rows no more features than rows to train on.
 */
export function readsStatistics(sample: Sample, cuts: readonly Cut[], metrics: Metrics): boolean {
  if (sample.hasLabels || cuts.some(({ learnt, tested }) => learnt.length + tested.length < 2 * sample.T))
    return false;
  if (!metrics.every(([, scoring]) => isOfSquares(scoring))) return false;
  return !sample.shared || cuts.every(({ train }) => train[0]!.length >= featuresOf(sample));
}

function featuresOf({ parts }: Sample): number {
  const X = parts[0]!.X as { readonly columns?: number } & ArrayLike<ArrayLike<number>>;
  return X.columns ?? X[0]?.length ?? Infinity;
}

/** The folds as statistics, made in one pass over the rows where folds part them. */
export function* statisticsTrial(
  where: string,
  sample: Sample,
  cuts: readonly Cut[],
  metrics: Metrics,
  together: boolean,
): Work<Trial> {
  const [given, Y, options] = sample.fitArguments(sample.parts.map(({ rows }) => allRows(rows)));
  const data = readTaskData(where, given, Y, options ?? {});
  const { blocks } = data;
  const groups = together ? groupsOf(data) : blocks.flatMap((block) => groupsOf({ blocks: [block] }));
  const part = new Map(blocks.map(({ X }, at) => [X as object, at]));
  const splitsOf = (_: number, X: object) =>
    cuts.map(({ train, test }) => ({ train: train[part.get(X)!]!, test: test[part.get(X)!]! }));
  const parted = cuts.length > 1 && blocks.every(({ X }) => isPartition(splitsOf(X.rows, X), X.rows));
  const folds = yield* (parted ? partedStatistics : drawnStatistics)(data, groups, splitsOf, cuts.length);
  return trialOfFolds(folds, metrics);
}

/** Folds whose statistics are there. */
export const trialOfFolds = (folds: FoldStatistics, metrics: Metrics): Trial => ({
  count: folds.tests.length,
  open: (k) => statisticsFold(folds.train(k), folds.tests[k]!, metrics),
  sent: (k) => ({ train: folds.train(k), test: folds.tests[k]! }),
  fitWhole(estimator) {
    (estimator as StatisticsCandidate).fitStatistics(folds.total);
  },
});
