import { checkParts, fittedWith, readComposed, scoresOfParts } from "../base/composed-model.ts";
import { type Form, listOf, recordOf, whole } from "../check/form.ts";
import { reject } from "../check/reject.ts";
import type { Dense } from "../matrix/dense.ts";
import { ComposedRegressor } from "./composed-regressor.ts";
import { widen } from "./sheet.ts";
import { predictCopy, type SingleOutputRegressor } from "./task-copy.ts";

interface Parts {
  /** Tasks by number. */
  readonly order: readonly number[];
  /** In this order. */
  readonly copies: readonly SingleOutputRegressor[];
}

/** Fitted regressors of tasks one after the other, each with the earlier tasks' predictions among its inputs. */
export class ChainModel extends ComposedRegressor<Parts> {
  applyTask(t: number, X: Dense): Float64Array {
    return this.#follow(X, this.parts.order.indexOf(t) + 1).at(-1)!;
  }

  override apply(X: Dense): Dense {
    const columns = this.#follow(X, this.T);
    return this.beside(X.rows, (t) => columns[this.parts.order.indexOf(t)]!);
  }

  #follow(X: Dense, until: number): Float64Array[] {
    const columns: Float64Array[] = [];
    for (const copy of this.parts.copies.slice(0, until))
      columns.push(predictCopy("RegressorChain", copy, widen(X, columns)));
    return columns;
  }

  /** Of every task on the rows of its fit, with the inputs that it had there. */
  get fitScores(): readonly number[] | undefined {
    return scoresOfParts(this.parts.order.map((_, t) => this.parts.copies[this.parts.order.indexOf(t)]));
  }

  static from(given: unknown): ChainModel {
    const parts = readComposed("ChainModel.from", given, ({ T }) =>
      recordOf({
        order: orderForm(T),
        copies: listOf(fittedWith<SingleOutputRegressor>("clone", "fit", "predict"), T),
      }),
    );
    checkParts("ChainModel.from copies", parts.copies, (k) => parts.p + k);
    return new ChainModel(parts);
  }
}

/** Every task once, by number. */
export const orderForm =
  (T: number): Form<readonly number[]> =>
  (where, given) => {
    const order = listOf(whole(0, T - 1), T)(where, given);
    return new Set(order).size === T ? order : reject("value", where, "every task once", given);
  };
