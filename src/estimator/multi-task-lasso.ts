import { flag, real, type Values } from "../base/parameter.ts";
import { l21 } from "../penalty/l21.ts";
import type { Penalty } from "../penalty/penalty.ts";
import { PenalisedRegressor, penalised } from "./penalised-regressor.ts";

const table = {
  alpha: real(1, 0, Infinity, "strength of the penalty"),
  positive: flag(false, "whether coefficients are kept >= 0"),
  ...penalised,
};

/**
 * The multitask lasso: minimise 1/(2 n̄) Σ_t ‖y_t − X_t w_t − b_t‖² + alpha Σ_j ‖W_j·‖₂, as scikit-learn's MultiTaskLasso.
 *
 * Tasks share their features: a row of W is 0 for all of them or for none. Beyond scikit-learn: tasks with rows of their
 * own, missing targets, weights a sample and task, `positive`, `partialFit`.
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
  }

  protected override penalty(): Penalty {
    const { alpha, positive } = this.params;
    return l21(alpha, { positive });
  }
}
