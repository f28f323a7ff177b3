import { ComposedModel } from "../base/composed-model.ts";
import { type Dense, zeros } from "../matrix/dense.ts";
import type { TaskModel } from "./task-model.ts";

/** A model of numbers that is made of fitted parts and answers task by task. */
export abstract class ComposedRegressor<Own extends object> extends ComposedModel<Own> implements TaskModel {
  abstract applyTask(t: number, X: Dense): Float64Array;

  apply(X: Dense): Dense {
    return this.beside(X.rows, (t) => this.applyTask(t, X));
  }

  /** The columns of all tasks beside one another. */
  protected beside(rows: number, column: (t: number) => ArrayLike<number>): Dense {
    const { T } = this;
    const out = zeros(rows, T);
    for (let t = 0; t < T; t++) {
      const own = column(t);
      for (let i = 0; i < rows; i++) out.data[i * T + t] = own[i]!;
    }
    return out;
  }
}
