import { flag, realPerTask, type Values } from "../base/parameter.ts";
import { reject } from "../check/reject.ts";
import type { RandomState } from "../matrix/random.ts";
import { l21 } from "../penalty/l21.ts";
import type { Penalty } from "../penalty/penalty.ts";
import { PenalisedRegressor, penalised } from "./penalised-regressor.ts";
import { drawerOf, selection } from "./selection.ts";

const table = {
  /** Strength of the penalty, one for all tasks or one > 0 a task. */
  alpha: realPerTask(1, 0, Infinity),
  /** Whether coefficients are kept >= 0. */
  positive: flag(false),
  /** Whether a fit starts where the last one of this estimator ended. */
  warmStart: flag(false),
  ...selection,
  ...penalised,
};

/**
 * The multitask lasso: minimise 1/(2 n̄) Σ_t ‖y_t − X_t w_t − b_t‖² + alpha Σ_j ‖W_j·‖₂, as scikit-learn's MultiTaskLasso.
 *
 * Tasks share their features: a row of W is 0 for all of them or for none. Beyond scikit-learn: tasks with rows of their
 * own, missing targets, weights a sample and task, `positive`, `partialFit`, and a strength a task: with `alpha` a list the
 * penalty is Σ_j ‖(alpha_t W_jt)_t‖₂.
 *
 * @see Obozinski, Taskar & Jordan 2010, Joint covariate selection and joint subspace selection
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiTaskLasso } from "polytask";
 *
 * const X = [[0, 1], [1, -1], [2, -1], [3, 1]];
 * const Y = [[0, 1], [2, 2], [4, 3], [6, 4]]; // the first feature makes both, the second neither
 * const model = new MultiTaskLasso({ alpha: 0.1 }).fit(X, Y);
 * assert.deepEqual(model.coef.getRow(1), [0, 0]);
 * assert.ok(model.converged && model.coef.get(0, 0) > 1.8);
 * ```
 */
export class MultiTaskLasso extends PenalisedRegressor<typeof table> {
  static readonly parameters = table;

  constructor(params?: Partial<Values<typeof table>>) {
    super("MultiTaskLasso", table, params);
    const { alpha } = this.params;
    if (typeof alpha !== "number" && Array.from(alpha).includes(0))
      reject("param", "MultiTaskLasso.alpha", "strengths above 0 where there is one a task", alpha);
  }

  protected override get formula(): string {
    return "1/(2 n̄) Σ_t ‖y_t − X_t w_t − b_t‖² + alpha Σ_j ‖W_j·‖₂";
  }

  protected override penalty(): Penalty {
    const { alpha, positive } = this.params;
    if (typeof alpha === "number") return l21(alpha, { positive });
    return l21(1, { weights: Array.from(alpha), positive });
  }

  protected override drawer(): RandomState | undefined {
    return drawerOf(this.name, this.params);
  }

  protected override startsWarm(): boolean {
    return this.params.warmStart;
  }
}
