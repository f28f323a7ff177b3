import { giveState, type LearntState, takeState } from "../base/learnt-state.ts";
import type { LinearModel } from "../base/linear-model.ts";
import { flag, type Values } from "../base/parameter.ts";
import type { TaskData } from "../base/tasks.ts";
import type { Work } from "../base/work.ts";
import { doubles, recordOf } from "../check/form.ts";
import { type Curds, curdsAndWhey } from "../solver/curds-and-whey.ts";
import { LinearEstimator } from "./linear-estimator.ts";

const curdsForm = /* @__PURE__ */ recordOf({ correlations: doubles(), shrinkage: doubles() });

const table = {
  /** Whether every task has an intercept, which is not shrunk. */
  fitIntercept: flag(true),
};

/**
 * Curds and whey: least squares, task by task, whose predictions are then shrunk together, where the targets are correlated.
 *
 * Mixtures of the targets that the features tell least of, by their canonical correlation c, are shrunk most, by the d of
 * generalised cross-validation: (1 − r)(c² − r) / ((1 − r)² c² + r² (1 − c²)), r = p / n, and 0 where c² < r. There is nothing to
 * be tuned. It is no minimum of an objective: `converged` and `dualGap` are those of the least squares that are shrunk.
 *
 * All tasks must be on the same rows with the same weights, and there must be more of them than coefficients a task (`ridge` and
 * `traceNorm` take other data). Statistics do not do, as they have no products of one task's targets with another's.
 *
 * @see Breiman & Friedman 1997, Predicting multivariate responses in multiple linear regression, section 3
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { CurdsAndWheyRegressor, MultiOutputRidge, RandomState } from "polytask";
 *
 * const random = new RandomState(0);
 * const X = Array.from({ length: 30 }, () => Array.from({ length: 8 }, () => random.randn()));
 * const Y = X.map(([x]) => [x!, -x!, x!].map((y) => y + 2 * random.randn())); // three looks at one quantity
 * const model = new CurdsAndWheyRegressor().fit(X, Y);
 * assert.ok(model.shrinkage[0]! > model.shrinkage[2]!);
 *
 * const mse = ({ coef }: typeof model | MultiOutputRidge) =>
 *   [1, -1, 1].reduce((sum, w, t) => sum + (coef.get(0, t) - w) ** 2 + coef.getColumn(t).slice(1).reduce((s, v) => s + v * v, 0), 0);
 * assert.ok(mse(model) < mse(new MultiOutputRidge({ alpha: 0 }).fit(X, Y)));
 * ```
 */
export class CurdsAndWheyRegressor extends LinearEstimator<typeof table> {
  static readonly parameters = table;
  #curds: Omit<Curds, "model"> | undefined;

  constructor(params?: Partial<Values<typeof table>>) {
    super("CurdsAndWheyRegressor", table, params);
  }

  /** Canonical correlations of X and the targets, the largest first; fewer than T where mixtures of the targets do not vary. */
  get canonicalCorrelations(): Float64Array {
    return this.#found("canonicalCorrelations").correlations.slice();
  }

  /** What the fitted values of every canonical target are multiplied by, from 0 to 1, in the same order. */
  get shrinkage(): Float64Array {
    return this.#found("shrinkage").shrinkage.slice();
  }

  protected override *solve(data: TaskData, where: string): Work<LinearModel> {
    const curds = yield* curdsAndWhey(data, { ...this.params, where });
    this.#curds = curds;
    return curds.model;
  }

  #found(asked: string): Omit<Curds, "model"> {
    this.learnt(asked);
    return this.#curds!;
  }

  override [giveState](): LearntState | undefined {
    const state = super[giveState]();
    const { correlations, shrinkage } = this.#curds ?? {};
    return state && { ...state, curds: { correlations, shrinkage } };
  }

  override [takeState](state: LearntState): void {
    super[takeState](state);
    this.#curds = curdsForm(`${this.name} curds`, state["curds"]);
  }
}
