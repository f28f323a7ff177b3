import type { Mark } from "../../base/mark.ts";
import { type Progress, type Work, within } from "../../base/work.ts";
import type { Penalty } from "../../penalty/penalty.ts";
import type { TaskStatistics } from "../../statistics/task-statistics.ts";
import type { Minimum, WarmStart } from "../admm.ts";
import { fitPenalised } from "../penalised.ts";
import type { EmpiricalLoss } from "./empirical-loss.ts";
import { type JudgedLoss, type LossCertificate, LossJudge, penaltyAt } from "./loss-certificate.ts";
import type { LossSettings } from "./loss-settings.ts";

/** Of the gap at hand, how much a sub-problem may leave; a tenth of it from where a step gains less than that. */
const shares = { first: 0.1, least: 1e-12 };

/** A loss of which Newton's method makes models, wherever its rows are. */
export interface NewtonLoss extends JudgedLoss, Pick<EmpiricalLoss, "withoutShift"> {
  /** f at W, `step` of the way from the W of the last model to where that and the penalty are least. */
  valueAt(W: Float64Array, step: number): number | Work<number>;
  /** The statistics of the weighted least squares problem around the W last evaluated. */
  model(): Work<TaskStatistics>;
  /** What an objective may rise by in its last digits, as a share of it: a gap goes on falling where the objective cannot. */
  readonly rounding: number;
  /** The shortest step that is tried. */
  readonly shortest: number;
  /** After so many steps without a smaller gap nothing more is tried. */
  readonly patience: number;
}

/**
 * Proximal Newton: around W the loss is Σ h/2 (z − f)² with h the curvatures and z = f − slope / h, a weighted least squares
 * problem for every column of W. Its statistics, the penalty and the solvers of squared loss give the direction, to a share of
 * the gap at hand; a step along it is halved until the objective falls enough. What the classes of a softmax task have in common the
 * loss does not see, but the model of it does: it is taken out after every step where the penalty is the smaller for it.
 *
 * @see Lee, Sun & Saunders 2014, algorithm 1
 */
export function* proxNewton(
  loss: NewtonLoss,
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
  let best = { iteration: 0, far: Infinity };

  for (let iteration = 0, go = true; ; iteration++) {
    const fraction = iteration / maxIter;
    const value = yield* within(valueAt(parts, 1), fraction, fraction);
    const at = judge.measure(value, sum, parts);
    marks.push({ iteration, ...at, seconds: (performance.now() - since) / 1000 });
    const converged = judge.accepts(at, tol);
    const far = at.stationarity ?? at.gap;
    if (far < best.far) best = { iteration, far };
    const told: Progress & LossCertificate = { stage: "newton", fraction, ...at };
    go &&= (yield told) !== false && iteration - best.iteration < loss.patience;
    if (converged || iteration >= maxIter || !go) return { state: { components: parts }, marks, converged };
    const statistics = yield* within(loss.model(), fraction, fraction);
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
      trialed = (yield* within(valueAt(trial, step), fraction, fraction)) + penaltyAt(penalty, trial, loss);
    } while (
      !(trialed <= before + 1e-4 * step * Math.min(0, slope) + loss.rounding * before) &&
      step > loss.shortest
    );
    if (!(before - trialed >= target)) share = Math.max(shares.least, share / 10);
    if (step <= loss.shortest) continue; // not downhill at all: the sub-problem was solved too loosely
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
  function* valueAt(components: readonly Float64Array[], step: number): Work<number> {
    sum.fill(0);
    for (const part of components) for (let k = 0; k < sum.length; k++) sum[k]! += part[k]!;
    const value = loss.valueAt(sum, step);
    return typeof value === "number" ? value : yield* value;
  }
}

/** Σ h z² / 2 about the mean: the sub-problem's objective at W = 0. */
function halfSquare({ groups }: TaskStatistics): number {
  return groups.reduce((sum, { moments }) => sum + moments.square[0]! / 2, 0) || 1;
}
