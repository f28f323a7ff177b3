import type { Matrix } from "ml-matrix";
import { LinearHeads } from "../base/linear-heads.ts";
import { toMatrix } from "../base/linear-model.ts";
import type { Mark } from "../base/mark.ts";
import type { ParameterTable } from "../base/parameter.ts";
import { type Form, madeBy } from "../check/form.ts";
import { warnUnlessConverged } from "./convergence.ts";
import { Learner } from "./learner.ts";

/** Estimators whose model is linear with heads: tasks of numbers, of classes, or both. */
export abstract class HeadsLearner<Table extends ParameterTable, Data> extends Learner<
  Table,
  LinearHeads,
  Data
> {
  protected override get form(): Form<LinearHeads> {
    return madeBy(LinearHeads);
  }

  protected override learn(model: LinearHeads): void {
    warnUnlessConverged(this.name, model.linear);
    super.learn(model);
  }

  /** What was learnt: immutable, and what is saved. */
  get model(): LinearHeads {
    return this.learnt("model");
  }

  /** W, p x C: row = feature, columns task by task, one for a number or two classes, else one a class. A copy. */
  get coef(): Matrix {
    return toMatrix(this.learnt("coef").linear.coef);
  }

  /** b, one a column of `coef`. */
  get intercept(): Float64Array {
    return this.learnt("intercept").linear.intercept.slice();
  }

  /** P and Q, p x C each, where W = P + Q was fitted as a sum (`decompose`); undefined elsewhere. */
  get components(): readonly Matrix[] | undefined {
    return this.learnt("components").linear.components?.map(toMatrix);
  }

  /** The curve of the fit. */
  get marks(): readonly Mark[] {
    return this.learnt("marks").linear.marks;
  }

  /** How far above the optimum the objective may be, in its units; Infinity where only `marks` with a stationarity can be had. */
  get dualGap(): number {
    return this.learnt("dualGap").linear.marks.at(-1)!.gap;
  }

  get nIter(): number {
    return this.learnt("nIter").linear.marks.at(-1)!.iteration;
  }

  get converged(): boolean {
    return this.learnt("converged").linear.converged;
  }
}
