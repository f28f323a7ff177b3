import { LinearModel } from "../base/linear-model.ts";
import type { Work } from "../base/work.ts";
import { reject, said } from "../check/reject.ts";
import { Quadratic } from "../datafit/quadratic.ts";
import type { Penalty } from "../penalty/penalty.ts";
import type { TaskStatistics } from "../statistics/task-statistics.ts";
import { type AdmmState, admm } from "./admm.ts";
import { ridgeFromStatistics } from "./ridge-fit.ts";

export interface PenalisedSettings {
  /** Who fits, for refusals: "MultiTaskRegressor.fit". */
  readonly where: string;
  readonly fitIntercept: boolean;
  readonly taskWeight: "samples" | "equal";
  /** The gap to reach, as a share of F(0). */
  readonly tol: number;
  readonly maxIter: number;
}

/** A fit, and where the next one on the same data may start. */
export interface PenalisedFit {
  readonly model: LinearModel;
  readonly state: AdmmState | undefined;
}

/** Refuses, in one sentence, a penalty that squared loss cannot be minimised with. */
export function pair(
  where: string,
  penalty: Penalty,
  shape: { readonly p: number; readonly T: number },
): void {
  const parts = penalty.components ?? [penalty];
  for (const { name, prox, stage } of parts) {
    if (stage) reject("pair", `${where} penalty`, "a convex penalty", said(`${name}, which is not`));
    if (!prox) reject("pair", `${where} penalty`, "a penalty with a prox", said(`${name}, which has none`));
  }
  if (!penalty.dual && !penalty.conjugate) {
    reject("pair", `${where} penalty`, "a penalty with a conjugate", said(`${penalty.name}, which has none`));
  }
  penalty.check?.(shape);
}

/** F(W) = 1/(2 n̄) Σ_t ‖y_t − X_t w_t − b_t‖² + g(W) from statistics, to a certified gap. */
export function* fitPenalised(
  statistics: TaskStatistics,
  penalty: Penalty,
  settings: PenalisedSettings,
  start?: AdmmState,
): Work<PenalisedFit> {
  const { where, fitIntercept, tol, maxIter } = settings;
  pair(where, penalty, statistics);
  for (const { tasks, moments } of statistics.groups) {
    if (moments.count === 0) {
      const rule = "at least one observed target with a positive weight";
      reject("value", `${where} task ${tasks[0]}`, rule, said("none"));
    }
  }
  const ridge = penalty.ridge?.alpha ?? 0;
  const rest = penalty.ridge ? penalty.ridge.rest : penalty;
  if (rest === undefined || rest.zero)
    return { model: yield* leastSquares(statistics, ridge, settings), state: undefined };
  const loss = new Quadratic(statistics, { ...settings, ridge });
  try {
    const { state, marks, converged } = yield* admm(loss, rest, { tol, maxIter, start });
    const { p, T } = statistics;
    const parts = state.components.map((data) => ({ data, rows: p, columns: T }));
    const data = new Float64Array(p * T);
    for (const part of parts) for (let k = 0; k < data.length; k++) data[k]! += part.data[k]!;
    const coef = { data, rows: p, columns: T };
    const model = new LinearModel({
      coef,
      intercept: fitIntercept ? intercepts(statistics, data) : new Float64Array(T),
      taskNames: statistics.taskNames,
      marks,
      converged,
      ...(parts.length > 1 && { components: parts }),
    });
    return { model, state };
  } finally {
    loss.close();
  }
}

/** No penalty but ridge: the roads of `MultiOutputRidge`, in our scale. */
function* leastSquares(
  statistics: TaskStatistics,
  ridge: number,
  settings: PenalisedSettings,
): Work<LinearModel> {
  const { where, fitIntercept, taskWeight } = settings;
  const { meanWeight, T } = statistics;
  const scale = Array.from({ length: T }, (_, t) =>
    taskWeight === "equal" ? statistics.task(t).weight : meanWeight,
  );
  const alphas = scale.map((n) => ridge * n);
  const model = yield* ridgeFromStatistics(statistics, { where, alphas, fitIntercept, solver: "auto" });
  const marks = model.marks.map((mark) => ({
    ...mark,
    objective: mark.objective / (2 * meanWeight),
    gap: mark.gap / (2 * meanWeight),
  }));
  return new LinearModel({ ...model, marks });
}

/** b_t = ȳ_t − x̄_t · w_t, the minimum over b. */
function intercepts({ groups, T, p }: TaskStatistics, W: Float64Array): Float64Array {
  const b = new Float64Array(T);
  for (const { tasks, moments } of groups) {
    for (const [k, t] of tasks.entries()) {
      b[t] = moments.meanY[k]!;
      for (let j = 0; j < p; j++) b[t]! -= moments.meanX[j]! * W[j * T + t]!;
    }
  }
  return b;
}
