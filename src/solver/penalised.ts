import { LinearModel } from "../base/linear-model.ts";
import type { TaskShape } from "../base/task-names.ts";
import type { TaskData } from "../base/tasks.ts";
import { type Work, within } from "../base/work.ts";
import { reject, said } from "../check/reject.ts";
import type { Penalty } from "../penalty/penalty.ts";
import { accumulate } from "../statistics/accumulate.ts";
import { groupsOf } from "../statistics/group.ts";
import type { Moments } from "../statistics/moments.ts";
import type { TaskStatistics } from "../statistics/task-statistics.ts";
import type { Minimum, WarmStart } from "./admm.ts";
import { checkObserved, ridgeFromStatistics } from "./ridge-fit.ts";
import { couple, descendOnGrams, descendOnRows, isEntrywise, isRowwise } from "./roads.ts";
import { checkSummable } from "./summable.ts";

/** Where the data of some tasks have their centre. */
interface Centres {
  readonly tasks: readonly number[];
  readonly moments: Pick<Moments, "meanX" | "meanY">;
}

export interface PenalisedSettings {
  /** Who fits, for refusals: "MultiTaskRegressor.fit". */
  readonly where: string;
  readonly fitIntercept: boolean;
  readonly taskWeight: "samples" | "equal";
  /** The gap to reach, as a share of F(0). */
  readonly tol: number;
  readonly maxIter: number;
  /** Where to begin, from statistics; zero without it. */
  readonly start?: (statistics: TaskStatistics) => WarmStart | undefined;
  /** With it a fit is accelerated gradient from this curvature on, until the objective moves by at most `tol` of itself. */
  readonly curvature?: number;
}

/** A fit, and where the next one on the same data may start. */
export interface PenalisedFit {
  readonly model: LinearModel;
  readonly state: WarmStart | undefined;
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

/** F(W) = 1/(2 n̄) Σ_t ‖y_t − X_t w_t − b_t‖² + g(W) from rows, to a certified gap. */
export function* fitPenalisedRows(
  data: TaskData,
  penalty: Penalty,
  settings: PenalisedSettings,
): Work<PenalisedFit> {
  pair(settings.where, penalty, data);
  const groups = groupsOf(data);
  for (const { rows, tasks } of groups) checkObserved(settings.where, rows.length, tasks[0]!, data.taskNames);
  const rest = penalty.ridge ? penalty.ridge.rest : penalty;
  const [group] = groups;
  const plain = settings.start === undefined && settings.curvature === undefined;
  if (plain && groups.length === 1 && group!.rows.length < data.p && rest && !rest.zero && isRowwise(rest)) {
    const { minimum, moments } = yield* descendOnRows(group!, penalty, settings, undefined);
    const means = [{ tasks: group!.tasks, moments }];
    return finish({ ...data, groups: means }, minimum, settings);
  }
  const statistics = yield* within(accumulate(data), 0, 0.5);
  return yield* within(fitPenalised(statistics, penalty, settings), 0.5, 1);
}

/** The same from statistics. */
export function* fitPenalised(
  statistics: TaskStatistics,
  penalty: Penalty,
  settings: PenalisedSettings,
  start = settings.start?.(statistics),
): Work<PenalisedFit> {
  const { groups, taskNames } = statistics;
  pair(settings.where, penalty, statistics);
  for (const { tasks, moments } of groups) checkObserved(settings.where, moments.count, tasks[0]!, taskNames);
  for (const { moments } of groups) {
    checkSummable(settings.where, "X", moments.gram);
    checkSummable(settings.where, "Y", moments.square);
  }
  const rest = penalty.ridge ? penalty.ridge.rest : penalty;
  // a part that costs nothing takes all of W: what is left is least squares
  if (rest === undefined || rest.zero || rest.components?.some(({ zero }) => zero)) {
    return { model: yield* leastSquares(statistics, penalty.ridge?.alpha ?? 0, settings), state: undefined };
  }
  const descends = isEntrywise(rest) || (groups.length === 1 && isRowwise(rest));
  const road = descends && settings.curvature === undefined ? descendOnGrams : couple;
  return finish(statistics, yield* road(statistics, penalty, settings, start), settings);
}

/** A minimum as a model, with its intercepts b_t = ȳ_t − x̄_t · w_t. */
function finish(
  { p, T, taskNames, groups }: TaskShape & { readonly groups: readonly Centres[] },
  { state, marks, converged }: Minimum,
  { fitIntercept }: PenalisedSettings,
): PenalisedFit {
  const parts = state.components.map((data) => ({ data, rows: p, columns: T }));
  const data = new Float64Array(p * T);
  for (const part of parts) for (let k = 0; k < data.length; k++) data[k]! += part.data[k]!;
  const intercept = new Float64Array(T);
  for (const { tasks, moments } of fitIntercept ? groups : []) {
    for (const [k, t] of tasks.entries()) {
      intercept[t] = moments.meanY[k]!;
      for (let j = 0; j < p; j++) intercept[t]! -= moments.meanX[j]! * data[j * T + t]!;
    }
  }
  const coef = { data, rows: p, columns: T };
  const components = parts.length > 1 && { components: parts };
  return { model: new LinearModel({ coef, intercept, taskNames, marks, converged, ...components }), state };
}

/** No penalty but ridge: the roads of `MultiOutputRidge`, in our scale. */
function leastSquares(
  statistics: TaskStatistics,
  ridge: number,
  settings: PenalisedSettings,
): Work<LinearModel> {
  const { taskWeight } = settings;
  const { meanWeight, T } = statistics;
  const sizes = Array.from({ length: T }, (_, t) =>
    taskWeight === "equal" ? statistics.task(t).weight : meanWeight,
  );
  const alphas = sizes.map((n) => ridge * n);
  const scales = sizes.map((n) => 1 / (2 * n));
  return ridgeFromStatistics(statistics, { ...settings, alphas, scales, solver: "auto" });
}
