import { LinearModel } from "../base/linear-model.ts";
import type { TaskShape } from "../base/task-names.ts";
import type { Work } from "../base/work.ts";
import { reject, said } from "../check/reject.ts";
import { type Dense, zeros } from "../matrix/dense.ts";
import type { Coupling } from "../penalty/coupling.ts";
import { numbered } from "../penalty/named.ts";
import type { Penalty, Shape } from "../penalty/penalty.ts";
import { couplingOf, restOf } from "../penalty/rest-of.ts";
import type { Means } from "../statistics/centred.ts";
import { crossOfTasks } from "../statistics/cross-of-tasks.ts";
import { explainedBy, explainedOn } from "../statistics/explained-by.ts";
import { loadFeatures } from "../statistics/features.ts";
import type { Group } from "../statistics/group.ts";
import { type Centres, interceptsOf } from "../statistics/intercepts.ts";
import type { Moments } from "../statistics/moments.ts";
import type { TaskStatistics } from "../statistics/task-statistics.ts";
import type { Minimum, WarmStart } from "./admm.ts";
import { quadraticRoad } from "./coupled/quadratic-road.ts";
import { openLoaded } from "./descent/block-descent.ts";
import { rowTermsOf } from "./descent/row-terms.ts";
import { checkObserved, ridgeFromStatistics } from "./ridge-fit.ts";
import {
  apartRoad,
  coupledRoad,
  gramRoad,
  isEntrywise,
  isRowwise,
  type Road,
  type RoadSettings,
  type Start,
  sharedRoad,
} from "./roads.ts";
import { checkSquares, checkSummable } from "./summable.ts";

export interface PenalisedSettings extends RoadSettings {
  /** Who fits, for refusals: "MultiTaskRegressor.fit". */
  readonly where: string;
  /** Where to begin, from statistics; zero without it. */
  readonly start?: (statistics: TaskStatistics) => WarmStart | undefined;
}

/** A fit, and where the next one on the same data may start. */
export interface PenalisedFit {
  /** W, p x T; to be read only. */
  readonly coef: Dense;
  readonly intercept: Float64Array;
  readonly converged: boolean;
  readonly state: WarmStart | undefined;
  model(): LinearModel;
}

/** Data that are opened once for many penalties: what is found out about them is kept. */
export interface Opened {
  fit(penalty: Penalty, start: Start): Work<PenalisedFit>;
  /** The smallest alpha at which W = 0 is a solution with the penalty alpha times this norm, its ridge aside. */
  alphaMax(norm: Penalty): number;
  /** Gives the memory back. Call it in a `finally`. */
  close(): void;
}

type RoadOpener = (statistics: TaskStatistics, settings: PenalisedSettings) => Road;

/** Whether a fit goes by the rows of the data: fewer rows than features, the same for all tasks, a penalty of rows. */
export function goesByRows(groups: readonly Group[], p: number, penalty: Penalty): boolean {
  const rest = restOf(penalty);
  const apart = rest !== undefined && !rest.zero && isRowwise(rest) && !penalty.coupling;
  return groups.length === 1 && groups[0]!.rows.length < p && apart;
}

/** The rows of a group that has all tasks, for penalties that go by rows. */
export function openGroup(shape: TaskShape, group: Group, settings: PenalisedSettings): Opened {
  const { p, T } = shape;
  const { where, fitIntercept } = settings;
  let means: Means;
  const descent = openLoaded({
    ...{ n: group.rows.length, p, T },
    load(X, Y, lanes, squares) {
      means = loadFeatures(group, fitIntercept, X, Y, lanes, squares);
      checkSummable(where, "X", squares);
      checkSquares(where, "Y", Y);
    },
  });
  const road = sharedRoad(descent, settings, p, T);
  return {
    *fit(penalty, start) {
      const groups = [{ tasks: group.tasks, moments: means }];
      const scores: Scores = (model) => explainedOn([group], T, (X) => model.apply(X));
      return finish({ ...shape, groups }, yield* road.solve(penalty, start), settings, scores);
    },
    alphaMax: (norm) => descent.alphaMax(rowTermsOf(restOf(norm)!)),
    close: () => road.close(),
  };
}

