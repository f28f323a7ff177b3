import { type TaskErrors, type TaskValidation, validateOnStatistics } from "../solver/validation.ts";
import { explained } from "../statistics/explained.ts";
import type { TaskStatistics } from "../statistics/task-statistics.ts";
import type { StatisticsCandidate } from "./candidate.ts";
import type { Metrics } from "./metrics.ts";
import type { TrialFold } from "./trial-fold.ts";

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

/** Whether a score is of squares. */
export const isOfSquares = (scoring: unknown): boolean =>
  typeof scoring === "string" && Object.hasOwn(fromErrors, scoring);

/** A fold as the statistics of its two sides. Its candidates learn from statistics, its metrics are of squares. */
export function statisticsFold(train: TaskStatistics, test: TaskStatistics, metrics: Metrics): TrialFold {
  const sides = { train, test };
  const open: Partial<Record<keyof typeof sides, TaskValidation>> = {};
  return {
    fit(estimator) {
      (estimator as StatisticsCandidate).fitStatistics(train);
    },
    score(estimator, side) {
      open[side] ??= validateOnStatistics(sides[side], "samples");
      return scoresOf(sides[side], open[side].errors((estimator as StatisticsCandidate).model), metrics);
    },
    close() {
      for (const one of Object.values(open)) one.close();
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
