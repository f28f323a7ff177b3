import { checkParts, fittedWith, learntBy, readComposed } from "../base/composed-model.ts";
import { listOf, recordOf } from "../check/form.ts";
import { type FlatMatrix, type MatrixLike, readMatrixOrColumn, type VectorLike } from "../check/matrix.ts";
import { reject, said } from "../check/reject.ts";
import type { Dense } from "../matrix/dense.ts";
import { ComposedRegressor } from "./composed-regressor.ts";

/** A regressor of one or more targets: ours, or the user's own. */
export interface TargetRegressor {
  clone(): TargetRegressor;
  fit(
    X: FlatMatrix,
    Y: FlatMatrix,
    options?: { sampleWeight?: MatrixLike; taskNames?: readonly string[] },
  ): unknown;
  fit(
    tasks: readonly { X: FlatMatrix; y: Float64Array; name?: string; sampleWeight?: Float64Array }[],
  ): unknown;
  predict(X: FlatMatrix): MatrixLike | VectorLike;
}

/** A transformer of a column that knows the way back, such as `StandardScaler`; one copy learns from each task. */
export interface TargetTransformer {
  clone(): TargetTransformer;
  fit(y: FlatMatrix): unknown;
  transform(y: FlatMatrix): MatrixLike;
  inverseTransform(z: FlatMatrix): MatrixLike;
}

/** The way back from transformed targets: a fitted transformer, or a function of the user's own. */
type Way = Pick<TargetTransformer, "inverseTransform">;

interface Parts {
  readonly regressor: TargetRegressor;
  /** One a task. */
  readonly ways: readonly Way[];
}

const owner = "TransformedTarget";

/** A fitted regressor of transformed targets, and every task's way back. */
export class TransformedModel extends ComposedRegressor<Parts> {
  applyTask(t: number, X: Dense): Float64Array {
    const { data, columns } = this.apply(X);
    return Float64Array.from({ length: X.rows }, (_, i) => data[i * columns + t]!);
  }

  override apply(X: Dense): Dense {
    const { regressor, ways } = this.parts;
    const Z = readMatrixOrColumn(`${owner} regressor.predict`, regressor.predict(X));
    if (Z.columns !== this.T)
      reject("shape", `${owner} regressor.predict`, `${this.T} columns`, said(`${Z.columns}`));
    return this.beside(X.rows, (t) => {
      const data = Float64Array.from({ length: X.rows }, (_, i) => Z.data[i * this.T + t]!);
      const back = ways[t]!.inverseTransform({ data, rows: X.rows, columns: 1 });
      return readMatrixOrColumn(`${owner} inverse`, back).data;
    });
  }

  /** The regressor's, on the targets that it was given. */
  get fitScores(): ArrayLike<number> | undefined {
    return learntBy(this.parts.regressor).fitScores;
  }

  get scoreName(): string {
    return "training R², transformed";
  }

  static from(given: unknown): TransformedModel {
    const parts = readComposed("TransformedModel.from", given, ({ T }) =>
      recordOf({
        regressor: fittedWith<TargetRegressor>("clone", "fit", "predict"),
        ways: listOf(fittedWith<TargetTransformer>("clone", "fit", "transform", "inverseTransform"), T),
      }),
    );
    checkParts("TransformedModel.from regressor", [parts.regressor], () => parts.p, parts.T);
    return new TransformedModel(parts);
  }
}
