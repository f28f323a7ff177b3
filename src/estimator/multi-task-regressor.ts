import { LinearModel } from "../base/linear-model.ts";
import type { Mark } from "../base/mark.ts";
import { choice, part, type Values } from "../base/parameter.ts";
import type { TaskShape } from "../base/task-names.ts";
import type { TaskData } from "../base/tasks.ts";
import type { Work } from "../base/work.ts";
import { reject, said } from "../check/reject.ts";
import type { Datafit } from "../datafit/datafit.ts";
import { quadratic } from "../datafit/quadratic.ts";
import type { Penalty } from "../penalty/penalty.ts";
import { scaled } from "../penalty/scaled.ts";
import { firstCurvature } from "../solver/first-curvature.ts";
import { fitLoss } from "../solver/loss/fit-loss.ts";
import { hasConjugate, pairAny } from "../solver/penalised.ts";
import { crossOfTasks } from "../statistics/cross-of-tasks.ts";
import { groupsOf } from "../statistics/group.ts";
import { compatParameter, scaleOf } from "./compat.ts";
import { doubtOf } from "./convergence.ts";
import { fittedHeads } from "./fitted-heads.ts";
import { answerOf } from "./heads.ts";
import { type LossProblem, problemOf } from "./loss-problem.ts";
import { onRows, PenalisedRegressor, type Problem, penalised } from "./penalised-regressor.ts";
import { readStart, startParameter } from "./start.ts";

const table = {
  /** What makes the tasks share, from polytask/penalty. */
  penalty: part<Penalty>(["value"]),
  /** The loss of every task, from polytask/datafit. */
  datafit: {
    ...part<Datafit>(["evaluate"]),
    default: quadratic(),
  },
  compat: compatParameter,
  /** Gap: at a certified gap; objective: MALSAR's rule and its accelerated gradient, to reproduce figures. */
  stopping: choice("gap", ["gap", "objective"]),
  start: startParameter,
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
 * With a `datafit` the loss is another one, `huber`, `poisson`, `squareRoot` or one's own (`polytask/formula`), and the fit goes on
 * the rows: by proximal Newton on the statistics of reweighted rows, or by accelerated gradients (`solver`).
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
 * `stopping: "objective"` is MALSAR's and RMTL's own solver with their rule: accelerated gradient until the objective moves by
 * at most `tol` of itself (`tFlag = 1`) or after `maxIter` steps. With `compat: "malsar"` it reproduces their figures, and
 * `converged`, `dualGap` and a `ConvergenceWarning` tell how far those are from the optimum. `start` is where it begins:
 * "zero" (`init = 2`), "cross", XᵀY (`init = 0`), or W, for [P, Q] where W = P + Q, as their warm starts have it. In models of two
 * parts its first step comes from the rows, so that `fitStatistics` begins with another one.
 *
 * @see Boyd, Parikh, Chu, Peleato & Eckstein 2011 for the solver; Lee, Sun & Saunders 2014 for other losses; Zhou, Chen & Ye 2011 for MALSAR's
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

  protected override get formula(): string | undefined {
    const { compat, datafit } = this.params;
    const general = "Σ_t φ_t(X_t w_t + b_t) + g(W), φ_t the loss of task t, g the penalty";
    if (compat !== "none") return undefined;
    return datafit.name !== "quadratic"
      ? general
      : "1/(2 n̄) Σ_t ‖y_t − X_t w_t − b_t‖² + g(W), g the penalty";
  }

  protected override penalty(): Penalty {
    return this.params.penalty;
  }

  protected override problem(meanRows: () => number, rows?: TaskData): Problem {
    const { compat, penalty, start, stopping, fitIntercept } = this.params;
    const ours = super.problem(meanRows);
    const scale = compat === "none" ? undefined : scaleOf(compat, "squared", penalty.name, meanRows());
    return {
      ...ours,
      ...(scale && { taskWeight: scale.taskWeight, penalty: scaled(penalty, scale) }),
      ...(stopping === "objective" && { curvature: (scale?.norm ?? 1) * this.#firstCurvature(rows) }),
      ...(start !== "zero" && {
        start: (statistics) => ({
          components: this.#start(statistics) ?? [crossOfTasks(statistics, fitIntercept)],
        }),
      }),
    };
  }

  /** Asked of statistics alone: `fit` looks at its data itself. */
  protected override checkShape(shape: TaskShape, where: string): void {
    const { datafit, penalty, solver } = this.params;
    pairAny(where, penalty, shape);
    this.#start(shape);
    if (this.#onStatistics) return;
    const rule =
      'squared loss, a penalty with a conjugate and solver "auto", for which statistics are enough';
    reject("pair", where, rule, said(`${datafit.name}, ${penalty.name} and "${solver}"`));
  }

  #start(shape: TaskShape): readonly Float64Array[] | undefined {
    const { start, penalty } = this.params;
    return readStart(`${this.name}.start`, start, penalty.components?.length ?? 1, shape);
  }

  /** In units of their objective, which is F / norm. */
  #firstCurvature(rows: TaskData | undefined): number {
    const { compat, penalty } = this.params;
    if (compat !== "malsar" || !penalty.components || !rows) return 1;
    return firstCurvature(groupsOf(rows), rows.p, rows.T);
  }

  protected override doubt(mark: Mark): string {
    const { stopping, maxIter } = this.params;
    if (stopping === "gap" || mark.iteration >= maxIter) return super.doubt(mark);
    const advice =
      'it stopped as the objective moved little, which proves nothing; with stopping: "gap" it goes on';
    return doubtOf(mark, advice);
  }

  /** Of another loss than squared loss from statistics. */
  [problemOf](): LossProblem {
    const { datafit, compat, start, stopping } = this.params;
    const squared = Object.entries({ compat, stopping, start }).find(
      ([name, value]) => value !== table[name as "start"].default,
    );
    if (squared) {
      const rule = `${JSON.stringify(table[squared[0] as "start"].default)} where the loss is not squared loss from statistics`;
      reject("pair", `${this.name}.${squared[0]}`, rule, squared[1]);
    }
    if (datafit.target !== "number") {
      reject(
        "pair",
        `${this.name}.datafit`,
        "a loss of numbers",
        said(`${datafit.name}: labels have MultiTaskClassifier`),
      );
    }
    return this.params;
  }

  protected override *solve(data: TaskData, where: string): Work<LinearModel> {
    this.#start(data);
    if (this.#onStatistics) return yield* super.solve(data, where);
    const { datafit, penalty, ...problem } = this[problemOf]();
    const heads = Array.from({ length: data.T }, () => ({ datafit, K: 1 }));
    const model = yield* fitLoss(data, heads, penalty, { ...problem, where });
    const { fitScores } = fittedHeads(
      model,
      heads.map((head) => answerOf(head, [])),
      data,
    );
    return new LinearModel({ ...model, link: datafit.link, fitScores });
  }

  /** Not where MALSAR's way of stopping asks how the rows lie. */
  override get learnsFromStatistics(): boolean {
    return this.#onStatistics && this.params.stopping === "gap";
  }

  /** Whether statistics are all that the fit needs. */
  get #onStatistics(): boolean {
    const { datafit, penalty, solver } = this.params;
    return datafit.squared === true && solver === "auto" && hasConjugate(penalty);
  }
}
