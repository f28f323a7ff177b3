import type { Parameter, Values } from "../base/parameter.ts";
import { type Choice, choicesOf, type Grid, isGrid, ownGrid } from "./parameter-grid.ts";
import { Search } from "./search.ts";
import { searches } from "./search-parameters.ts";

/** The values to try, all combinations of a record; part__name reaches into parts. */
const paramGrid: Parameter<Grid | readonly Grid[]> = {
  default: undefined as unknown as Grid,
  rule: "a record of lists of values by parameter, or a list of such records, none of them empty",
  accepts: (value) => isGrid(value),
  own: (value) => ownGrid(value as Grid),
  wrong: [undefined, null, 0, {}, [], { alpha: [] }, { alpha: 1 }, [{}]],
};

const table = { ...searches, paramGrid };

type Given = Partial<Values<typeof table>> & Pick<Values<typeof table>, "estimator" | "paramGrid">;

/**
 * Tries all combinations of parameters on folds and fits the best on all data: an estimator like others, which can stand inside
 * `crossValidate` (nested cross-validation) or another search.
 *
 * Candidates stand in scikit-learn's order, names sorted and the last one fastest; the best is the first of the greatest mean score.
 * Where the estimator learns from statistics and scores are of squares, the rows are read once for all candidates and folds.
 * With `perTask` every task gets the parameters that are best for it; that needs an estimator that learns tasks apart.
 *
 * @throws PolytaskError where a parameter has no such name or value, folds or data are wrong, before any fit
 * @see scikit-learn, `sklearn.model_selection.GridSearchCV`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiOutputRidge } from "polytask";
 * import { GridSearchCV } from "polytask/select";
 *
 * const X = [[0], [1], [2], [3], [4], [5]];
 * const Y = X.map(([x]) => [1 + 2 * x!, (x! * 7) % 4]); // a line, and what is none
 * const search = new GridSearchCV({
 *   estimator: new MultiOutputRidge(), paramGrid: { alpha: [1e-3, 1, 1e3] }, cv: 3, scoring: "negMeanSquaredError", perTask: true,
 * }).fit(X, Y);
 * assert.deepEqual(search.bestParamsByTask, [{ alpha: 1e-3 }, { alpha: 1e3 }]);
 * assert.equal(search.cvResults.scores["negMeanSquaredError"]!.taskMeans.rows, 3);
 * ```
 */
export class GridSearchCV extends Search<typeof table> {
  static readonly parameters = table;

  constructor(params: Given) {
    super("GridSearchCV", table, params);
  }

  protected override choices(): readonly Choice[] {
    return choicesOf(this.params.paramGrid);
  }
}
