import { readComposed } from "../base/composed-model.ts";
import { type Form, listOf, madeBy, recordOf } from "../check/form.ts";
import { reject } from "../check/reject.ts";
import type { Dense } from "../matrix/dense.ts";
import { ChainModel } from "./chain-model.ts";
import { ComposedRegressor } from "./composed-regressor.ts";

/** The mean of several chains. */
export class ChainsModel extends ComposedRegressor<{ readonly chains: readonly ChainModel[] }> {
  applyTask(t: number, X: Dense): Float64Array {
    return mean(this.parts.chains.map((chain) => chain.applyTask(t, X)));
  }

  override apply(X: Dense): Dense {
    const data = mean(this.parts.chains.map((chain) => chain.apply(X).data));
    return { data, rows: X.rows, columns: this.T };
  }

  /** Means over the chains. */
  get fitScores(): Float64Array | undefined {
    const scores = this.parts.chains.map((chain) => chain.fitScores);
    return scores.every((own) => own !== undefined)
      ? mean(scores.map((own) => Float64Array.from(own!)))
      : undefined;
  }

  static from(given: unknown): ChainsModel {
    const where = "ChainsModel.from";
    const parts = readComposed(where, given, ({ p, T }) => recordOf({ chains: listOf(chainOf(p, T)) }));
    if (parts.chains.length === 0) reject("shape", `${where} chains`, "one or more", parts.chains);
    return new ChainsModel(parts);
  }
}

/** A chain of so many features and tasks. */
const chainOf =
  (p: number, T: number): Form<ChainModel> =>
  (where, given) => {
    const chain = madeBy(ChainModel)(where, given);
    if (chain.p === p && chain.T === T) return chain;
    return reject("shape", where, `a chain of ${p} features and ${T} tasks`, chain.parts);
  };

const mean = (parts: readonly Float64Array[]): Float64Array =>
  parts[0]!.map((_, i) => parts.reduce((sum, part) => sum + part[i]!, 0) / parts.length);
