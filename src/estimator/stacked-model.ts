import { checkParts, fittedWith, readComposed, scoresOfParts } from "../base/composed-model.ts";
import { listOf, recordOf } from "../check/form.ts";
import type { Dense } from "../matrix/dense.ts";
import { ComposedRegressor } from "./composed-regressor.ts";
import { widen } from "./sheet.ts";
import { predictCopy, type SingleOutputRegressor } from "./task-copy.ts";

interface Parts {
  /** One a task. */
  readonly first: readonly SingleOutputRegressor[];
  /** One a task: its inputs are the features and what the first ones say. */
  readonly second: readonly SingleOutputRegressor[];
}

const owner = "StackedSingleTarget";

/** Fitted regressors in two stages. */
export class StackedModel extends ComposedRegressor<Parts> {
  applyTask(t: number, X: Dense): Float64Array {
    return predictCopy(owner, this.parts.second[t]!, this.#wide(X));
  }

  override apply(X: Dense): Dense {
    const inputs = this.#wide(X);
    return this.beside(X.rows, (t) => predictCopy(owner, this.parts.second[t]!, inputs));
  }

  #wide(X: Dense): Dense {
    return widen(
      X,
      this.parts.first.map((copy) => predictCopy(owner, copy, X)),
    );
  }

  /** Of every task on the rows of its fit. */
  get fitScores(): readonly number[] | undefined {
    return scoresOfParts(this.parts.second);
  }

  static from(given: unknown): StackedModel {
    const parts = readComposed("StackedModel.from", given, ({ T }) => {
      const copies = listOf(fittedWith<SingleOutputRegressor>("clone", "fit", "predict"), T);
      return recordOf({ first: copies, second: copies });
    });
    checkParts("StackedModel.from first", parts.first, () => parts.p);
    checkParts("StackedModel.from second", parts.second, () => parts.p + parts.T);
    return new StackedModel(parts);
  }
}
