import { part, seed, type Values } from "../base/parameter.ts";
import type { TaskData } from "../base/tasks.ts";
import type { Work } from "../base/work.ts";
import { type Form, madeBy } from "../check/form.ts";
import { randomStateOf } from "../matrix/random.ts";
import { fitChain, orderOf, orderParameter } from "./chain.ts";
import { ChainModel } from "./chain-model.ts";
import { foldsOf } from "./target-inputs.ts";
import type { SingleOutputRegressor } from "./task-copy.ts";
import { TaskEstimator } from "./task-estimator.ts";

const table = {
  /** The regressor that every task gets a copy of. */
  estimator: part<SingleOutputRegressor>(["clone", "fit", "predict"]),
  order: orderParameter,
  /** Folds whose predictions stand for earlier targets in training; left out: the targets themselves do. */
  cv: foldsOf(undefined),
  /** Draws the order where it is random. */
  randomState: seed(),
};

type Parameters = Partial<Values<typeof table>> & Pick<Values<typeof table>, "estimator">;

/**
 * One copy of a regressor a task, in an order: its inputs are the features and all earlier tasks, in training their targets (or, with `cv`,
 * predictions of models that have not seen the row), afterwards what the earlier models predict.
 *
 * Where an earlier target is not known (it is missing, has weight 0, or its task has rows of its own), the prediction of its model stands
 * in for it. Tasks handed in apart with the same X are on the same rows.
 *
 * @throws PolytaskError where `order` has not all tasks; where there are fewer observed rows than folds
 * @see Spyromitros-Xioufis, Tsoumakas, Groves & Vlahavas 2016, section 4.2 (RC, RC_cv); scikit-learn, `sklearn.multioutput.RegressorChain`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiOutputRidge, RegressorChain } from "polytask";
 *
 * const X = [[0], [1], [2], [3], [4]];
 * const Y = [[1, 2], [3, 6], [4, 8], [7, 14], [9, NaN]]; // the second is twice the first
 * const chain = new RegressorChain({ estimator: new MultiOutputRidge({ alpha: 1e-9 }) }).fit(X, Y);
 * const [[first, second]] = chain.predict([[10]]).to2DArray() as [[number, number]];
 * assert.ok(Math.abs(second - 2 * first) < 1e-6);
 * ```
 */
export class RegressorChain extends TaskEstimator<typeof table, ChainModel> {
  static readonly parameters = table;

  constructor(params: Parameters) {
    super("RegressorChain", table, params);
  }

  /** The tasks by number, in the order of the chain. */
  get order(): readonly number[] {
    return this.learnt("order").parts.order;
  }

  /** The fitted copies, in the order of the chain. */
  get estimators(): readonly SingleOutputRegressor[] {
    return this.learnt("estimators").parts.copies;
  }

  protected override get form(): Form<ChainModel> {
    return madeBy(ChainModel);
  }

  protected override solve(data: TaskData, where: string): Work<ChainModel> {
    const { estimator, order, cv, randomState } = this.params;
    const drawn = () =>
      Array.from(randomStateOf("RegressorChain.randomState", randomState).permutation(data.T));
    const own = order === "random" ? drawn() : orderOf("RegressorChain.order", order, data.T);
    return fitChain(data, own, { where, estimator, source: cv === undefined ? "true" : "cv", cv });
  }
}
