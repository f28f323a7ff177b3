import type { Matrix } from "ml-matrix";
import type { Parameter, Values } from "../base/parameter.ts";
import type { Penalty } from "../penalty/penalty.ts";
import type { PenaltyFamily } from "../solver/follow.ts";
import { CrossValidatedRegressor } from "./cross-validated.ts";
import { foldsOrRowsParameter } from "./folds.ts";
import { crossValidated } from "./strength-search.ts";

const isFamily = (value: unknown): boolean => typeof value === "function";

/** What makes the tasks share, from polytask/penalty: who makes the penalty of a strength; of several the best is found too. */
const families: Parameter<PenaltyFamily | readonly PenaltyFamily[]> = {
  default: undefined as never,
  rule: "a penalty of a strength, such as l21 or (alpha) => dirty(alpha, 2 * alpha), or a list of them",
  accepts: (value) => isFamily(value) || (Array.isArray(value) && value.length > 0 && value.every(isFamily)),
  wrong: [undefined, null, 1, [], [1]],
  own: (value) => (Array.isArray(value) ? Object.freeze([...value]) : (value as PenaltyFamily)),
};

const table = { penalty: families, ...crossValidated, cv: foldsOrRowsParameter };

type Parameters = Partial<Values<typeof table>> & Pick<Values<typeof table>, "penalty">;

/**
 * Multitask regression with any penalty of squared loss, its strength found by cross-validation. `MultiTaskLassoCV` says how
 * folds are made and measured: the rows are read once, and a fold or a strength more costs p x p work.
 *
 * A penalty with a second strength is a list of families, one a value of it. `alphas` may be a count where the penalties are
 * norms (but for a ridge), which have a largest strength that matters; for all others it is the list of strengths.
 *
 * Squares alone (`ridge`, `graph`, `meanRegularized` and their sums) of tasks on the same rows may have `cv` "leaveOneOut": every row
 * is left out once with all its targets, exactly and without a fit, as `leaveOneOut` does. `msePath` has one column then, the mean over
 * all rows, by their weights.
 *
 * @throws PolytaskError where strengths are counted for a penalty that is no norm; where rows of other data or for other penalties
 * are to be left out one by one
 * @see Friedman, Hastie & Tibshirani 2010, section 2.5; Stone 1974
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiTaskRegressorCV } from "polytask";
 * import { l1, traceNorm } from "polytask/penalty";
 *
 * const X = [[0, 1], [1, -1], [2, -1], [3, 1], [4, 1], [5, -1]];
 * const Y = [[0, 1], [2, 2], [4, 3], [6, 4], [8, 5], [10, 6]];
 * const model = new MultiTaskRegressorCV({ penalty: [l1, traceNorm], alphas: 7, cv: 3 }).fit(X, Y);
 * assert.equal(model.penalty.name, "traceNorm");
 * assert.equal(model.penalty.parameters.alpha, model.alpha);
 * assert.deepEqual(model.msePath.map(({ rows, columns }) => [rows, columns]), [[7, 3], [7, 3]]);
 * ```
 */
export class MultiTaskRegressorCV extends CrossValidatedRegressor<typeof table> {
  static readonly parameters = table;

  constructor(params: Parameters) {
    super("MultiTaskRegressorCV", table, params);
  }

  /** The chosen penalty. */
  get penalty(): Penalty {
    const { paths, best } = this.found("penalty");
    return paths[best.path]!.family(this.alpha);
  }

  /** The strengths, the largest first, one list a family. */
  get alphas(): readonly (readonly number[])[] {
    return this.found("alphas").paths.map(({ alphas }) => alphas);
  }

  /** Mean squared errors, strengths x folds (x 1, where every row is left out alone), one matrix a family. */
  get msePath(): readonly Matrix[] {
    return this.found("msePath").errors.map((errors) => errors.clone());
  }

  protected override get formula(): string {
    return "1/(2 n̄) Σ_t ‖y_t − X_t w_t − b_t‖² + g(W), g the penalty of the least error on rows held out";
  }

  protected override families(): readonly PenaltyFamily[] {
    const { penalty } = this.params;
    return typeof penalty === "function" ? [penalty] : penalty;
  }
}
