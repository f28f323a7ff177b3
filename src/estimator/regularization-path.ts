import { readArguments } from "../base/arguments.ts";
import type { LinearModel } from "../base/linear-model.ts";
import { fillParameters, type Values } from "../base/parameter.ts";
import type { FitOptions, Task } from "../base/tasks.ts";
import { type AsyncOptions, drain, type OnProgress, type Work, within } from "../base/work.ts";
import type { MatrixLike, VectorLike } from "../check/matrix.ts";
import { reject, said } from "../check/reject.ts";
import { Quadratic } from "../datafit/quadratic.ts";
import type { Penalty } from "../penalty/penalty.ts";
import type { WarmStart } from "../solver/admm.ts";
import { fitPenalised } from "../solver/penalised.ts";
import { accumulate } from "../statistics/accumulate.ts";
import type { TaskStatistics } from "../statistics/task-statistics.ts";
import { penalised } from "./penalised-regressor.ts";

/** A family of penalties, one for every strength: `l21`, `(alpha) => dirty(alpha, 0.3 * alpha)`, ... */
export type PenaltyFamily = (alpha: number) => Penalty;

type LossOptions = Partial<Pick<Values<typeof penalised>, "fitIntercept" | "taskWeight">>;

interface PathOptions extends Partial<Values<typeof penalised>> {
  /** How many strengths, evenly spaced in their logarithm, or the strengths themselves. Default 100. */
  readonly alphas?: number | readonly number[];
  /** The smallest strength, as a share of the largest, `alphaMax`. Default 1e-3. */
  readonly eps?: number;
}

/** Fits along a family of penalties, the strongest first. */
export interface RegularizationPath {
  /** Descending. */
  readonly alphas: readonly number[];
  readonly models: readonly LinearModel[];
}

const own = ["alphas", "eps", ...Object.keys(penalised)];

/**
 * The smallest strength at which every coefficient is 0: the dual norm of X'Y / n̄ for `family(1)`, whose members must be
 * norms times their strength (`l1`, `l21`, `traceNorm`, `lInf1`, `columnGroup` and their decompositions), with a ridge or not.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { alphaMax, MultiTaskRegressor } from "polytask";
 * import { traceNorm } from "polytask/penalty";
 *
 * const X = [[0, 1], [1, -1], [2, -1], [3, 1]];
 * const Y = [[0, 1], [2, 2], [4, 3], [6, 4]];
 * const largest = alphaMax(traceNorm, X, Y);
 * const norm = (alpha: number) => new MultiTaskRegressor({ penalty: traceNorm(alpha) }).fit(X, Y).coef.norm();
 * assert.equal(norm(1.001 * largest), 0);
 * assert.ok(norm(0.999 * largest) > 0);
 * ```
 */
export function alphaMax(
  family: PenaltyFamily,
  X: MatrixLike,
  Y: MatrixLike | VectorLike,
  options?: FitOptions & LossOptions,
): number;
export function alphaMax(family: PenaltyFamily, tasks: readonly Task[], options?: LossOptions): number;
export function alphaMax(family: PenaltyFamily, ...given: unknown[]): number {
  const { data, options } = readArguments<LossOptions>("alphaMax", given, ["fitIntercept", "taskWeight"]);
  const { fitIntercept = true, taskWeight = "samples" } = options;
  const settings = fillParameters("alphaMax", penalised, { fitIntercept, taskWeight });
  return largest("alphaMax", family, drain(accumulate(data)), settings);
}

/**
 * Fits a family of penalties from `alphaMax` down, each from where the one before ended. The rows are read once.
 *
 * @see Friedman, Hastie & Tibshirani 2010, section 2.5
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { regularizationPath } from "polytask";
 * import { l21 } from "polytask/penalty";
 *
 * const X = [[0, 1], [1, -1], [2, -1], [3, 1]];
 * const Y = [[0, 1], [2, 2], [4, 3], [6, 4]];
 * const { alphas, models } = regularizationPath(l21, X, Y, { alphas: 5, eps: 0.01 });
 * assert.ok(Math.abs(alphas[4]! / alphas[0]! - 0.01) < 1e-12);
 * assert.ok(models.every(({ converged }) => converged));
 * ```
 */
export function regularizationPath(
  family: PenaltyFamily,
  X: MatrixLike,
  Y: MatrixLike | VectorLike,
  options?: PathOptions & FitOptions & { onProgress?: OnProgress },
): RegularizationPath;
export function regularizationPath(
  family: PenaltyFamily,
  tasks: readonly Task[],
  options?: PathOptions & { onProgress?: OnProgress },
): RegularizationPath;
export function regularizationPath(family: PenaltyFamily, ...given: unknown[]): RegularizationPath {
  const where = "regularizationPath";
  const { data, options } = readArguments<PathOptions & AsyncOptions>(where, given, [
    ...(own as (keyof PathOptions)[]),
    "onProgress",
  ]);
  const { alphas = 100, eps = 1e-3 } = options;
  if (!(eps > 0 && eps < 1)) reject("param", `${where}.eps`, "a number between 0 and 1", eps);
  const settings = fillParameters(
    where,
    penalised,
    Object.fromEntries(Object.entries(options).filter(([name]) => name in penalised)),
  );
  return drain(follow(), options.onProgress);

  function* follow(): Work<RegularizationPath> {
    const statistics = yield* within(accumulate(data), 0, 0.5);
    const grid =
      typeof alphas === "number" ? spaced(largest(where, family, statistics, settings), eps, alphas) : alphas;
    const bad = grid.find((alpha) => !(alpha >= 0 && alpha < Infinity));
    if (bad !== undefined) reject("param", `${where}.alphas`, "finite strengths >= 0", bad);
    const order = [...grid].sort((a, b) => b - a);
    const models: LinearModel[] = [];
    let start: WarmStart | undefined;
    for (const [k, alpha] of order.entries()) {
      const from = 0.5 + (0.5 * k) / order.length;
      const fit = fitPenalised(statistics, family(alpha), { ...settings, where }, start);
      const { model, state } = yield* within(fit, from, from + 0.5 / order.length);
      start = state && weaker(state, (order[k + 1] ?? alpha) / alpha);
      models.push(model);
    }
    return { alphas: order, models };
  }
}

/** Multipliers lie in the subgradients of the penalty, which shrink with its strength. */
const weaker = (state: WarmStart, by: number): WarmStart => ({
  ...state,
  ...(state.multipliers && { multipliers: state.multipliers.map((U) => U.map((u) => by * u)) }),
});

function largest(
  where: string,
  family: PenaltyFamily,
  statistics: TaskStatistics,
  settings: Pick<Values<typeof penalised>, "fitIntercept" | "taskWeight">,
): number {
  if (typeof family !== "function")
    reject("param", `${where} family`, "a function of a strength, such as l21", family);
  const made = family(1);
  const penalty = made.ridge?.rest ?? made; // a ridge moves no coefficient away from 0
  if (!penalty.dual)
    reject("pair", `${where} family`, "norms, which have a dual", said(`${penalty.name}, which has none`));
  const loss = new Quadratic(statistics, { ...settings, ridge: 0 });
  try {
    return penalty.dual(loss.cross, loss);
  } finally {
    loss.close();
  }
}

function spaced(from: number, eps: number, count: number): number[] {
  if (!(Number.isInteger(count) && count >= 1)) {
    reject("param", "regularizationPath.alphas", "a count >= 1 or a list of strengths", count);
  }
  return Array.from({ length: count }, (_, k) => from * eps ** (count === 1 ? 0 : k / (count - 1)));
}
