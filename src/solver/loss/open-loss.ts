import { LinearModel } from "../../base/linear-model.ts";
import { taskLabel } from "../../base/task-names.ts";
import type { TaskData } from "../../base/tasks.ts";
import { reject, said } from "../../check/reject.ts";
import { zeros } from "../../matrix/dense.ts";
import { numbered } from "../../penalty/named.ts";
import type { Penalty } from "../../penalty/penalty.ts";
import { type Group, groupsOf } from "../../statistics/group.ts";
import type { WarmStart } from "../admm.ts";
import { dualAt, type Opened } from "../opened.ts";
import { hasConjugate, pairAny } from "../penalised.ts";
import { checkObserved } from "../ridge-fit.ts";
import { EmpiricalLoss, type Head } from "./empirical-loss.ts";
import { fista } from "./fista.ts";
import type { LossSettings } from "./loss-settings.ts";
import { newtonOnRows } from "./newton-on-rows.ts";
import { proxNewton } from "./prox-newton.ts";

export interface OpenLossSettings extends Omit<LossSettings, "start"> {
  readonly taskWeight: "samples" | "equal";
  readonly solver: "auto" | "fista" | "proxNewton";
}

/**
 * The rows of the data under a loss a task, for many penalties: F(W) = Σ_t φ_t(X_t W_t + b_t) + g(W). Columns of W stand task by task,
 * as many as a head has.
 */
export function openLoss(data: TaskData, heads: readonly Head[], settings: OpenLossSettings): Opened {
  const { where, solver } = settings;
  const { p, taskNames } = data;
  const T = heads.reduce((sum, { K }) => sum + K, 0);
  const groups = groupsOf(data);
  for (const { rows, tasks } of groups) checkObserved(where, rows.length, tasks[0]!, taskNames);
  checkTargets(where, groups, heads, taskNames);
  const loss = new EmpiricalLoss(groups, heads, settings);
  let last: WarmStart | undefined;

  /** Gradients where a sub-problem could not be certified, or would cost more than they do. */
  function roadFor(penalty: Penalty): typeof fista {
    const idle = penalty.components?.some(({ zero }) => zero); // squared loss would give no components then
    if (idle || !hasConjugate(penalty)) return fista;
    if (solver !== "auto") return solver === "fista" ? fista : newton;
    return isWide(p, T) ? fista : newton;
  }

  return {
    *fit(given, { state, path }) {
      pairHeads(where, given, data, heads);
      const penalty = numbered(given, taskNames);
      const start = path ? last : state;
      const minimum = yield* roadFor(penalty)(loss, penalty, { ...settings, start });
      last = minimum.state;
      const { marks, converged } = minimum;
      const parts = last.components.map((values) => ({ data: values, rows: p, columns: T }));
      const coef = zeros(p, T);
      for (const part of parts) for (let k = 0; k < p * T; k++) coef.data[k]! += part.data[k]!;
      loss.evaluate(coef.data);
      const intercept = loss.intercepts(coef.data);
      const components = parts.length > 1 && { components: parts };
      const names = heads.length === T ? taskNames : undefined; // a name a column
      const model = (): LinearModel =>
        new LinearModel({ coef, intercept, taskNames: names, marks, converged, ...components });
      return { coef, intercept, converged, state: last, model };
    },
    alphaMax(norm) {
      const G = new Float64Array(p * T);
      loss.evaluate(G);
      loss.gradient(G);
      for (let k = 0; k < G.length; k++) G[k] = -G[k]!;
      return dualAt(where, norm, G, loss);
    },
    close: () => loss.close(),
  };
}

/** Refuses, in one sentence, a penalty that no solver can take, and one between tasks where a task has many columns of W. */
export function pairHeads(
  where: string,
  penalty: Penalty,
  { p, taskNames }: Pick<TaskData, "p" | "taskNames">,
  heads: readonly Head[],
): void {
  const many = heads.findIndex(({ K }) => K > 1);
  if (many >= 0 && (penalty.components ?? [penalty]).some(({ betweenTasks }) => betweenTasks)) {
    const rule = `tasks with one column of W each, as ${penalty.name} is between tasks`;
    reject("pair", `${where} penalty`, rule, said(`${heads[many]!.K} of ${taskLabel(many, taskNames)}`));
  }
  pairAny(where, penalty, { p, T: heads.reduce((sum, { K }) => sum + K, 0), taskNames });
}

const newton: typeof fista = (loss, penalty, settings) => proxNewton(newtonOnRows(loss), penalty, settings);

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
