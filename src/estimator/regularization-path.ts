import { readArguments } from "../base/arguments.ts";
import type { LabelsLike } from "../base/label.ts";
import { LinearHeads } from "../base/linear-heads.ts";
import type { LinearModel } from "../base/linear-model.ts";
import { fillParameters, type Values } from "../base/parameter.ts";
import { taskLabel } from "../base/task-names.ts";
import { type FitOptions, isTasks, type Task, type TaskData } from "../base/tasks.ts";
import { type AsyncOptions, drain, type OnProgress, type Work, within } from "../base/work.ts";
import type { MatrixLike, VectorLike } from "../check/matrix.ts";
import { reject, said } from "../check/reject.ts";
import type { Datafit } from "../datafit/datafit.ts";
import { geometric } from "../matrix/geometric.ts";
import type { Penalty } from "../penalty/penalty.ts";
import { restOf } from "../penalty/rest-of.ts";
import { follow, type PenaltyFamily } from "../solver/follow.ts";
import type { Head } from "../solver/loss/empirical-loss.ts";
import { openLoss } from "../solver/loss/open-loss.ts";
import type { Opened, PenalisedFit, PenalisedSettings } from "../solver/opened.ts";
import { openData, pair } from "../solver/penalised.ts";
import { answerOf, headOf } from "./heads.ts";
import { type LabelData, readLabelArguments } from "./label-data.ts";
import type { LabelTask } from "./linear-classifier.ts";
import { penalised } from "./penalised-regressor.ts";
import { readCount, readStrengths } from "./strengths.ts";

type LossOptions = Partial<Pick<Values<typeof penalised>, "fitIntercept" | "taskWeight">>;

interface DatafitOption {
  /** The loss of every task, from polytask/datafit; squared loss without it. Targets are labels where it is one of classes. */
  readonly datafit: Datafit;
}

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
 * The smallest strength at which every coefficient is 0: the dual norm of the loss's slope there (X'Y / n̄ for squared loss) for
 * `family(1)`, whose members must be norms times their strength (`l1`, `l21`, `traceNorm`, `lInf1`, `columnGroup` and their decompositions), with a ridge or not.
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
  options?: FitOptions & LossOptions & Partial<DatafitOption>,
): number;
export function alphaMax(
  family: PenaltyFamily,
  X: MatrixLike,
  Y: LabelsLike,
  options: FitOptions & LossOptions & DatafitOption,
): number;
export function alphaMax(
  family: PenaltyFamily,
  tasks: readonly Task[] | readonly LabelTask[],
  options?: LossOptions & Partial<DatafitOption>,
): number;
export function alphaMax(family: PenaltyFamily, ...given: unknown[]): number {
  const where = "alphaMax";
  const { data, heads, options } = readWithLoss<LossOptions>(where, given, [
    "fitIntercept",
    "taskWeight",
    "datafit",
  ]);
  const { fitIntercept = true, taskWeight = "samples" } = options;
  const settings = fillParameters(where, penalised, { fitIntercept, taskWeight });
  const norm = checkFamily(where, family);
  return drain(largest());

  function* largest(): Work<number> {
    const opened = yield* openWith(data, heads, norm, { ...settings, where });
    try {
      return opened.alphaMax(norm);
    } finally {
      opened.close();
    }
  }
}

/**
 * Fits a family of penalties from `alphaMax` down, each from where the one before ended. The rows are read once. With a `datafit`
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
  ...given: unknown[]
): RegularizationPath<LinearModel | LinearHeads> {
  const where = "regularizationPath";
  const extra = [...(known as (keyof PathOptions)[]), "onProgress"] as const;
  const { data, heads, options } = readWithLoss<PathOptions & AsyncOptions>(where, given, extra);
  const { alphas = 100, eps = 1e-3 } = options;
  if (!(eps > 0 && eps < 1)) reject("param", `${where}.eps`, "a number between 0 and 1", eps);
  const own = Object.entries(options).filter(([name]) => name in penalised);
  const settings = { ...fillParameters(where, penalised, Object.fromEntries(own)), where };
  const listed = typeof alphas === "number" ? undefined : readStrengths(where, alphas);
  const norm = checkFamily(where, family);
  return drain(fitAll(), options.onProgress);

  function* fitAll(): Work<RegularizationPath<LinearModel | LinearHeads>> {
    const weakest = listed ? family(listed.at(-1)!) : norm;
    if (!heads) pair(where, weakest, data);
    const opened = yield* within(openWith(data, heads, weakest, settings), 0, 0.5);
    try {
      const order = listed ?? geometric(opened.alphaMax(norm), eps, readCount(where, alphas));
      const models: (LinearModel | LinearHeads)[] = [];
      const answers = heads?.map((head, t) => answerOf(head, data.classes[t]!));
      const take = ({ model }: PenalisedFit): void => {
        models.push(answers ? new LinearHeads(model(), answers, data.taskNames) : model());
      };
      yield* within(follow(opened, family, order, take), 0.5, 1);
      return { alphas: order, models };
    } finally {
      opened.close();
    }
  }
}

/** Reads data with the loss that the options name, and with labels where it is one of classes; no heads for squared loss. */
function readWithLoss<O extends object>(
  where: string,
  given: readonly unknown[],
  extra: readonly (string & keyof (O & DatafitOption))[],
): { data: LabelData; heads: Head[] | undefined; options: O & Partial<DatafitOption> } {
  type All = O & Partial<DatafitOption>;
  const { datafit } = (given[isTasks(given[0]) ? given.length - 1 : 2] ?? {}) as Partial<DatafitOption>;
  const known = extra as readonly (string & keyof All)[];
  if (datafit === undefined) {
    const { data, options } = readArguments<All>(where, given, known);
    return { data: { ...data, classes: [] }, heads: undefined, options };
  }
  if (typeof datafit?.evaluate !== "function")
    reject("param", `${where}.datafit`, "a loss, from polytask/datafit", datafit);
  const { data, options } =
    datafit.target === "number"
      ? withoutClasses(readArguments<All>(where, given, known))
      : readLabelArguments<All>(where, given, known);
  const heads = data.classes.map((classes, t) =>
    headOf(`${where} ${taskLabel(t, data.taskNames)}`, datafit, classes),
  );
  return { data, heads, options };
}

const withoutClasses = <O>({ data, options }: { data: TaskData; options: O }) => ({
  data: { ...data, classes: Array.from({ length: data.T }, () => []) },
  options,
});

function* openWith(
  data: TaskData,
  heads: readonly Head[] | undefined,
  like: Penalty,
  settings: PenalisedSettings,
): Work<Opened> {
  return heads
    ? openLoss(data, heads, { ...settings, solver: "auto" })
    : yield* openData(data, like, settings);
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
