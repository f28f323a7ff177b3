import type { Matrix } from "ml-matrix";
import { flag, type Values } from "../base/parameter.ts";
import { l21 } from "../penalty/l21.ts";
import type { PenaltyFamily } from "../solver/follow.ts";
import { CrossValidatedRegressor } from "./cross-validated.ts";
import { crossValidated } from "./strength-search.ts";

const table = {
  /** Whether coefficients are kept >= 0. */
  positive: flag(false),
  ...crossValidated,
};

/**
 * The multitask lasso with its strength found by cross-validation, as scikit-learn's MultiTaskLassoCV: for every fold the
 * path of strengths is followed on the other folds, each fit certified, and measured on the fold by its (weighted) mean
 * squared error. The strength with the least mean over the folds is fitted on all data.
 *
 * The rows are read once, into statistics a fold: a training set is their merge, a validation error is read off them. Where
 * every training set has fewer rows than features and the tasks share their rows, fits and errors go by the rows instead.
 * Folds are of rows as handed in, missing targets counted; tasks with rows of their own are split each within itself. A
 * task without an observed target in a fold is refused. With `taskWeight` "equal" errors too count every task the same.
 *
 * @see Obozinski, Taskar & Jordan 2010; Friedman, Hastie & Tibshirani 2010, section 2.5; scikit-learn, `MultiTaskLassoCV`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiTaskLassoCV } from "polytask";
 *
 * const X = [[0, 1], [1, -1], [2, -1], [3, 1], [4, 1], [5, -1]];
 * const Y = [[0, 1], [2, 2], [4, 3], [6, 4], [8, 5], [10, 6]]; // the first feature makes both, the second neither
 * const model = new MultiTaskLassoCV({ cv: 3, alphas: 20 }).fit(X, Y);
 * assert.equal(model.alpha, model.alphas.at(-1)); // there is no noise: the weaker the better
 * assert.deepEqual([model.msePath.rows, model.msePath.columns], [20, 3]);
 * ```
 */
export class MultiTaskLassoCV extends CrossValidatedRegressor<typeof table> {
  static readonly parameters = table;

  constructor(params?: Partial<Values<typeof table>>) {
    super("MultiTaskLassoCV", table, params);
  }

  protected override get formula(): string {
    return "1/(2 n̄) Σ_t ‖y_t − X_t w_t − b_t‖² + alpha Σ_j ‖W_j·‖₂";
  }

  /** The strengths, the largest first. */
  get alphas(): readonly number[] {
    return this.found("alphas").paths[0]!.alphas;
  }

  /** Mean squared errors, strengths x folds. */
  get msePath(): Matrix {
    return this.found("msePath").errors[0]!.clone();
  }

  protected override families(): readonly PenaltyFamily[] {
    const { positive } = this.params;
    return [(alpha) => l21(alpha, { positive })];
  }
}
