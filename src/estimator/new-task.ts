import type { LinearModel } from "../base/linear-model.ts";
import type { MatrixLike } from "../check/matrix.ts";

/** A task that was fitted beside others, whose coefficients it left as they were. */
export class NewTask {
  /** What was learnt: immutable, with one task. */
  readonly model: LinearModel;
  /** Its covariances with the old tasks, T, in a covariance of all T + 1 tasks that has trace 1. */
  readonly covariance: Float64Array;
  /** Its own variance there. */
  readonly variance: number;

  constructor(model: LinearModel, covariance: Float64Array, variance: number) {
    this.model = model;
    this.covariance = covariance;
    this.variance = variance;
    Object.freeze(this);
  }

  /** w, p. */
  get coef(): Float64Array {
    return this.model.coef.data.slice();
  }

  get intercept(): number {
    return this.model.intercept[0]!;
  }

  get dualGap(): number {
    return this.model.marks.at(-1)!.gap;
  }

  get converged(): boolean {
    return this.model.converged;
  }

  /** X w + b, n. */
  predict(X: MatrixLike): Float64Array {
    return Float64Array.from(this.model.predict(X).to1DArray());
  }
}
