import type { Mark } from "../../base/mark.ts";
import { type Work, within } from "../../base/work.ts";
import type { Penalty } from "../../penalty/penalty.ts";
import { momentsOf } from "../../statistics/accumulate.ts";
import type { Group } from "../../statistics/group.ts";
import { type GroupStatistics, TaskStatistics } from "../../statistics/task-statistics.ts";
import type { Minimum, WarmStart } from "../admm.ts";
import { fitPenalised } from "../penalised.ts";
import type { EmpiricalLoss } from "./empirical-loss.ts";
import { LossJudge, penaltyAt } from "./loss-certificate.ts";
import type { LossSettings } from "./loss-settings.ts";

/** Of the gap at hand, how much a sub-problem may leave; a tenth of it from where a step gains less than that. */
const shares = { first: 0.1, least: 1e-12 };

/** What an objective may rise by in its last digits: a gap goes on falling where the objective cannot. */
const rounding = 1e-14;

/** The least curvature of a row, as a share of its loss's largest: where the loss is flat the model of it is not. */
const least = 1e-6;

/**
 * Proximal Newton: around W the loss is Σ h/2 (z − f)² with h the curvatures and z = f − slope / h, a weighted least squares
 * problem for every column of W. Its statistics, the penalty and the solvers of squared loss give the direction, to a share of
 * the gap at hand; a step along it is halved until the objective falls enough. What the classes of a softmax task have in common the
 * loss does not see, but the model of it does: it is taken out after every step where the penalty is the smaller for it.
 *
 * @see Lee, Sun & Saunders 2014, algorithm 1
 */
export function* proxNewton(
  loss: EmpiricalLoss,
  penalty: Penalty,
  { where, fitIntercept, tol, maxIter, start }: LossSettings,
): Work<Minimum> {
  const since = performance.now();
  const { p, T } = loss;
  const room = (): Float64Array => new Float64Array(p * T);
  const parts = (penalty.components ?? [penalty]).map((_, k) => start?.components[k]?.slice() ?? room());
  const trial = parts.map(room);
  const sum = room();
  const judge = new LossJudge(loss, penalty);
  const marks: Mark[] = [];
  let state: WarmStart | undefined = start;
  let share = shares.first;

  for (let iteration = 0, go = true; ; iteration++) {
    const value = valueAt(parts);
    const at = judge.measure(value, sum, parts);
    marks.push({ iteration, ...at, seconds: (performance.now() - since) / 1000 });
    const converged = judge.accepts(at, tol);
    const fraction = iteration / maxIter;
    go &&= (yield { stage: "newton", fraction }) !== false;
    if (converged || iteration >= maxIter || !go) return { state: { components: parts }, marks, converged };
    const statistics = yield* within(model(), fraction, fraction);
    const target = share * Math.min(at.gap, at.objective);
    const settings = { where, fitIntercept, taskWeight: "samples", maxIter: 1000, byResidual: true } as const; // the gap here is of the slope
    const goal = { ...settings, tol: Math.max(target / halfSquare(statistics), 1e-16) };
    const fit = yield* within(fitPenalised(statistics, penalty, goal, state), fraction, fraction);
    state = fit.state;
    const next = fit.state?.components ?? [fit.coef.data];
    const before = at.objective;
    let slope = -penaltyAt(penalty, parts, loss);
    slope += penaltyAt(penalty, next, loss);
    for (const [k, data] of next.entries()) {
      for (let j = 0; j < data.length; j++) slope += judge.G[j]! * (data[j]! - parts[k]![j]!);
    }
    let trialed = Infinity;
    let step = 2;
    do {
      step /= 2;
      for (const [k, data] of next.entries()) {
        for (let j = 0; j < data.length; j++)
          trial[k]![j] = parts[k]![j]! + step * (data[j]! - parts[k]![j]!);
      }
      trialed = valueAt(trial) + penaltyAt(penalty, trial, loss);
    } while (!(trialed <= before + 1e-4 * step * Math.min(0, slope) + rounding * before) && step > 1e-10);
    if (!(before - trialed >= target)) share = Math.max(shares.least, share / 10);
    if (step <= 1e-10) continue; // not downhill at all: the sub-problem was solved too loosely
    for (const [k, part] of parts.entries()) {
      part.set(trial[k]!);
      const side = penalty.components?.[k] ?? penalty;
      for (const common of ["mean", "median"] as const) {
        if (loss.withoutShift(part, sum, common) && side.value(sum, loss) < side.value(part, loss))
          part.set(sum);
      }
    }
  }

  /** f at the sum of components, which is left in `sum`. */
  function valueAt(components: readonly Float64Array[]): number {
    sum.fill(0);
    for (const part of components) for (let k = 0; k < sum.length; k++) sum[k]! += part[k]!;
    return loss.evaluate(sum);
  }

  /** The statistics of the weighted least squares problem around the W last evaluated. */
  function* model(): Work<TaskStatistics> {
    const groups: Group[] = [];
    loss.eachColumn((column, group, f, slope, curvature) => {
      const floor = least * curvature.reduce((most, h) => Math.max(most, h), 0) || least;
      const weight = curvature.map((h) => Math.max(h, floor));
      const y = new Float64Array(group.X.rows);
      for (const [i, row] of group.rows.entries()) y[row] = f[i]! - slope[i]! / weight[i]!;
      const Y = { data: y, rows: y.length, columns: 1 };
      groups.push({ X: group.X, rows: group.rows, weight, tasks: [column], Y, columns: [0] });
    });
    const found: GroupStatistics[] = [];
    for (const group of groups) found.push({ tasks: group.tasks, moments: yield* momentsOf(group) });
    return new TaskStatistics(p, T, undefined, found, 1);
  }
}

/** Σ h z² / 2 about the mean: the sub-problem's objective at W = 0. */
function halfSquare({ groups }: TaskStatistics): number {
  return groups.reduce((sum, { moments }) => sum + moments.square[0]! / 2, 0) || 1;
}
