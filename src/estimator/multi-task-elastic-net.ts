import { flag, real, type Values } from "../base/parameter.ts";
import type { RandomState } from "../matrix/random.ts";
import { elasticNet } from "../penalty/elastic-net.ts";
import type { Penalty } from "../penalty/penalty.ts";
import { PenalisedRegressor, penalised } from "./penalised-regressor.ts";
import { drawerOf, selection } from "./selection.ts";

const table = {
  /** Strength of the penalty. */
  alpha: real(1, 0, Infinity),
  /** Share of the norm of rows, from 0 (ridge) to 1 (multitask lasso). */
  l1Ratio: real(0.5, 0, 1),
  /** Whether coefficients are kept >= 0. */
  positive: flag(false),
  /** Whether a fit starts where the last one of this estimator ended. */
  warmStart: flag(false),
  ...selection,
  ...penalised,
};

/**
 * The multitask elastic net, as scikit-learn's MultiTaskElasticNet: minimise
 * 1/(2 n̄) Σ_t ‖y_t − X_t w_t − b_t‖² + alpha l1Ratio Σ_j ‖W_j·‖₂ + alpha (1 − l1Ratio)/2 ‖W‖².
 *
 * Tasks share their features, and features that resemble each other enter together rather than one by chance.
 *
 * @see Zou & Hastie 2005; scikit-learn, `MultiTaskElasticNet`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiTaskElasticNet } from "polytask";
 *
 * const X = [[0, 0], [1, 1], [2, 2], [3, 3]]; // the same feature twice
 * const model = new MultiTaskElasticNet({ alpha: 0.1 }).fit(X, [[0, 1], [2, 2], [4, 3], [6, 4]]);
 * assert.ok(Math.abs(model.coef.get(0, 0) - model.coef.get(1, 0)) < 1e-4); // each gets half
 * ```
 */
export class MultiTaskElasticNet extends PenalisedRegressor<typeof table> {
  static readonly parameters = table;

  constructor(params?: Partial<Values<typeof table>>) {
    super("MultiTaskElasticNet", table, params);
  }

  protected override get formula(): string {
    return "1/(2 n̄) Σ_t ‖y_t − X_t w_t − b_t‖² + alpha l1Ratio Σ_j ‖W_j·‖₂ + alpha (1 − l1Ratio)/2 ‖W‖²";
  }

  protected override penalty(): Penalty {
    const { alpha, l1Ratio, positive } = this.params;
    return elasticNet(alpha, l1Ratio, { positive });
  }

  protected override drawer(): RandomState | undefined {
    return drawerOf(this.name, this.params);
  }

  protected override startsWarm(): boolean {
    return this.params.warmStart;
  }
}
