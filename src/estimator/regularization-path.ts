import type { LabelsLike } from "../base/label.ts";
import { LinearHeads } from "../base/linear-heads.ts";
import type { LinearModel } from "../base/linear-model.ts";
import { fillParameters, type Values } from "../base/parameter.ts";
import type { FitOptions, Task } from "../base/tasks.ts";
import { type AsyncOptions, drain, type OnProgress, type Work, within } from "../base/work.ts";
import type { MatrixLike, VectorLike } from "../check/matrix.ts";
import { reject } from "../check/reject.ts";
import { geometric } from "../matrix/geometric.ts";
import { follow, type PenaltyFamily } from "../solver/follow.ts";
import type { PenalisedFit } from "../solver/opened.ts";
import { pair } from "../solver/penalised.ts";
import type { TaskStatistics } from "../statistics/task-statistics.ts";
import { readFamily } from "./family.ts";
import { answerOf } from "./heads.ts";
import type { LabelTask } from "./label-answers.ts";
import { type DatafitOption, readGround } from "./loss-option.ts";
import { penalised } from "./penalised-regressor.ts";
import { readCount, readStrengths } from "./strengths.ts";

interface PathOptions extends Partial<Values<typeof penalised>> {
  /** How many strengths, evenly spaced in their logarithm, or the strengths themselves. Default 100. */
  readonly alphas?: number | readonly number[];
  /** The smallest strength, as a share of the largest, `alphaMax`. Default 1e-3. */
  readonly eps?: number;
}

/** Fits along a family of penalties, the strongest first. */
export interface RegularizationPath<Model = LinearModel> {
  /** Descending. */
  readonly alphas: readonly number[];
  readonly models: readonly Model[];
}

const known = ["alphas", "eps", "datafit", ...Object.keys(penalised)];

/**
 * Fits a family of penalties from `alphaMax` down, each from where the one before ended. The rows are read once, or not at all where
 * statistics are given. With a `datafit`
 * the models are `LinearHeads`, also where targets are numbers.
 *
 * @see Friedman, Hastie & Tibshirani 2010, section 2.5
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { regularizationPath } from "polytask";
 * import { logistic } from "polytask/datafit";
 * import { l21 } from "polytask/penalty";
 *
 * const X = [[0, 1], [1, -1], [2, -1], [3, 1]];
 * const Y = [[0, 1], [2, 2], [4, 3], [6, 4]];
 * const { alphas, models } = regularizationPath(l21, X, Y, { alphas: 5, eps: 0.01 });
 * assert.ok(Math.abs(alphas[4]! / alphas[0]! - 0.01) < 1e-12);
 * assert.ok(models.every(({ converged }) => converged));
 *
 * const labels = [["a", 0], ["a", 0], ["b", 1], ["b", 0]];
 * const classified = regularizationPath(l21, X, labels, { datafit: logistic(), alphas: 5, eps: 0.1 });
 * assert.equal(classified.models[4]!.labels(0, { data: Float64Array.of(3, 1), rows: 1, columns: 2 })[0], "b");
 * ```
 */
export function regularizationPath(
  family: PenaltyFamily,
  X: MatrixLike,
  Y: MatrixLike | VectorLike | LabelsLike,
  options: PathOptions & DatafitOption & FitOptions & { onProgress?: OnProgress },
): RegularizationPath<LinearHeads>;
export function regularizationPath(
  family: PenaltyFamily,
  tasks: readonly Task[] | readonly LabelTask[],
  options: PathOptions & DatafitOption & { onProgress?: OnProgress },
): RegularizationPath<LinearHeads>;
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
export function regularizationPath(
  family: PenaltyFamily,
  statistics: TaskStatistics,
  options?: PathOptions & { onProgress?: OnProgress },
): RegularizationPath;
export function regularizationPath(
  family: PenaltyFamily,
  ...given: unknown[]
): RegularizationPath<LinearModel | LinearHeads> {
  const where = "regularizationPath";
  const extra = [...(known as (keyof PathOptions)[]), "onProgress"] as const;
  const { shape, classes, heads, options, open } = readGround<PathOptions & AsyncOptions>(where, given, extra); // biome-ignore format: one line
  const { alphas = 100, eps = 1e-3 } = options;
  if (!(eps > 0 && eps < 1)) reject("param", `${where}.eps`, "a number between 0 and 1", eps);
  const own = Object.entries(options).filter(([name]) => name in penalised);
  const settings = { ...fillParameters(where, penalised, Object.fromEntries(own)), where };
  const listed = typeof alphas === "number" ? undefined : readStrengths(where, alphas);
  const weakest = readFamily(where, family, listed?.at(-1));
  return drain(fitAll(), options.onProgress);

  function* fitAll(): Work<RegularizationPath<LinearModel | LinearHeads>> {
    if (!heads) pair(where, weakest, shape);
    const opened = yield* within(open(weakest, settings), 0, 0.5);
    try {
      const order = listed ?? geometric(opened.alphaMax(weakest), eps, readCount(where, alphas));
      const models: (LinearModel | LinearHeads)[] = [];
      const answers = heads?.map((head, t) => answerOf(head, classes[t]!));
      const take = ({ model }: PenalisedFit): void => {
        models.push(answers ? new LinearHeads(model(), answers, shape.taskNames) : model());
      };
      yield* within(follow(opened, family, order, take), 0.5, 1);
      return { alphas: order, models };
    } finally {
      opened.close();
    }
  }
}
