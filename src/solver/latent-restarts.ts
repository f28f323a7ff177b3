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
import { type LatentStart, type LatentTasks, type LatentTasksSettings, latentTasks } from "./latent-tasks.ts";
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
  const unit = unitOf(statistics, fitIntercept);
  const loss = new LeastSquares(statistics, { fitIntercept, taskWeight, ridge: 0, unit });
  const priced = { ...settings, mu: settings.mu / unit / unit };
  try {
    const alone = { data: loss.cross.slice(), rows: p, columns: T };
    loss.factor(loss.curvature / 100 || 1);
    loss.solve(alone.data);
    const restarts = new Float64Array(nInit);
    let best: LatentTasks | undefined;
    for (let turn = 0; turn < nInit; turn++) {
      const start = turn === 0 ? foremost(alone, k) : mixtures(alone, k, random);
      const found = yield* within(latentTasks(loss, start, priced), turn / nInit, (turn + 1) / nInit);
      const { objective } = found.marks.at(-1)!;
      restarts[turn] = objective * unit * unit;
      if (!best || objective < best.marks.at(-1)!.objective) best = found;
    }
    const { L, S, converged } = best!;
    const marks = best!.marks.map((mark) => ({
      ...mark,
      objective: mark.objective * unit * unit,
      gap: mark.gap * unit * unit,
    }));
    const [latent, sharing] = [
      { data: L.map((value) => value * unit), rows: p, columns: k },
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

/**
 * The power of two that targets are measured in, about their standard deviation, or root mean square without an intercept: with
 * L = unit L' it is F = unit² (f'(L' S) + mu / unit² ‖S‖₁ + lambda ‖L'‖²), and no square of large targets overflows.
 */
function unitOf({ groups }: TaskStatistics, fitIntercept: boolean): number {
  let most = 0;
  for (const { moments } of groups) {
    for (const [column, square] of moments.square.entries()) {
      const mean = fitIntercept ? 0 : moments.meanY[column]!;
      most = Math.max(most, square / moments.weight + mean * mean);
    }
  }
  let unit = 1;
  while (most > 0 && 4 * unit * unit <= most) unit *= 2;
  while (unit * unit > most && most > 0) unit /= 2;
  return unit;
}

/** L = U √s and S = √s Vᵀ of the k largest singular values; zeros where there are fewer. */
function foremost(W: Dense, k: number): LatentStart {
  const { U, s, V } = svd(W);
  const T = W.columns;
  const [L, S] = [zeros(W.rows, k).data, zeros(k, T).data];
  for (let a = 0; a < Math.min(k, s.length); a++) {
    const root = Math.sqrt(s[a]!);
    for (let j = 0; j < W.rows; j++) L[j * k + a] = U.data[j * s.length + a]! * root;
    for (let t = 0; t < T; t++) S[a * T + t] = V.data[t * s.length + a]! * root;
  }
  return { L, S };
}

/** L = W R, k random mixtures of the columns of W, and S = Rᵀ. */
function mixtures(W: Dense, k: number, random: RandomState): LatentStart {
  const T = W.columns;
  const by = zeros(T, k);
  for (let i = 0; i < by.data.length; i++) by.data[i] = random.randn() / Math.sqrt(T);
  const S = zeros(k, T).data;
  for (let a = 0; a < k; a++) for (let t = 0; t < T; t++) S[a * T + t] = by.data[t * k + a]!;
  return { L: multiply(W, by).data, S };
}
