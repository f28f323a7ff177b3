import { readTaskData } from "../base/tasks.ts";
import type { Work } from "../base/work.ts";
import { drawnStatistics, partedStatistics } from "../fold/fold-statistics.ts";
import { isPartition } from "../fold/splitter.ts";
import { explained } from "../metric/explained.ts";
import { type TaskErrors, type TaskValidation, validateOnStatistics } from "../solver/validation.ts";
import { groupsOf } from "../statistics/group.ts";
import type { TaskStatistics } from "../statistics/task-statistics.ts";
import type { Candidate, StatisticsCandidate } from "./candidate.ts";
import type { Cut } from "./cuts.ts";
import type { Metrics } from "./metrics.ts";
import { allRows, type Sample } from "./sample.ts";
import type { Trial } from "./trial.ts";

/** What a score needs of a task: its rows, the errors' spread about their mean, that mean, and the targets' spread, sums a unit weight. */
interface Errors {
  readonly count: number;
  readonly within: number;
  readonly offset: number;
  readonly spread: number;
}

const square = ({ within, offset }: Errors): number => within + offset * offset;

/** Scores that squared loss gives: the same as of rows. */
const fromErrors: Readonly<Record<string, (errors: Errors) => number>> = {
  r2: (own) => (own.count < 2 ? NaN : explained(square(own), own.spread)),
  explainedVariance: ({ within, spread }) => explained(within, spread),
  negMeanSquaredError: (own) => -square(own),
  negRootMeanSquaredError: (own) => -Math.sqrt(square(own)),
};

/**
 * Whether all that is asked can be read off statistics, and shall: numbers, scores of squares, no task left out, and where all tasks
 * share their rows no more features than rows to train on.
 */
export function readsStatistics(sample: Sample, cuts: readonly Cut[], metrics: Metrics): boolean {
  if (sample.hasLabels || cuts.some(({ learnt, tested }) => learnt.length + tested.length < 2 * sample.T))
    return false;
  if (!metrics.every(([, scoring]) => typeof scoring === "string" && Object.hasOwn(fromErrors, scoring)))
    return false;
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
  const trained = last((fold) => folds.train(fold));
  const open: TaskValidation[] = [];
  const validations = { train: new Map<number, TaskValidation>(), test: new Map<number, TaskValidation>() };
  const validationOf = (fold: number, side: "train" | "test"): TaskValidation => {
    const known = validations[side].get(fold);
    if (known) return known;
    const made = validateOnStatistics(side === "test" ? folds.tests[fold]! : trained(fold), "samples");
    validations[side].set(fold, made);
    open.push(made);
    return made;
  };
  const learn = (estimator: Candidate, statistics: TaskStatistics): void => {
    (estimator as StatisticsCandidate).fitStatistics(statistics);
  };
  return {
    count: cuts.length,
    fit: (estimator, fold) => learn(estimator, trained(fold)),
    score(estimator, fold, side) {
      const errors = validationOf(fold, side).errors((estimator as StatisticsCandidate).model);
      return scoresOf(side === "test" ? folds.tests[fold]! : trained(fold), errors, metrics);
    },
    fitWhole: (estimator) => learn(estimator, folds.total),
    close() {
      for (const one of open) one.close();
    },
  };
}

function scoresOf({ groups, T }: TaskStatistics, errors: TaskErrors, metrics: Metrics): Float64Array[] {
  const { weights, inside, off } = errors;
  const scores = metrics.map(() => new Float64Array(T).fill(NaN));
  for (const { tasks, moments } of groups) {
    const { count, weight } = moments;
    if (count === 0) continue;
    for (const [k, t] of tasks.entries()) {
      const spread = moments.square[k]! / weight;
      const own = { count, within: inside[t]! / weights[t]!, offset: off[t]!, spread };
      for (const [m, [, scoring]] of metrics.entries()) scores[m]![t] = fromErrors[scoring as string]!(own);
    }
  }
  return scores;
}

/** Keeps the answer to the last question alone. */
function last<R>(make: (fold: number) => R): (fold: number) => R {
  let known: { readonly fold: number; readonly value: R } | undefined;
  return (fold) => {
    if (known?.fold !== fold) known = { fold, value: make(fold) };
    return known.value;
  };
}
