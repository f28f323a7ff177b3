import { choice, count, part, seed, type Values } from "../base/parameter.ts";
import type { TaskData } from "../base/tasks.ts";
import { type Work, within } from "../base/work.ts";
import { type Form, madeBy } from "../check/form.ts";
import { type RandomState, randomStateOf } from "../matrix/random.ts";
import { fitChain } from "./chain.ts";
import type { ChainModel } from "./chain-model.ts";
import { ChainsModel } from "./chains-model.ts";
import { foldsOf } from "./target-inputs.ts";
import type { SingleOutputRegressor } from "./task-copy.ts";
import { TaskEstimator } from "./task-estimator.ts";

const table = {
  /** The regressor that every task gets a copy of, in every chain. */
  estimator: part<SingleOutputRegressor>(["clone", "fit", "predict"]),
  /** How many chains in different orders; all T! orders where there are no more. */
  nChains: count(10, 1, Infinity),
  /** What stands for earlier targets in training: predictions of rows left out (ERC_cv), of rows fitted to (ERC_train), the targets (ERC_true). */
  source: choice("cv", ["cv", "train", "true"]),
  /** The folds of predictions of rows left out. */
  cv: foldsOf(10),
  /** Draws the orders. */
  randomState: seed(),
};

type Parameters = Partial<Values<typeof table>> & Pick<Values<typeof table>, "estimator">;

/**
 * The mean of several regressor chains in different random orders. What stands for earlier targets in training is by default what
 * models predict that have not seen the row. Every chain sees all rows; targets that are not known are as in `RegressorChain`.
 *
 * @see Spyromitros-Xioufis, Tsoumakas, Groves & Vlahavas 2016, section 4.2 (ERC)
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { EnsembleOfRegressorChains, MultiOutputRidge } from "polytask";
 *
 * const X = [[0], [1], [2], [3], [4], [5]];
 * const Y = [[1, 2], [3, 6], [4, 8], [7, 14], [9, 18], [10, NaN]];
 * const chains = new EnsembleOfRegressorChains({ estimator: new MultiOutputRidge(), cv: 3, randomState: 0 }).fit(X, Y);
 * assert.deepEqual(chains.orders, [[0, 1], [1, 0]]);
 * assert.ok(chains.score(X, Y) > 0.9);
 * ```
 */
export class EnsembleOfRegressorChains extends TaskEstimator<typeof table, ChainsModel> {
  static readonly parameters = table;

  constructor(params: Parameters) {
    super("EnsembleOfRegressorChains", table, params);
  }

  /** The orders of the chains, tasks by number. */
  get orders(): readonly (readonly number[])[] {
    return this.learnt("orders").parts.chains.map(({ parts }) => parts.order);
  }

  protected override get form(): Form<ChainsModel> {
    return madeBy(ChainsModel);
  }

  protected override *solve(data: TaskData, where: string): Work<ChainsModel> {
    const { p, T, taskNames } = data;
    const { estimator, nChains, source, cv, randomState } = this.params;
    const random = randomStateOf("EnsembleOfRegressorChains.randomState", randomState);
    const orders = differentOrders(T, nChains, random);
    const chains: ChainModel[] = [];
    for (const [k, order] of orders.entries()) {
      const work = fitChain(data, order, { where, estimator, source, cv });
      chains.push(yield* within(work, k / orders.length, (k + 1) / orders.length));
    }
    return new ChainsModel({ p, T, taskNames, chains });
  }
}

/** Different orders of T tasks at random; all of them, in the order of a dictionary, where there are no more than `most`. */
function differentOrders(T: number, most: number, random: RandomState): readonly (readonly number[])[] {
  let all = 1;
  for (let t = 2; t <= T && all <= most; t++) all *= t;
  if (all <= most) return permutations(Array.from({ length: T }, (_, t) => t));
  const drawn = new Map<string, readonly number[]>();
  while (drawn.size < most) {
    const order = Array.from(random.permutation(T));
    drawn.set(order.join(), order);
  }
  return [...drawn.values()];
}

const permutations = (tasks: readonly number[]): number[][] =>
  tasks.length === 0
    ? [[]]
    : tasks.flatMap((first) =>
        permutations(tasks.filter((t) => t !== first)).map((rest) => [first, ...rest]),
      );
