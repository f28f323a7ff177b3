import type { LabelsLike } from "../base/label.ts";
import { fillParameters, type Values } from "../base/parameter.ts";
import type { FitOptions, Task } from "../base/tasks.ts";
import { drain, type Work } from "../base/work.ts";
import type { MatrixLike, VectorLike } from "../check/matrix.ts";
import type { PenaltyFamily } from "../solver/follow.ts";
import type { TaskStatistics } from "../statistics/task-statistics.ts";
import { readFamily } from "./family.ts";
import type { LabelTask } from "./label-answers.ts";
import { type DatafitOption, readGround } from "./loss-option.ts";
import { penalised } from "./penalised-regressor.ts";

type LossOptions = Partial<Pick<Values<typeof penalised>, "fitIntercept" | "taskWeight">>;

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
export function alphaMax(family: PenaltyFamily, statistics: TaskStatistics, options?: LossOptions): number;
export function alphaMax(family: PenaltyFamily, ...given: unknown[]): number {
  const where = "alphaMax";
  const { open, options } = readGround<LossOptions>(where, given, ["fitIntercept", "taskWeight", "datafit"]);
  const { fitIntercept = true, taskWeight = "samples" } = options;
  const settings = fillParameters(where, penalised, { fitIntercept, taskWeight });
  const norm = readFamily(where, family);
  return drain(largest());

  function* largest(): Work<number> {
    const opened = yield* open(norm, { ...settings, where });
    try {
      return opened.alphaMax(norm);
    } finally {
      opened.close();
    }
  }
}
