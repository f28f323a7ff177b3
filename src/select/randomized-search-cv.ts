import { count, type Parameter, seed, type Values } from "../base/parameter.ts";
import { randomStateOf } from "../matrix/random.ts";
import { type Choice, type Distributions, drawnChoices, isDistributions, ownGrid } from "./parameter-grid.ts";
import { Search } from "./search.ts";
import { searches } from "./search-parameters.ts";

/** What values are drawn from; part__name reaches into parts. */
const paramDistributions: Parameter<Distributions | readonly Distributions[]> = {
  default: undefined as unknown as Distributions,
  rule: "a record of lists or distributions by parameter, or a list of such records, none of them empty",
  accepts: isDistributions,
  own: (value) => ownGrid(value as Distributions),
  wrong: [undefined, null, 0, {}, [], { alpha: [] }, { alpha: 1 }, [{}]],
};

const table = {
  ...searches,
  paramDistributions,
  /** How many candidates are drawn. */
  nIter: count(10, 1, Infinity),
  /** Draws the candidates. */
  randomState: seed(),
};

type Given = Partial<Values<typeof table>> & Pick<Values<typeof table>, "estimator" | "paramDistributions">;

/**
 * Tries parameters at random on folds and fits the best on all data: `GridSearchCV` with candidates that are drawn.
 *
 * For one seed the candidates are those of scikit-learn's `ParameterSampler`: of lists alone, different places of the grid (all of
 * them, if `nIter` asks for more); with `uniform`, `logUniform` or `randint` each is drawn for itself, in the order of the names.
 *
 * @throws PolytaskError where a parameter has no such name or value, folds or data are wrong, before any fit
 * @see scikit-learn, `sklearn.model_selection.RandomizedSearchCV`; Bergstra & Bengio 2012
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiOutputRidge } from "polytask";
 * import { logUniform, RandomizedSearchCV } from "polytask/select";
 *
 * const X = [[0], [1], [2], [3], [4], [5]];
 * const y = X.map(([x]) => 1 + 2 * x!);
 * const paramDistributions = { alpha: logUniform(1e-3, 1e3) };
 * const search = new RandomizedSearchCV({ estimator: new MultiOutputRidge(), paramDistributions, nIter: 6, cv: 3, randomState: 0 });
 * const { bestParams, cvResults } = search.fit(X, y);
 * assert.equal(bestParams["alpha"], Math.min(...cvResults.params.map(({ alpha }) => alpha as number)));
 * ```
 */
export class RandomizedSearchCV extends Search<typeof table> {
  static readonly parameters = table;

  constructor(params: Given) {
    super("RandomizedSearchCV", table, params);
  }

  protected override choices(): readonly Choice[] {
    const { paramDistributions: given, nIter, randomState } = this.params;
    return drawnChoices(given, nIter, randomStateOf(`${this.name}.randomState`, randomState));
  }
}
