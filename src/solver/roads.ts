import type { Work } from "../base/work.ts";
import { within } from "../base/work.ts";
import { Quadratic } from "../datafit/quadratic.ts";
import type { Dense } from "../matrix/dense.ts";
import type { Penalty } from "../penalty/penalty.ts";
import { rowsOf } from "../statistics/centred.ts";
import type { Group } from "../statistics/group.ts";
import { type Moments, products } from "../statistics/moments.ts";
import type { TaskStatistics } from "../statistics/task-statistics.ts";
import { acceleratedGradient } from "./accelerated-gradient.ts";
import { admm, type Minimum, type WarmStart } from "./admm.ts";
import { type BlockDescentResult, blockDescentOnGram, blockDescentOnRows } from "./block-descent.ts";
import type { PenalisedSettings } from "./penalised.ts";
import { rowTermsOf } from "./row-terms.ts";
import { checkSummable, squaresOf } from "./summable.ts";

/*
 * Three roads to min 1/(2 n̄) Σ_t ‖y_t − X_t w_t − b_t‖² + g(W). Block descent where g is a sum over rows and all tasks share
 * their rows: on X itself for more features than rows, else on the Gram matrix. ADMM for all else. And accelerated gradient,
 * which is asked for by those who want its figures.
 */

/** Whether block descent can take a penalty, once its ridge is aside. */
export const isRowwise = ({ row }: Penalty): boolean => row?.dual !== undefined;

/** Whether a penalty asks every entry by itself, so that groups of tasks are problems of their own. */
export const isEntrywise = ({ rowStrengths }: Penalty): boolean => rowStrengths?.l21 === 0;

export function* descendOnRows(
  group: Group,
  penalty: Penalty,
  { where, fitIntercept, tol, maxIter }: PenalisedSettings,
  start: WarmStart | undefined,
): Work<{ readonly minimum: Minimum; readonly moments: Pick<Moments, "meanX" | "meanY"> }> {
  const { A, Y, means } = rowsOf(group, fitIntercept);
  checkSummable(where, "X", squaresOf(A.data));
  checkSummable(where, "Y", squaresOf(Y.data));
  const data = { X: A, Y, meanRows: means.weight };
  const settings = { tol, maxIter, start: dense(start, A.columns, Y.columns) };
  const result = yield* blockDescentOnRows(data, rowTermsOf(penalty), settings);
  return { minimum: minimumOf(result), moments: means };
}

/** Group by group: one, or several under a penalty that is entrywise. */
export function* descendOnGrams(
  { groups, p, T, meanWeight }: TaskStatistics,
  penalty: Penalty,
  { fitIntercept, taskWeight, tol, maxIter }: PenalisedSettings,
  start: WarmStart | undefined,
): Work<Minimum> {
  const W = new Float64Array(p * T);
  let [iteration, objective, gap, converged] = [0, 0, 0, true];
  const since = performance.now();
  const single = groups.length === 1;
  for (const [k, { tasks, moments }] of groups.entries()) {
    const n = taskWeight === "equal" ? moments.weight : meanWeight;
    const { gram, cross, square } = products(moments, fitIntercept);
    const scaled = ({ data, rows, columns }: Dense): Dense => ({
      data: data.map((x) => x / n),
      rows,
      columns,
    });
    const halfSquare = square.reduce((sum, value) => sum + value, 0) / (2 * n);
    const data = { gram: scaled(gram), cross: scaled(cross), halfSquare };
    const from = start?.components[0] && { components: [pick(start.components[0], tasks, T)] };
    const settings = { tol, maxIter, start: dense(from, p, tasks.length) };
    const work = blockDescentOnGram(data, rowTermsOf(penalty), settings);
    const result = yield* within(work, k / groups.length, (k + 1) / groups.length);
    if (single) return minimumOf(result);
    const last = result.marks.at(-1)!;
    iteration = Math.max(iteration, last.iteration);
    objective += last.objective;
    gap += last.gap;
    converged &&= result.converged;
    for (const [at, t] of tasks.entries()) {
      for (let j = 0; j < p; j++) W[j * T + t] = result.W.data[j * tasks.length + at]!;
    }
  }
  const marks = [{ iteration, objective, gap, seconds: (performance.now() - since) / 1000 }];
  return { state: { components: [W] }, marks, converged };
}

export function* couple(
  statistics: TaskStatistics,
  penalty: Penalty,
  { fitIntercept, taskWeight, tol, maxIter, curvature }: PenalisedSettings,
  start: WarmStart | undefined,
): Work<Minimum> {
  const loss = new Quadratic(statistics, { fitIntercept, taskWeight, ridge: penalty.ridge?.alpha ?? 0 });
  try {
    const rest = penalty.ridge?.rest ?? penalty;
    if (curvature === undefined) return yield* admm(loss, rest, { tol, maxIter, start });
    return yield* acceleratedGradient(loss, rest, { tol, maxIter, start, curvature });
  } finally {
    loss.close();
  }
}

const minimumOf = ({ W, marks, converged }: BlockDescentResult): Minimum => ({
  state: { components: [W.data] },
  marks,
  converged,
});

const dense = (start: WarmStart | undefined, rows: number, columns: number): Dense | undefined =>
  start?.components[0] && { data: start.components[0], rows, columns };

function pick(W: Float64Array, tasks: readonly number[], T: number): Float64Array {
  const p = W.length / T;
  const out = new Float64Array(p * tasks.length);
  for (let j = 0; j < p; j++) {
    for (const [at, t] of tasks.entries()) out[j * tasks.length + at] = W[j * T + t]!;
  }
  return out;
}
