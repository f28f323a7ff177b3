import { LinearModel } from "../base/linear-model.ts";
import { part, type Values } from "../base/parameter.ts";
import type { TaskShape } from "../base/task-names.ts";
import type { TaskData } from "../base/tasks.ts";
import type { Work } from "../base/work.ts";
import { reject, said } from "../check/reject.ts";
import type { Datafit } from "../datafit/datafit.ts";
import { quadratic } from "../datafit/squared.ts";
import type { Penalty } from "../penalty/penalty.ts";
import { fitLoss } from "../solver/fit-loss.ts";
import { hasConjugate, pairAny } from "../solver/penalised.ts";
import { onRows, PenalisedRegressor, penalised } from "./penalised-regressor.ts";

const table = {
  penalty: part<Penalty>(["value"], "what makes the tasks share, from polytask/penalty"),
  datafit: {
    ...part<Datafit>(["evaluate"], "the loss of every task, from polytask/datafit"),
    default: quadratic(),
  },
  ...penalised,
  ...onRows,
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

  /** Asked of statistics alone: `fit` looks at its data itself. */
  protected override checkShape(shape: TaskShape, where: string): void {
    const { datafit, penalty, solver } = this.params;
    pairAny(where, penalty, shape);
    if (this.#onStatistics) return;
    const rule =
      'squared loss, a penalty with a conjugate and solver "auto", for which statistics are enough';
    reject("pair", where, rule, said(`${datafit.name}, ${penalty.name} and "${solver}"`));
  }

  protected override *solve(data: TaskData, where: string): Work<LinearModel> {
    if (this.#onStatistics) return yield* super.solve(data, where);
    const { datafit, penalty } = this.params;
    if (datafit.target !== "number") {
      reject(
        "pair",
        `${this.name}.datafit`,
        "a loss of numbers",
        said(`${datafit.name}: labels have MultiTaskClassifier`),
      );
    }
    const heads = Array.from({ length: data.T }, () => ({ datafit, K: 1 }));
    const model = yield* fitLoss(data, heads, penalty, { ...this.params, where });
    return new LinearModel({ ...model, link: datafit.link });
  }

  /** Whether statistics are all that the fit needs. */
  get #onStatistics(): boolean {
    const { datafit, penalty, solver } = this.params;
    return datafit.squared === true && solver === "auto" && hasConjugate(penalty);
  }
}
