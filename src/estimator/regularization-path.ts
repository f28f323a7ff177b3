import { readArguments } from "../base/arguments.ts";
import type { LinearModel } from "../base/linear-model.ts";
import { fillParameters, type Values } from "../base/parameter.ts";
import type { FitOptions, Task } from "../base/tasks.ts";
import { type AsyncOptions, drain, type OnProgress, type Work, within } from "../base/work.ts";
import type { MatrixLike, VectorLike } from "../check/matrix.ts";
import { reject, said } from "../check/reject.ts";
import { geometric } from "../matrix/geometric.ts";
import type { Penalty } from "../penalty/penalty.ts";
import { follow, type PenaltyFamily } from "../solver/follow.ts";
import { restOf } from "../solver/opened.ts";
import { openData, pair } from "../solver/penalised.ts";
import { penalised } from "./penalised-regressor.ts";
import { readCount, readStrengths } from "./strengths.ts";

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

const known = ["alphas", "eps", ...Object.keys(penalised)];

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
  const norm = checkFamily("alphaMax", family);
  return drain(largest());

  function* largest(): Work<number> {
    const opened = yield* openData(data, norm, { ...settings, where: "alphaMax" });
    try {
      return opened.alphaMax(norm);
    } finally {
      opened.close();
    }
  }
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
    ...(known as (keyof PathOptions)[]),
    "onProgress",
  ]);
  const { alphas = 100, eps = 1e-3 } = options;
  if (!(eps > 0 && eps < 1)) reject("param", `${where}.eps`, "a number between 0 and 1", eps);
  const own = Object.entries(options).filter(([name]) => name in penalised);
  const settings = { ...fillParameters(where, penalised, Object.fromEntries(own)), where };
  const listed = typeof alphas === "number" ? undefined : readStrengths(where, alphas);
  const norm = checkFamily(where, family);
  return drain(fitAll(), options.onProgress);

  function* fitAll(): Work<RegularizationPath> {
    const weakest = listed ? family(listed.at(-1)!) : norm;
    pair(where, weakest, data);
    const opened = yield* within(openData(data, weakest, settings), 0, 0.5);
    try {
      const order = listed ?? geometric(opened.alphaMax(norm), eps, readCount(where, alphas));
      const models: LinearModel[] = [];
      yield* within(
        follow(opened, family, order, ({ model }) => models.push(model())),
        0.5,
        1,
      );
      return { alphas: order, models };
    } finally {
      opened.close();
    }
  }
}

/** The member of strength 1, which must be a norm, but for a ridge: that moves no coefficient away from 0. */
function checkFamily(where: string, family: PenaltyFamily): Penalty {
  if (typeof family !== "function")
    reject("param", `${where} family`, "a function of a strength, such as l21", family);
  const made = family(1);
  const rest = restOf(made);
  if (!rest?.dual)
    reject("pair", `${where} family`, "norms, which have a dual", said(`${made.name}, which has none`));
  return made;
}
