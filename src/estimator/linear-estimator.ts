import type { Matrix } from "ml-matrix";
import { LinearModel, toMatrix } from "../base/linear-model.ts";
import type { Mark } from "../base/mark.ts";
import type { ParameterTable } from "../base/parameter.ts";
import { type Form, madeBy } from "../check/form.ts";
import { doubtOf, warnUnlessConverged } from "./convergence.ts";
import { TaskEstimator } from "./task-estimator.ts";

/** Estimators whose model is y_t = x · w_t + b_t: what there is to ask of it, and a warning where it is not the optimum. */
export abstract class LinearEstimator<Table extends ParameterTable> extends TaskEstimator<
  Table,
  LinearModel
> {
  #coef: Matrix | undefined;

  /** What is told where a certificate does not hold. */
  protected doubt(mark: Mark): string {
    return doubtOf(mark);
  }

  protected override get form(): Form<LinearModel> {
    return madeBy(LinearModel);
  }

  protected override learn(model: LinearModel | (() => LinearModel)): void {
    super.learn(typeof model === "function" ? () => this.#told(model()) : this.#told(model));
    this.#coef = undefined;
  }

  /** The model, after a warning where its certificate does not hold. */
  #told(model: LinearModel): LinearModel {
    warnUnlessConverged(this.name, model, (mark) => this.doubt(mark));
    return model;
  }

  /** What was learnt: immutable, and what is saved. */
  get model(): LinearModel {
    return this.learnt("model");
  }

  /** W, p x T: row = feature, column = task. A copy: changing it changes no prediction. */
  get coef(): Matrix {
    this.#coef ??= toMatrix(this.learnt("coef").coef);
    return this.#coef;
  }

  /** b, one a task. */
  get intercept(): Float64Array {
    return this.learnt("intercept").intercept.slice();
  }

  /** P and Q, p x T each, where W = P + Q was fitted as a sum (`decompose`); undefined elsewhere. */
  get components(): readonly Matrix[] | undefined {
    return this.learnt("components").components?.map(toMatrix);
  }

  /** The curve of the fit. */
  get marks(): readonly Mark[] {
    return this.learnt("marks").marks;
  }

  /** How far above the optimum the objective may be, in its units; Infinity where only `marks` with a stationarity can be had. */
  get dualGap(): number {
    return this.learnt("dualGap").marks.at(-1)!.gap;
  }

  get nIter(): number {
    return this.learnt("nIter").marks.at(-1)!.iteration;
  }

  get converged(): boolean {
    return this.learnt("converged").converged;
  }
}
