import { choice, part, type Values } from "../base/parameter.ts";
import type { Penalty } from "../penalty/penalty.ts";
import { scaled } from "../penalty/scaled.ts";
import { scaleOf } from "./compat.ts";
import { PenalisedRegressor, type Problem, penalised } from "./penalised-regressor.ts";

const table = {
  penalty: part<Penalty>(["value"], "what makes the tasks share, from polytask/penalty"),
  compat: choice(
    "none",
    ["none", "malsar", "rmtl", "sklearn"],
    "whose strengths those of the penalty are: ours, or another library's, which are turned into ours",
  ),
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
 * With `compat` the strengths of the penalty are another library's, turned into ours at `fit`, where n̄ is known. A norm of
 * strength r, and a square s ‖W‖² given as `ridge(s)`, mean what they mean there:
 *
 * | `compat` | minimises | norm | square |
 * |---|---|---|---|
 * | `"malsar"` | 1/2 Σ ‖y_t − X_t w_t‖² + r g(W) + s ‖W‖² | r / n̄ | alpha = 2 s / n̄ |
 * | `"malsar"`, W = P + Q or `cappedL1` | Σ ‖y_t − X_t w_t‖² + r g(W) | r / 2n̄ | |
 * | `"rmtl"` | Σ 1/(2 n_t) ‖y_t − X_t w_t − b_t‖² + r g(W) + s ‖W‖², so `taskWeight` is "equal" | r | alpha = 2 s |
 * | `"sklearn"`, `ridge` alone | ‖Y − X W − b‖² + s ‖W‖² (Ridge) | | alpha = s / n |
 * | `"sklearn"` | 1/(2 n) ‖Y − X W − b‖² + r g(W) + s/2 ‖W‖² (Lasso, MultiTaskLasso, their elastic nets) | r | alpha = s |
 *
 * `coef` and predictions are then theirs; `marks` and `dualGap` stay in units of F. MALSAR's least squares have no intercept:
 * `fitIntercept: false`. Its `Least_SparseTrace` bounds ‖Q‖_* where `sparseLowRank` has a strength: the bound's multiplier.
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
 *
 * // the same in MALSAR's strengths: four rows a task, so 0.1 is 0.4 there
 * const theirs = new MultiTaskRegressor({ penalty: l21(0.4), compat: "malsar" }).fit(X, Y);
 * assert.deepEqual(theirs.coef, model.coef);
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

  protected override problem(meanRows: () => number): Problem {
    const ours = super.problem(meanRows);
    const { compat, penalty } = this.params;
    if (compat === "none") return ours;
    const { taskWeight, ...factors } = scaleOf(compat, "squared", penalty.name, meanRows());
    return { ...ours, taskWeight, penalty: scaled(penalty, factors) };
  }
}
