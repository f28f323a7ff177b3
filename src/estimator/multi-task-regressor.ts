import { part, type Values } from "../base/parameter.ts";
import type { Penalty } from "../penalty/penalty.ts";
import { PenalisedRegressor, penalised } from "./penalised-regressor.ts";

const table = {
  penalty: part<Penalty>(["value"], "what makes the tasks share, from polytask/penalty"),
  ...penalised,
};

type Parameters = Partial<Values<typeof table>> & Pick<Values<typeof table>, "penalty">;

/**
 * Multitask regression with any penalty: minimise 1/(2 n̄) Σ_t ‖y_t − X_t w_t − b_t‖² + g(W), n̄ the mean number of rows a task.
 *
 * The rows are read once, into statistics; what follows is p x p work. The answer is certified: `dualGap` bounds how far it is
 * above the optimum, and `converged` says whether that is within `tol`. Penalties that are sums of two parts
 * (`decompose`, `dirty`, ...) leave both in `components`.
 *
 * @see Boyd, Parikh, Chu, Peleato & Eckstein 2011 for the solver
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiTaskRegressor } from "polytask";
 * import { l21 } from "polytask/penalty";
 *
 * // two tasks that use the first feature and ignore the second
 * const X = [[0, 1], [1, -1], [2, -1], [3, 1]];
 * const Y = [[0, 1], [2, 2], [4, 3], [6, 4]];
 * const model = new MultiTaskRegressor({ penalty: l21(0.1) }).fit(X, Y);
 * assert.deepEqual(model.coef.getRow(1), [0, 0]);
 * assert.ok(model.converged && model.score(X, Y) > 0.95);
 * ```
 */
export class MultiTaskRegressor extends PenalisedRegressor<typeof table> {
  static readonly parameters = table;

  constructor(params: Parameters) {
    super("MultiTaskRegressor", table, params);
  }

  protected override penalty(): Penalty {
    return this.params.penalty;
  }
}
