import { LinearModel } from "../base/linear-model.ts";
import type { Parameter } from "../base/parameter.ts";
import { report, type Work } from "../base/work.ts";
import { zeros } from "../matrix/dense.ts";
import { clustered } from "../penalty/clustered.ts";
import { l21 } from "../penalty/l21.ts";
import { meanRegularized } from "../penalty/mean-regularized.ts";
import { ridge } from "../penalty/ridge.ts";
import { sum } from "../penalty/sum.ts";
import { taskRelationship } from "../penalty/task-relationship.ts";
import { traceNorm } from "../penalty/trace-norm.ts";
import { follow, type PenaltyFamily } from "../solver/follow.ts";
import { openStatistics, type PenalisedSettings } from "../solver/opened.ts";
import { fitPenalised } from "../solver/penalised.ts";
import { ridgeFromStatistics } from "../solver/ridge-fit.ts";
import { openPooledPath, openRidgePath } from "../solver/ridge-path.ts";
import type { Linear } from "../solver/validation.ts";
import { explainedBy } from "../statistics/explained-by.ts";
import { interceptsOf } from "../statistics/intercepts.ts";
import type { Moments } from "../statistics/moments.ts";
import { pooled } from "../statistics/pooled.ts";
import type { TaskStatistics } from "../statistics/task-statistics.ts";
import { type Grid, strengthsOf } from "./strength-grid.ts";

/** A way to learn tasks, with a path of strengths. */
export interface Method {
  readonly name: string;
  /** Whether a task learns anything from the others. */
  readonly shares: boolean;
  /** Whether every task may have a strength of its own. */
  readonly perTask: boolean;
  /** Its strengths on statistics to train on, those of a family after those of the one before. */
  strengths(statistics: TaskStatistics, settings: PenalisedSettings, grid: Grid): readonly number[];
  /** Fits them all and hands out every one; it may be looked at until the next. */
  walk(
    statistics: TaskStatistics,
    settings: PenalisedSettings,
    alphas: readonly number[],
    take: (fit: Linear & { readonly converged?: boolean }, row: number) => void,
  ): Work<void>;
  /** The fit of a place in `alphas`, with its certificate; one place a task, alike unless `perTask`. */
  fit(
    statistics: TaskStatistics,
    settings: PenalisedSettings,
    alphas: readonly number[],
    rows: readonly number[],
  ): Work<LinearModel>;
  /** The penalties that will be tried. */
  penalties(T: number): readonly PenaltyFamily[];
}

/** A method of the user's own: a penalty of a strength, or several for a second one. */
export interface OwnMethod {
  readonly name: string;
  readonly penalty: PenaltyFamily | readonly PenaltyFamily[];
  /** How many strengths, or the strengths; those of all methods without it. */
  readonly alphas?: number | readonly number[];
}

const divisorOf =
  ({ meanWeight }: TaskStatistics, { taskWeight }: PenalisedSettings) =>
  ({ weight }: Moments): number =>
    taskWeight === "equal" ? weight : meanWeight;

/** No penalty but a ridge, whose path is one eigendecomposition a group of tasks. */
const ridgeMethod = (name: "pooled" | "single" | "ridge"): Method => ({
  name,
  shares: name === "pooled",
  perTask: name === "single",
  penalties: () => [ridge],
  strengths: (statistics, settings, grid) => strengthsOf(statistics, settings, ridge, grid),
  *walk(statistics, settings, alphas, take) {
    const path = (name === "pooled" ? openPooledPath : openRidgePath)(statistics, settings);
    try {
      for (const [row, alpha] of alphas.entries()) {
        take(path.at(alpha), row);
        yield* report({ stage: name, fraction: (row + 1) / alphas.length });
      }
    } finally {
      path.close();
    }
  },
  fit: name === "pooled" ? fitPooled : fitApart,
});

function fitApart(
  statistics: TaskStatistics,
  settings: PenalisedSettings,
  alphas: readonly number[],
  rows: readonly number[],
): Work<LinearModel> {
  const divisor = divisorOf(statistics, settings);
  const sizes = rows.map((_, t) => divisor(statistics.task(t)));
  const strengths = sizes.map((n, t) => alphas[rows[t]!]! * n);
  const scales = sizes.map((n) => 1 / (2 * n));
  return ridgeFromStatistics(statistics, { ...settings, alphas: strengths, scales, solver: "auto" });
}

