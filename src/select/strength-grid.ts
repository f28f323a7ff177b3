import { geometric } from "../matrix/geometric.ts";
import { restOf } from "../penalty/rest-of.ts";
import type { PenaltyFamily } from "../solver/follow.ts";
import { dualAt, type PenalisedSettings } from "../solver/opened.ts";
import { crossOfTasks } from "../statistics/cross-of-tasks.ts";
import type { TaskStatistics } from "../statistics/task-statistics.ts";

/** How many strengths, or which; and how far down they go, where they are counted. */
export interface Grid {
  readonly alphas: number | readonly number[] | Float64Array;
  readonly eps: number;
}

/** The strongest square, in units of the curvature of the loss: W is nearly 0 there. */
const strongest = 10;

/** What a grid begins with where the data have no scale of their own. */
const least = 1e-15;

/**
 * Strengths of a family, the strongest first, for data to train on. Counted ones are shares of what these data themselves call
 * strong, so that nothing of held-out rows is in them: of a norm, `alphaMax`, down to `eps` of it; of squares 10 times the mean
 * diagonal of XᵀX / n̄, down to eps² of that, as a square's strength goes with the square of its effect.
 */
export function strengthsOf(
  statistics: TaskStatistics,
  settings: PenalisedSettings,
  family: PenaltyFamily,
  { alphas, eps }: Grid,
): readonly number[] {
  if (typeof alphas !== "number") return Array.from(alphas).sort((a, b) => b - a);
  const norm = family(1);
  const { where, fitIntercept, taskWeight } = settings;
  const { p, T, groups, meanWeight } = statistics;
  const divisor = ({ weight }: { weight: number }): number => (taskWeight === "equal" ? weight : meanWeight);
  if (restOf(norm)?.dual && !norm.coupling) {
    const largest = dualAt(where, norm, crossOfTasks(statistics, fitIntercept, divisor), statistics);
    return largest > least ? geometric(largest, eps, alphas) : new Array<number>(alphas).fill(least);
  }
  let trace = 0;
  for (const { tasks, moments } of groups) {
    const about = fitIntercept ? 0 : moments.weight;
    for (let j = 0, k = 0; j < p; j++, k += j + 1)
      trace += (tasks.length * (moments.gram[k]! + about * moments.meanX[j]! ** 2)) / divisor(moments);
  }
  const curvature = trace / (p * T);
  return geometric(curvature > least ? strongest * curvature : least, eps * eps, alphas);
}
