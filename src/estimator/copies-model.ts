import { checkParts, fittedWith, readComposed, scoresOfParts } from "../base/composed-model.ts";
import { listOf, recordOf } from "../check/form.ts";
import type { Dense } from "../matrix/dense.ts";
import { ComposedRegressor } from "./composed-regressor.ts";
import { predictCopy, type SingleOutputRegressor } from "./task-copy.ts";

/** A fitted regressor a task. */
export class CopiesModel extends ComposedRegressor<{ readonly copies: readonly SingleOutputRegressor[] }> {
  applyTask(t: number, X: Dense): Float64Array {
    return predictCopy("MultiOutputRegressor", this.parts.copies[t]!, X);
  }

  /** Of every task on the rows of its fit. */
  get fitScores(): readonly number[] | undefined {
    return scoresOfParts(this.parts.copies);
  }

  static from(given: unknown): CopiesModel {
    const parts = readComposed("CopiesModel.from", given, ({ T }) =>
      recordOf({ copies: listOf(fittedWith<SingleOutputRegressor>("clone", "fit", "predict"), T) }),
    );
    checkParts("CopiesModel.from copies", parts.copies, () => parts.p);
    return new CopiesModel(parts);
  }
}
