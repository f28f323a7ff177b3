import { ComposedModel, readComposed } from "../base/composed-model.ts";
import { LinearModel } from "../base/linear-model.ts";
import { listOf, madeBy, recordOf, text, whole } from "../check/form.ts";
import { reject } from "../check/reject.ts";

interface Parts {
  /** One task a pattern. */
  readonly linear: LinearModel;
  /** The source of every feature. */
  readonly owner: readonly number[];
  /** One a task: the sources that were there, as "0, 2". */
  readonly patterns: readonly string[];
}

/** A fitted linear model a pattern of sources. */
export class IncompleteModel extends ComposedModel<Parts> {
  get linear(): LinearModel {
    return this.parts.linear;
  }

  /** R² of every pattern on the rows of the fit. */
  get fitScores(): Float64Array | undefined {
    return this.parts.linear.fitScores;
  }

  static from(given: unknown): IncompleteModel {
    const where = "IncompleteModel.from";
    const parts = readComposed(where, given, ({ p, T }) =>
      recordOf({ linear: madeBy(LinearModel), owner: listOf(whole(0, p - 1), p), patterns: listOf(text, T) }),
    );
    const { linear, p, T } = parts;
    if (linear.p !== p || linear.T !== T)
      reject("shape", `${where} linear`, `${p} features and ${T} tasks`, linear);
    return new IncompleteModel(parts);
  }
}
