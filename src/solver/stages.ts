import { LinearModel } from "../base/linear-model.ts";
import type { Mark } from "../base/mark.ts";
import { type Work, within } from "../base/work.ts";
import type { Penalty, Shape, Staged } from "../penalty/penalty.ts";
import { explainedBy } from "../statistics/explained-by.ts";
import { interceptsOf } from "../statistics/intercepts.ts";
import { partialOut } from "../statistics/partial-out.ts";
import type { TaskStatistics } from "../statistics/task-statistics.ts";
import type { PenalisedSettings } from "./opened.ts";
import { fitPenalised } from "./penalised.ts";

/**
 * Convex problems in a row for a capped norm of rows g: from W = 0, each with the penalty g.stage(W), which up to a constant
 * lies above g and touches it at the W before. So F falls from stage to stage, but for what a stage's gap leaves.
 * A stage lets some rows go free and penalises the others as the first one does all; the free ones are partialled out, so
 * that what is solved is the first stage's problem on the other features, with a certificate that holds for all.
 *
 * It ends where a stage would let the same rows go: nothing would move any more. There is a mark a stage, with the non-convex
 * F and the gap of the stage's own problem; `converged` says that the stages came to their end and the last was solved.
 *
 * @see Zhang 2010, Analysis of multi-stage convex relaxation; Gong, Ye & Zhang 2012, algorithm 1
 */
export function* fitStages(
  statistics: TaskStatistics,
  penalty: Staged,
  settings: PenalisedSettings,
  maxStages: number,
): Work<LinearModel> {
  const { p, T, taskNames } = statistics;
  const since = performance.now();
  const marks: Mark[] = [];
  let W = new Float64Array(p * T);
  let free: readonly number[] = [];
  for (let stage = 1, iteration = 0; ; stage++) {
    const work = solveStage(statistics, penalty, settings, W, free);
    const solved = yield* within(work, (stage - 1) / maxStages, stage / maxStages);
    W = solved.W;
    iteration += solved.mark.iteration;
    const objective = solved.loss + penalty.value(W, statistics);
    const seconds = (performance.now() - since) / 1000;
    marks.push({ iteration, objective, gap: solved.mark.gap, seconds });
    const next = freeRows(penalty.stage(W, statistics), statistics);
    const settled = next.length === free.length && next.every((j, k) => j === free[k]);
    if (settled || stage === maxStages) {
      const coef = { data: W, rows: p, columns: T };
      const intercept = interceptsOf(settings.fitIntercept ? statistics.groups : [], W, T);
      const fitScores = explainedBy(statistics.groups, { coef, intercept });
      const converged = settled && solved.converged;
      return new LinearModel({ coef, intercept, taskNames, marks, converged, fitScores });
    }
    free = next;
  }
}

/** One stage from W on: the new W, its loss, and how well the convex problem is solved. */
function* solveStage(
  statistics: TaskStatistics,
  penalty: Staged,
  settings: PenalisedSettings,
  W: Float64Array,
  free: readonly number[],
): Work<{ W: Float64Array<ArrayBuffer>; loss: number; mark: Mark; converged: boolean }> {
  const { p, T } = statistics;
  const all = penalty.stage(new Float64Array(p * T), statistics);
  if (free.length === 0 || free.length === p) {
    const convex = free.length === 0 ? all : penalty.stage(W, statistics);
    const model = (yield* fitPenalised(statistics, convex, settings, { components: [W] })).model();
    const mark = model.marks.at(-1)!;
    const data = model.coef.data.slice();
    return {
      W: data,
      loss: mark.objective - convex.value(data, statistics),
      mark,
      converged: model.converged,
    };
  }
  const { statistics: rest, restore } = partialOut(statistics, free, settings.fitIntercept);
  const start = W.filter((_, at) => !free.includes(Math.floor(at / T)));
  const work = fitPenalised(rest, all, { ...settings, fitIntercept: false }, { components: [start] });
  const model = (yield* work).model();
  const mark = model.marks.at(-1)!;
  const loss = mark.objective - all.value(model.coef.data, rest);
  return { W: new Float64Array(restore(model.coef.data)), loss, mark, converged: model.converged };
}

/** The rows that cost nothing. */
function freeRows({ row }: Penalty, { p, T }: Shape): number[] {
  const ones = new Float64Array(T).fill(1);
  return [...Array(p).keys()].filter((j) => row!.value(ones, j) === 0);
}