/** Statistics, for every penalty that has been checked. */
export function openStatistics(statistics: TaskStatistics, settings: PenalisedSettings): Opened {
  const { where, fitIntercept, taskWeight } = settings;
  const { groups, taskNames, meanWeight } = statistics;
  for (const { tasks, moments } of groups) checkObserved(where, moments.count, tasks[0]!, taskNames);
  for (const { moments } of groups) {
    checkSummable(where, "X", moments.gram);
    checkSummable(where, "Y", moments.square);
  }
  const roads = new Map<RoadOpener, Road>();
  const roadFor = (rest: Penalty | undefined, coupling: Coupling | undefined): RoadOpener => {
    if (rest === undefined || rest.zero) return quadraticRoad;
    if (coupling) return coupledRoad;
    if (groups.length === 1 && isRowwise(rest)) return gramRoad;
    return isEntrywise(rest) ? apartRoad : coupledRoad;
  };
  return {
    *fit(given, start) {
      const penalty = numbered(given, taskNames);
      const rest = restOf(penalty);
      const coupling = couplingOf(penalty);
      // a part that costs nothing takes all of W: what is left is least squares
      const idle = rest === undefined || rest.zero || rest.components?.some(({ zero }) => zero);
      if (idle && !coupling) {
        const model = yield* leastSquares(statistics, penalty.ridge?.alpha ?? 0, settings);
        const { coef, intercept, converged } = model;
        return { coef, intercept, converged, state: undefined, model: () => model };
      }
      const open = settings.curvature === undefined ? roadFor(rest, coupling) : coupledRoad;
      const road = roads.get(open) ?? open(statistics, settings);
      roads.set(open, road);
      const from = start.path || start.state ? start : { state: settings.start?.(statistics) };
      const scores: Scores = (model) => explainedBy(groups, model);
      return finish(statistics, yield* road.solve(penalty, from), settings, scores);
    },
    alphaMax(norm) {
      const divisor = ({ weight }: Moments): number => (taskWeight === "equal" ? weight : meanWeight);
      const cross = crossOfTasks(statistics, fitIntercept, divisor);
      return dualAt(where, norm, cross, statistics);
    },
    close() {
      for (const road of roads.values()) road.close();
    },
  };
}

/** g°(Z) of a norm, its ridge aside; refuses what has no dual. */
export function dualAt(where: string, norm: Penalty, Z: Float64Array, shape: Shape): number {
  const rest = restOf(norm);
  if (rest?.dual) return rest.dual(Z, shape);
  return reject("pair", `${where} penalty`, "a norm, which has a dual", said(`${norm.name}, which has none`));
}

/** R² of every task on the rows that were opened. */
type Scores = (model: LinearModel) => Float64Array;

/** A minimum with its intercepts b_t = ȳ_t − x̄_t · w_t. */
function finish(
  { p, T, taskNames, groups }: TaskShape & { readonly groups: readonly Centres[] },
  { state, marks, converged }: Minimum,
  { fitIntercept }: PenalisedSettings,
  scores: Scores,
): PenalisedFit {
  const parts = state.components.map((data) => ({ data, rows: p, columns: T }));
  const coef = parts.length === 1 ? parts[0]! : zeros(p, T);
  const W = coef.data;
  for (const { data } of parts.length === 1 ? [] : parts)
    for (let k = 0; k < W.length; k++) W[k]! += data[k]!;
  const intercept = interceptsOf(fitIntercept ? groups : [], W, T);
  const components = parts.length > 1 && { components: parts };
  const model = (): LinearModel => {
    const parts = { coef, intercept, taskNames, marks, converged, ...components };
    return new LinearModel({ ...parts, fitScores: scores(new LinearModel(parts)) });
  };
  return { coef, intercept, converged, state, model };
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
