import { LinearModel } from "../base/linear-model.ts";
import { type TaskShape, taskLabel } from "../base/task-names.ts";
import type { TaskData } from "../base/tasks.ts";
import { IllConditionedWarning, warn } from "../base/warning.ts";
import { report, type Work } from "../base/work.ts";
import { reject, said } from "../check/reject.ts";
import { type Dense, zeros } from "../matrix/dense.ts";
import { momentsOf } from "../statistics/accumulate.ts";
import { rowsOf } from "../statistics/centred.ts";
import { type Group, groupsOf } from "../statistics/group.ts";
import { type Moments, pickTasks, products } from "../statistics/moments.ts";
import type { TaskStatistics } from "../statistics/task-statistics.ts";
import {
  dual,
  type IllConditioned,
  isSolved,
  normal,
  type RidgeSolution,
  singular,
  spectral,
} from "./ridge.ts";

export interface RidgeSettings {
  /** Who fits, for warnings and refusals: "MultiOutputRidge.fit". */
  readonly where: string;
  /** One a task. */
  readonly alphas: readonly number[];
  readonly fitIntercept: boolean;
  readonly solver: "auto" | "cholesky" | "svd";
}

/** Tasks on the same rows, and how to minimise for some of them at one alpha. */
interface Source {
  readonly tasks: readonly number[];
  readonly meanX: Float64Array;
  readonly meanY: Float64Array;
  minimise(alpha: number, at: readonly number[]): RidgeSolution;
}

/** Ridge from rows: ‖Y − XW − b‖² + Σ_t alpha_t ‖w_t‖². */
export function ridgeFromRows(data: TaskData, settings: RidgeSettings): Work<LinearModel> {
  const groups = groupsOf(data);
  for (const { rows, tasks } of groups) checkObserved(settings.where, rows.length, tasks[0]!, data.taskNames);
  const sources = groups.map((group, k) => sourceOf(group, settings, k / groups.length, 1 / groups.length));
  return collect(data, settings, sources);
}

/** Ridge from statistics. */
export function ridgeFromStatistics(statistics: TaskStatistics, settings: RidgeSettings): Work<LinearModel> {
  for (const { moments, tasks } of statistics.groups) {
    checkObserved(settings.where, moments.count, tasks[0]!, statistics.taskNames);
  }
  const sources = statistics.groups.map(({ tasks, moments }) => fromMoments(tasks, moments, settings));
  return collect(statistics, settings, sources);
}

function* sourceOf(group: Group, settings: RidgeSettings, from: number, share: number): Work<Source> {
  const { solver } = settings;
  const onRows = solver === "svd" || (solver === "auto" && group.rows.length < group.X.columns);
  if (onRows) return fromRows(group, settings);
  return fromMoments(group.tasks, yield* momentsOf(group, from, share), settings, group);
}

/** Solves source after source and puts the tasks together into one model. */
function* collect(
  { p, T, taskNames }: TaskShape,
  { alphas, fitIntercept }: RidgeSettings,
  sources: readonly (Source | Work<Source>)[],
): Work<LinearModel> {
  const since = performance.now();
  const coef = zeros(p, T);
  const intercept = new Float64Array(T);
  const sum = { objective: 0, gap: 0, atZero: 0 };
  for (const [k, source] of sources.entries()) {
    const { tasks, meanX, meanY, minimise } = "next" in source ? yield* source : source;
    const strengths = new Set(tasks.map((t) => alphas[t]!));
    for (const alpha of strengths) {
      const at = [...tasks.keys()].filter((index) => alphas[tasks[index]!] === alpha);
      const solution = minimise(alpha, at);
      at.forEach((index, column) => {
        const t = tasks[index]!;
        let b = meanY[index]!;
        for (let j = 0; j < p; j++) {
          const w = solution.coef.data[j * at.length + column]!;
          coef.data[j * T + t] = w;
          b -= meanX[j]! * w;
        }
        if (fitIntercept) intercept[t] = b;
      });
      sum.objective += solution.objective;
      sum.gap += solution.gap;
      sum.atZero += solution.atZero;
    }
    yield* report({ stage: "solve", fraction: (k + 1) / sources.length });
  }
  const { objective, gap, atZero } = sum;
  const marks = [{ iteration: 1, objective, gap, seconds: (performance.now() - since) / 1000 }];
  return new LinearModel({ coef, intercept, taskNames, marks, converged: gap <= 1e-6 * atZero });
}

/** Refuses a task that has no row to learn from. */
export function checkObserved(where: string, count: number, task: number, names?: readonly string[]): void {
  if (count > 0) return;
  const rule = "at least one observed target with a positive weight";
  reject("value", `${where} ${taskLabel(task, names)}`, rule, said("none"));
}

function fromMoments(
  tasks: readonly number[],
  moments: Moments,
  settings: RidgeSettings,
  group?: Group,
): Source {
  const { fitIntercept, solver } = settings;
  return {
    tasks,
    meanX: moments.meanX,
    meanY: moments.meanY,
    minimise(alpha, at) {
      const sums = products(pickTasks(moments, at), fitIntercept);
      if (solver === "svd") return spectral(sums, alpha);
      const result = normal(sums, alpha);
      if (isSolved(result)) return result;
      if (!group) return warned(settings, tasks, result, spectral(sums, alpha), "the eigenvectors of XᵀX");
      const { A, Y } = rowsOf(group, fitIntercept);
      return warned(settings, tasks, result, singular(A, columns(Y, at), alpha), "the SVD of X");
    },
  };
}

function fromRows(group: Group, settings: RidgeSettings): Source {
  const { A, Y, means } = rowsOf(group, settings.fitIntercept);
  return {
    tasks: group.tasks,
    meanX: means.meanX,
    meanY: means.meanY,
    minimise(alpha, at) {
      const some = columns(Y, at);
      if (settings.solver === "svd") return singular(A, some, alpha);
      const result = dual(A, some, alpha);
      return isSolved(result)
        ? result
        : warned(settings, group.tasks, result, singular(A, some, alpha), "the SVD of X");
    },
  };
}

function warned(
  { where }: RidgeSettings,
  tasks: readonly number[],
  { reciprocalCondition }: IllConditioned,
  solution: RidgeSolution,
  by: string,
): RidgeSolution {
  const who = tasks.length === 1 ? `task ${tasks[0]}` : `${tasks.length} tasks`;
  const message = `the inputs of ${who} are linearly dependent to working precision (1 / condition = ${reciprocalCondition.toExponential(1)}); solved by ${by}: the coefficients of smallest norm, rank ${solution.rank} of ${solution.coef.rows}`;
  warn(new IllConditionedWarning(where.split(".")[0]!, message));
  return solution;
}

function columns({ data, rows, columns: T }: Dense, at: readonly number[]): Dense {
  if (at.length === T) return { data, rows, columns: T };
  const out = zeros(rows, at.length);
  for (let i = 0; i < rows; i++) {
    for (const [k, t] of at.entries()) out.data[i * at.length + k] = data[i * T + t]!;
  }
  return out;
}