function* fitPooled(
  statistics: TaskStatistics,
  settings: PenalisedSettings,
  alphas: readonly number[],
  [row]: readonly number[],
): Work<LinearModel> {
  const { p, T, taskNames, groups } = statistics;
  const one = pooled(statistics, settings.fitIntercept, divisorOf(statistics, settings));
  const own = { ...settings, fitIntercept: false, alphas: [alphas[row!]!], scales: [T / 2] };
  const { coef: w, marks, converged } = yield* ridgeFromStatistics(one, { ...own, solver: "auto" });
  const coef = zeros(p, T);
  for (let k = 0; k < p * T; k++) coef.data[k] = w.data[Math.floor(k / T)]!;
  const intercept = interceptsOf(settings.fitIntercept ? groups : [], coef.data, T);
  const fitScores = explainedBy(groups, { coef, intercept });
  return new LinearModel({ coef, intercept, taskNames, marks, converged, fitScores });
}

/** Penalties of a strength; `families` says which for a number of tasks. */
export const penaltyMethod = (
  name: string,
  families: (T: number) => readonly PenaltyFamily[],
  alphas?: number | readonly number[],
): Method => ({
  name,
  shares: true,
  perTask: false,
  penalties: families,
  strengths: (statistics, settings, grid) =>
    families(statistics.T).flatMap((family) =>
      strengthsOf(statistics, settings, family, { ...grid, ...(alphas !== undefined && { alphas }) }),
    ),
  *walk(statistics, settings, strengths, take) {
    const opened = openStatistics(statistics, settings);
    const all = families(statistics.T);
    const count = strengths.length / all.length;
    try {
      for (const [at, family] of all.entries()) {
        const from = at * count;
        yield* follow(opened, family, strengths.slice(from, from + count), (fit, k) => take(fit, from + k));
      }
    } finally {
      opened.close();
    }
  },
  *fit(statistics, settings, strengths, [row]) {
    const all = families(statistics.T);
    const family = all[Math.floor((row! * all.length) / strengths.length)]!;
    return (yield* fitPenalised(statistics, family(strengths[row!]!), settings)).model();
  },
});

/** The methods that are known by name, the simplest first. */
export const methods = {
  pooled: ridgeMethod("pooled"),
  ridge: ridgeMethod("ridge"),
  single: ridgeMethod("single"),
  meanRegularized: penaltyMethod("meanRegularized", () => [
    (alpha) => sum(meanRegularized(alpha), ridge(0.01 * alpha)),
  ]),
  l21: penaltyMethod("l21", () => [l21]),
  traceNorm: penaltyMethod("traceNorm", () => [traceNorm]),
  taskRelationship: penaltyMethod("taskRelationship", () => [(beta) => taskRelationship(0, beta)]),
  clustered: penaltyMethod("clustered", (T) =>
    (T > 2 ? [2, 3, 5].filter((k) => k < T) : [1]).map((k) => (alpha) => clustered(k, alpha, 0.1 * alpha)),
  ),
} satisfies Readonly<Record<string, Method>>;

export type MethodName = keyof typeof methods;

const isName = (value: unknown): value is MethodName =>
  typeof value === "string" && Object.hasOwn(methods, value);

const isOwn = (value: unknown): value is OwnMethod => {
  const { name, penalty } = (value ?? {}) as Partial<OwnMethod>;
  const families = Array.isArray(penalty) ? penalty : [penalty];
  const named = typeof name === "string" && name !== "" && !isName(name);
  return named && families.length > 0 && families.every((family) => typeof family === "function");
};

const nameOf = (value: unknown): unknown => (isName(value) ? value : (value as OwnMethod).name);

/** Which methods are compared. */
export const methodsParameter: Parameter<readonly (MethodName | OwnMethod)[]> = {
  default: Object.freeze(Object.keys(methods) as MethodName[]),
  rule: `a list of different methods, the simplest first: ${Object.keys(methods).join(", ")} or { name, penalty, alphas? }`,
  accepts: (value) =>
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((one) => isName(one) || isOwn(one)) &&
    new Set(value.map(nameOf)).size === value.length,
  wrong: [1, null, [], ["lasso"], ["l21", "l21"], [{ name: "l21", penalty: l21 }], [{ name: "own" }]],
  own: (value) => Object.freeze([...(value as readonly (MethodName | OwnMethod)[])]),
};

/** A method by its name, or of the user's own penalties. */
export function methodOf(given: MethodName | OwnMethod): Method {
  if (typeof given === "string") return methods[given];
  const { name, penalty, alphas } = given;
  return penaltyMethod(name, () => (typeof penalty === "function" ? [penalty] : penalty), alphas);
}
