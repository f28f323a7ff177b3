import type { Matrix } from "ml-matrix";
import type { Cell } from "../base/display/card.ts";
import { flag, realPerTask, type Values } from "../base/parameter.ts";
import { reject } from "../check/reject.ts";
import { elasticNet } from "../penalty/elastic-net.ts";
import type { PenaltyFamily } from "../solver/follow.ts";
import { CrossValidatedRegressor } from "./cross-validated.ts";
import { crossValidated } from "./strength-search.ts";

const table = {
  /** Share of the norm of rows, from 0 (ridge) to 1 (multitask lasso), or shares to choose from. */
  l1Ratio: realPerTask(0.5, 0, 1, "of them to choose from"),
  /** Whether coefficients are kept >= 0. */
  positive: flag(false),
  ...crossValidated,
};

/**
 * The multitask elastic net with its strength, and if asked its share of the norm, found by cross-validation, as
 * scikit-learn's MultiTaskElasticNetCV. `MultiTaskLassoCV` says how folds are made and measured.
 *
 * @see Zou & Hastie 2005; scikit-learn, `MultiTaskElasticNetCV`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiTaskElasticNetCV } from "polytask";
 *
 * const X = [[0, 1], [1, -1], [2, -1], [3, 1], [4, 1], [5, -1]];
 * const Y = [[0, 1], [2, 2], [4, 3], [6, 4], [8, 5], [10, 6]];
 * const model = new MultiTaskElasticNetCV({ l1Ratio: [0.1, 0.9], alphas: 7, cv: 3 }).fit(X, Y);
 * assert.equal(model.l1Ratio, 0.9);
 * assert.equal(model.msePath.length, 2); // 7 strengths x 3 folds each
 * ```
 */
export class MultiTaskElasticNetCV extends CrossValidatedRegressor<typeof table> {
  static readonly parameters = table;

  constructor(params?: Partial<Values<typeof table>>) {
    super("MultiTaskElasticNetCV", table, params);
    const { l1Ratio, alphas } = this.params;
    if (typeof alphas === "number" && this.#ratios.includes(0)) {
      const rule =
        "shares above 0 where strengths are counted, as no strength makes all coefficients of ridge 0";
      reject("param", "MultiTaskElasticNetCV.l1Ratio", rule, l1Ratio);
    }
  }

  protected override get formula(): string {
    return "1/(2 n̄) Σ_t ‖y_t − X_t w_t − b_t‖² + alpha l1Ratio Σ_j ‖W_j·‖₂ + alpha (1 − l1Ratio)/2 ‖W‖²";
  }

  get #ratios(): readonly number[] {
    const { l1Ratio } = this.params;
    return typeof l1Ratio === "number" ? [l1Ratio] : Array.from(l1Ratio);
  }

  /** The chosen share of the norm of rows. */
  get l1Ratio(): number {
    return this.#ratios[this.found("l1Ratio").best.path]!;
  }

  protected override chosenParams(): Readonly<Record<string, Cell>> {
    return { ...super.chosenParams(), l1Ratio: this.l1Ratio };
  }

  /** The strengths, the largest first: a list, or one a share where shares are chosen from. */
  get alphas(): readonly number[] | readonly (readonly number[])[] {
    const all = this.found("alphas").paths.map(({ alphas }) => alphas);
    return typeof this.params.l1Ratio === "number" ? all[0]! : all;
  }

  /** Mean squared errors, strengths x folds: one matrix, or one a share where shares are chosen from. */
  get msePath(): Matrix | readonly Matrix[] {
    const all = this.found("msePath").errors.map((errors) => errors.clone());
    return typeof this.params.l1Ratio === "number" ? all[0]! : all;
  }

  protected override families(): readonly PenaltyFamily[] {
    const { positive } = this.params;
    return this.#ratios.map((ratio) => (alpha) => elasticNet(alpha, ratio, { positive }));
  }
}
