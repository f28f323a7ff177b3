import { LinearModel } from "../base/linear-model.ts";
import { type Work, within } from "../base/work.ts";
import { LeastSquares } from "../datafit/least-squares.ts";
import { type Dense, zeros } from "../matrix/dense.ts";
import { multiply } from "../matrix/product.ts";
import type { RandomState } from "../matrix/random.ts";
import { svd } from "../matrix/svd.ts";
import { explainedBy } from "../statistics/explained-by.ts";
import { interceptsOf } from "../statistics/intercepts.ts";
import type { TaskStatistics } from "../statistics/task-statistics.ts";
import { type LatentTasks, type LatentTasksSettings, latentTasks } from "./latent-tasks.ts";
import { checkObserved } from "./ridge-fit.ts";
import { checkSummable } from "./summable.ts";

export interface LatentRestartsSettings extends LatentTasksSettings {
  /** Who fits, for refusals. */
  readonly where: string;
  readonly fitIntercept: boolean;
  readonly taskWeight: "samples" | "equal";
  readonly nInit: number;
  readonly random: RandomState;
}

/** The best of several starts. */
export interface LatentModel {
  readonly model: LinearModel;
  /** L, p x k. */
  readonly latentTasks: Dense;
  /** S, k x T. */
  readonly sharing: Dense;
  /** The objective that every start ended in. */
  readonly restarts: Float64Array;
}

/**
 * `latentTasks` from several L, and the one that ends lowest. The first L is that of the paper, the foremost left singular
 * vectors of tasks learnt alone, here by ridge regressions; each other one is k random mixtures of those tasks.
 */
export function* latentRestarts(
  statistics: TaskStatistics,
  settings: LatentRestartsSettings,
): Work<LatentModel> {
  const { where, k, nInit, fitIntercept, taskWeight, random } = settings;
  const { p, T, groups, taskNames } = statistics;
  for (const { tasks, moments } of groups) {
    checkObserved(where, moments.count, tasks[0]!, taskNames);
    checkSummable(where, "X", moments.gram);
    checkSummable(where, "Y", moments.square);
  }
  const loss = new LeastSquares(statistics, { fitIntercept, taskWeight, ridge: 0 });
  try {
    const alone = { data: loss.cross.slice(), rows: p, columns: T };
    loss.factor(loss.curvature / 100 || 1);
    loss.solve(alone.data);
    const restarts = new Float64Array(nInit);
    let best: LatentTasks | undefined;
    for (let turn = 0; turn < nInit; turn++) {
      const L = turn === 0 ? foremost(alone, k) : mixtures(alone, k, random);
      const found = yield* within(latentTasks(loss, L, settings), turn / nInit, (turn + 1) / nInit);
      restarts[turn] = found.marks.at(-1)!.objective;
      if (!best || restarts[turn]! < best.marks.at(-1)!.objective) best = found;
    }
    const { L, S, marks, converged } = best!;
    const [latent, sharing] = [
      { data: L, rows: p, columns: k },
      { data: S, rows: k, columns: T },
    ];
    const coef = multiply(latent, sharing);
    const intercept = interceptsOf(fitIntercept ? groups : [], coef.data, T);
    const fitScores = explainedBy(groups, { coef, intercept });
    const model = new LinearModel({ coef, intercept, taskNames, marks, converged, fitScores });
    return { model, latentTasks: latent, sharing, restarts };
  } finally {
    loss.close();
  }
}

/** U √s of the k largest singular values; columns of 0 where there are fewer. */
function foremost(W: Dense, k: number): Float64Array {
  const { U, s } = svd(W);
  const L = zeros(W.rows, k);
  for (let j = 0; j < W.rows; j++) {
    for (let a = 0; a < Math.min(k, s.length); a++)
      L.data[j * k + a] = U.data[j * s.length + a]! * Math.sqrt(s[a]!);
  }
  return L.data;
}

/** k random mixtures of the columns of W. */
function mixtures(W: Dense, k: number, random: RandomState): Float64Array {
  const by = zeros(W.columns, k);
  for (let i = 0; i < by.data.length; i++) by.data[i] = random.randn() / Math.sqrt(W.columns);
  return multiply(W, by).data;
}
