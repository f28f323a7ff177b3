import { LinearModel } from "../base/linear-model.ts";
import { taskLabel } from "../base/task-names.ts";
import type { TaskData } from "../base/tasks.ts";
import type { Work } from "../base/work.ts";
import type { Penalty } from "../penalty/penalty.ts";
import { type Group, groupsOf } from "../statistics/group.ts";
import { EmpiricalLoss, type Head } from "./empirical-loss.ts";
import { fista } from "./fista.ts";
import type { LossSettings } from "./loss-settings.ts";
import { hasConjugate, pairAny } from "./penalised.ts";
import { proxNewton } from "./prox-newton.ts";
import { checkObserved } from "./ridge-fit.ts";

export interface FitLossSettings extends LossSettings {
  readonly taskWeight: "samples" | "equal";
  readonly solver: "auto" | "fista" | "proxNewton";
}

/**
 * F(W) = Σ_t φ_t(X_t W_t + b_t) + g(W) from rows, to its certificate: a loss a task, under one penalty. Columns of W stand task by
 * task, as many as a head has.
 */
export function* fitLoss(
  data: TaskData,
  heads: readonly Head[],
  penalty: Penalty,
  settings: FitLossSettings,
): Work<LinearModel> {
  const { where, fitIntercept, taskWeight, solver } = settings;
  const { p, taskNames } = data;
  const T = heads.reduce((sum, { K }) => sum + K, 0);
  pairAny(where, penalty, { p, T });
  const groups = groupsOf(data);
  for (const { rows, tasks } of groups) checkObserved(where, rows.length, tasks[0]!, taskNames);
  checkTargets(where, groups, heads, taskNames);
  const loss = new EmpiricalLoss(groups, heads, { fitIntercept, taskWeight });
  try {
    const coupled = heads.some(({ K }) => K > 1);
    const idle = penalty.components?.some(({ zero }) => zero); // squared loss would give no components then
    const gradients = (solver === "auto" && (coupled || isWide(p, T))) || idle || !hasConjugate(penalty);
    const road = solver === "fista" || gradients ? fista : proxNewton;
    const { state, marks, converged } = yield* road(loss, penalty, settings);
    const parts = state.components.map((values) => ({ data: values, rows: p, columns: T }));
    const W = new Float64Array(p * T);
    for (const part of parts) for (let k = 0; k < W.length; k++) W[k]! += part.data[k]!;
    loss.evaluate(W);
    const intercept = loss.intercepts(W);
    const components = parts.length > 1 && { components: parts };
    const coef = { data: W, rows: p, columns: T };
    const names = heads.length === T ? taskNames : undefined; // a name a column
    return new LinearModel({ coef, intercept, taskNames: names, marks, converged, ...components });
  } finally {
    loss.close();
  }
}

/** Whether the Gram matrices of Newton's sub-problems, one a column, are more than gradients cost. */
const isWide = (p: number, T: number): boolean => p > 500 || p * p * T > 5e7;

/** Refuses targets that a loss has no value for. */
function checkTargets(
  where: string,
  groups: readonly Group[],
  heads: readonly Head[],
  taskNames: readonly string[] | undefined,
): void {
  for (const { tasks, rows, columns, Y } of groups) {
    for (const [k, t] of tasks.entries()) {
      const { datafit } = heads[t]!;
      if (!datafit.check) continue;
      const y = Float64Array.from(rows, (i) => Y.data[i * Y.columns + columns[k]!]!);
      datafit.check(`${where} ${taskLabel(t, taskNames)}`, y);
    }
  }
}
