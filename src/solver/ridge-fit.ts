import { LinearModel } from "../base/linear-model.ts";
import { type TaskShape, taskLabel } from "../base/task-names.ts";
import type { TaskData } from "../base/tasks.ts";
import { IllConditionedWarning, warn } from "../base/warning.ts";
import { report, type Work } from "../base/work.ts";
import { reject, said } from "../check/reject.ts";
import { type Dense, zeros } from "../matrix/dense.ts";
import { momentsOf } from "../statistics/accumulate.ts";
import { type Means, rowsOf } from "../statistics/centred.ts";
import { explained } from "../statistics/explained.ts";
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
import { checkSquares, checkSummable } from "./summable.ts";

export interface RidgeSettings {
  /** Who fits, for warnings and refusals: "MultiOutputRidge.fit". */
  readonly where: string;
  /** One a task. */
  readonly alphas: readonly number[];
  readonly fitIntercept: boolean;
  readonly solver: "auto" | "cholesky" | "svd";
  /** The gap to reach, as a share of the objective at W = 0. */
  readonly tol: number;
  /** What a task's share of the objective is multiplied by, one a task; 1 without it. */
  readonly scales?: readonly number[];
}

/** Tasks on the same rows, and how to minimise for some of them at one alpha. */
interface Source {
  readonly tasks: readonly number[];
  readonly meanX: Float64Array;
  readonly meanY: Float64Array;
  /** How far the targets are from their means, squared and added up, one a task. */
  readonly square: Float64Array;
  /** Rows that are observed. */
  readonly count: number;
  minimise(alpha: number, at: readonly number[]): Answer;
}

/** A solution, or one by a road that has always an answer, with the reason why it was taken. */
type Answer = { readonly solution: RidgeSolution } | Doubtful;

interface Doubtful {
  readonly solution: RidgeSolution;
  readonly doubt: IllConditioned;
  readonly by: string;
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
  { where, alphas, fitIntercept, tol, scales }: RidgeSettings,
  sources: readonly (Source | Work<Source>)[],
): Work<LinearModel> {
  const since = performance.now();
  const coef = zeros(p, T);
  const intercept = new Float64Array(T);
  const fitScores = new Float64Array(T);
  const sum = { objective: 0, gap: 0, atZero: 0 };
  for (const [k, source] of sources.entries()) {
    const { tasks, count, meanX, meanY, square, minimise } = "next" in source ? yield* source : source;
    const strengths = new Set(tasks.map((t) => alphas[t]!));
    for (const alpha of strengths) {
      const at = [...tasks.keys()].filter((index) => alphas[tasks[index]!] === alpha);
      const answer = minimise(alpha, at);
      const { solution } = answer;
      const others = at.length > 1 ? `, and ${at.length - 1} more like it,` : "";
      if ("doubt" in answer) warnOf(where, taskLabel(tasks[at[0]!]!, taskNames) + others, count, answer);
      at.forEach((index, column) => {
        const t = tasks[index]!;
        let b = meanY[index]!;
        for (let j = 0; j < p; j++) {
          const w = solution.coef.data[j * at.length + column]!;
          coef.data[j * T + t] = w;
          b -= meanX[j]! * w;
        }
        if (fitIntercept) intercept[t] = b;
        fitScores[t] = explained(solution.left[column]!, square[index]!);
      });
      const scale = scales?.[tasks[at[0]!]!] ?? 1; // tasks on the same rows have the same
      sum.objective += scale * solution.objective;
      sum.gap += scale * solution.gap;
      sum.atZero += scale * solution.atZero;
    }
    yield* report({ stage: "solve", fraction: (k + 1) / sources.length });
  }
  const { objective, gap, atZero } = sum;
  const marks = [{ iteration: 1, objective, gap, seconds: (performance.now() - since) / 1000 }];
  const converged = gap <= tol * atZero;
  return new LinearModel({ coef, intercept, taskNames, marks, converged, fitScores });
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
    count: moments.count,
    meanX: moments.meanX,
    meanY: moments.meanY,
    square: moments.square,
    minimise(alpha, at) {
      const sums = products(pickTasks(moments, at), fitIntercept);
      checkSummable(settings.where, "X", sums.gram.data);
      checkSummable(settings.where, "Y", sums.square);
      if (solver === "svd") return { solution: spectral(sums, alpha) };
      const result = normal(sums, alpha);
      if (isSolved(result)) return { solution: result };
      if (!group) return { solution: spectral(sums, alpha), doubt: result, by: "the eigenvectors of XᵀX" };
      const { A, Y } = rowsOf(group, fitIntercept);
      return { solution: singular(A, columns(Y, at), alpha), doubt: result, by: "the SVD of X" };
    },
  };
}

function fromRows(group: Group, settings: RidgeSettings): Source {
  const { A, Y, means } = rowsOf(group, settings.fitIntercept);
  checkSquares(settings.where, "X", A.data);
  checkSquares(settings.where, "Y", Y.data);
  return {
    tasks: group.tasks,
    count: group.rows.length,
    meanX: means.meanX,
    meanY: means.meanY,
    square: squaresOf(Y, means, settings.fitIntercept),
    minimise(alpha, at) {
      const some = columns(Y, at);
      if (settings.solver === "svd") return { solution: singular(A, some, alpha) };
      const result = dual(A, some, alpha);
      if (isSolved(result)) return { solution: result };
      return { solution: singular(A, some, alpha), doubt: result, by: "the SVD of X" };
    },
  };
}

/** Centred sums of squares, whether the targets are centred already or not. */
function squaresOf({ data, columns: T }: Dense, { meanY, weight }: Means, centred: boolean): Float64Array {
  const square = meanY.map((mean) => (centred ? 0 : -weight * mean * mean));
  for (const [k, y] of data.entries()) square[k % T]! += y * y;
  return square.map((value) => Math.max(0, value));
}

function warnOf(where: string, who: string, count: number, { solution, doubt, by }: Doubtful): void {
  const { rank, coef } = solution;
  const what = count <= coef.rows ? "no more rows than features" : "linearly dependent inputs";
  const condition = doubt.reciprocalCondition.toExponential(1);
  const message = `${who} has ${what}, to working precision (1 / condition = ${condition}); solved by ${by}: the coefficients of smallest norm, rank ${rank} of ${coef.rows}`;
  warn(new IllConditionedWarning(where.split(".")[0]!, message));
}

function columns({ data, rows, columns: T }: Dense, at: readonly number[]): Dense {
  if (at.length === T) return { data, rows, columns: T };
  const out = zeros(rows, at.length);
  for (let i = 0; i < rows; i++) {
    for (const [k, t] of at.entries()) out.data[i * at.length + k] = data[i * T + t]!;
  }
  return out;
}
