import type { Matrix } from "ml-matrix";
import { giveState, type LearntState, takeState } from "../base/learnt-state.ts";
import { type LinearModel, toMatrix } from "../base/linear-model.ts";
import type { Mark } from "../base/mark.ts";
import { count, real, seed, type Values } from "../base/parameter.ts";
import type { TaskShape } from "../base/task-names.ts";
import type { Work } from "../base/work.ts";
import { doubles, flatMatrix, recordOf } from "../check/form.ts";
import { reject } from "../check/reject.ts";
import { randomStateOf } from "../matrix/random.ts";
import { type LatentModel, latentRestarts } from "../solver/latent-restarts.ts";
import type { TaskStatistics } from "../statistics/task-statistics.ts";
import { LinearRegressor } from "./linear-regressor.ts";
import { penalised } from "./penalised-regressor.ts";

const latentForm = /* @__PURE__ */ recordOf({
  latentTasks: flatMatrix,
  sharing: flatMatrix,
  restarts: doubles(),
});

const table = {
  /** Latent tasks, of which every task is a mixture. */
  nLatent: count(2, 1, Infinity),
  /** Strength of ‖S‖₁, above 0: the larger, the fewer latent tasks a task has a share in. */
  mu: real(0.1, 0, Infinity),
  /** Strength of ‖L‖_F², above 0. */
  lambda: real(0.1, 0, Infinity),
  /** Starts, of which the best is kept. */
  nInit: count(5, 1, Infinity),
  /** Who draws the starts after the first. */
  randomState: seed(),
  ...penalised,
  /** What L alone or S alone may still gain, as a share of the objective at W = 0. */
  tol: real(1e-8, 0, 1),
  /** Most turns of a start. */
  maxIter: count(1000, 1, Infinity),
};

/**
 * Grouping and overlap (GO-MTL): make 1/(2 n̄) Σ_t ‖y_t − X_t L s_t − b_t‖² + mu ‖S‖₁ + lambda ‖L‖_F² small, W = L S.
 *
 * Every task is a mixture of a few of `nLatent` latent tasks: those that share one overlap, those that share none are apart. L is p x k
 * (`latentTasks`), S is k x T and sparse (`sharing`).
 *
 * It is not convex. From several starts, the first the paper's and the others drawn, L and S are found in turns, each half solved
 * to a certificate; `restarts` are the objectives that they ended in, so how far they lie apart tells how much the start matters.
 * `converged` says that the best is stationary: `dualGap` is what L alone or S alone may still gain, at most `tol` of the
 * objective at W = 0, and not how far an optimum is.
 *
 * @see Kumar & Daumé 2012, Learning task grouping and overlap in multi-task learning, eq. 2 and algorithm 1
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { GroupingOverlapRegressor } from "polytask";
 * import { makeMultitask } from "polytask/data";
 *
 * const { tasks, coef } = makeMultitask({ structure: "lowRank", rank: 2, noise: 0.1, randomState: 0 });
 * const model = new GroupingOverlapRegressor({ nLatent: 2, mu: 0.01, lambda: 0.01, randomState: 0 }).fit(tasks);
 * assert.deepEqual([model.latentTasks.rows, model.latentTasks.columns, model.sharing.columns], [20, 2, 10]);
 * assert.ok(Math.abs(model.coef.get(0, 0) - coef.data[0]!) < 0.1);
 * assert.ok(model.converged && model.restarts.length === 5);
 * ```
 */
export class GroupingOverlapRegressor extends LinearRegressor<typeof table> {
  static readonly parameters = table;
  #found: Omit<LatentModel, "model"> | undefined;

  constructor(params?: Partial<Values<typeof table>>) {
    super("GroupingOverlapRegressor", table, params);
  }

  protected override get formula(): string {
    return "1/(2 n̄) Σ_t ‖y_t − X_t L s_t − b_t‖² + mu ‖S‖₁ + lambda ‖L‖_F², W = L S";
  }

  /** Where one of them costs nothing the other can be made as small as one likes, and there is no minimum. */
  protected override checkShape(_: TaskShape, where: string): void {
    for (const name of ["mu", "lambda"] as const) {
      if (this.params[name] === 0) reject("param", `${where} ${name}`, "a number > 0", 0);
    }
  }

  protected override *solveStatistics(statistics: TaskStatistics, where: string): Work<LinearModel> {
    const { nLatent, randomState, ...settings } = this.params;
    const random = randomStateOf(`${this.name}.randomState`, randomState);
    const found = yield* latentRestarts(statistics, { ...settings, k: nLatent, random, where });
    this.#found = found;
    return found.model;
  }

  protected override doubt({ gap }: Mark): string {
    return `L alone or S alone may still gain ${gap.toExponential(1)}: allow more turns`;
  }

  /** L, p x k: the coefficients of the latent tasks. */
  get latentTasks(): Matrix {
    this.learnt("latentTasks");
    return toMatrix(this.#found!.latentTasks);
  }

  /** S, k x T: the shares that tasks have in the latent ones, most of them 0. */
  get sharing(): Matrix {
    this.learnt("sharing");
    return toMatrix(this.#found!.sharing);
  }

  /** The objective that every start ended in. */
  get restarts(): Float64Array {
    this.learnt("restarts");
    return this.#found!.restarts.slice();
  }

  override [giveState](): LearntState | undefined {
    const state = super[giveState]();
    if (!state) return undefined;
    const { latentTasks, sharing, restarts } = this.#found!;
    return { ...state, found: { latentTasks, sharing, restarts } };
  }

  override [takeState](state: LearntState): void {
    super[takeState](state);
    this.#found = latentForm(`${this.name} found`, state["found"]);
  }
}
