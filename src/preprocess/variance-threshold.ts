import { real, type Values } from "../base/parameter.ts";
import { type Form, flag, listOf } from "../check/form.ts";
import { reject, said } from "../check/reject.ts";
import { mean } from "../metric/mean.ts";
import { type Columns, type Inputs, readNumbers } from "./inputs.ts";
import { Transformer } from "./transformer.ts";

const table = {
  /** Features whose variance (1/n) is at most so large are dropped. */
  threshold: real(0, 0, Infinity),
};

/**
 * Drops features that hardly vary; with the default threshold, 0, those that are constant. Missing values (NaN) do not count
 * and stay missing; a feature that is missing everywhere is dropped.
 *
 * @throws PolytaskError where no feature would be left
 * @see scikit-learn, `sklearn.feature_selection.VarianceThreshold`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { VarianceThreshold } from "polytask/preprocess";
 *
 * const varying = new VarianceThreshold().fit([[1, 7], [3, 7]]);
 * assert.deepEqual(varying.transform([[5, 8]]).to2DArray(), [[5]]);
 * assert.deepEqual(varying.getFeatureNamesOut(["area", "floors"]), ["area"]);
 * ```
 */
export class VarianceThreshold extends Transformer<typeof table, readonly boolean[]> {
  static readonly parameters = table;

  constructor(params?: Partial<Values<typeof table>>) {
    super("VarianceThreshold", table, params);
  }

  /** Whether a feature stays, one answer a feature of `fit`. */
  get support(): readonly boolean[] {
    return [...this.known("support").learnt];
  }

  protected override read(where: string, given: Inputs): Columns<Float64Array> {
    return readNumbers(where, given, true);
  }

  protected override form(p: number): Form<readonly boolean[]> {
    return listOf(flag, p);
  }

  protected override study({ values }: Columns<Float64Array>, where: string): boolean[] {
    const { threshold } = this.params;
    const stays = values.map((column) => spread(column, threshold === 0) > threshold);
    if (!stays.includes(true)) {
      reject("value", `${where} X`, `a feature whose variance is above ${threshold}`, said("none"));
    }
    return stays;
  }

  protected override apply({ values }: Columns<Float64Array>, stays: readonly boolean[]): Float64Array[] {
    return values.filter((_, j) => stays[j]);
  }

  protected override outputNames(names: readonly string[], stays: readonly boolean[]): readonly string[] {
    return names.filter((_, j) => stays[j]);
  }
}

/** The variance; with `exact` no more than the range, which rounding leaves at 0 where a feature is constant. */
function spread(column: Float64Array, exact: boolean): number {
  const seen = column.filter((value) => !Number.isNaN(value));
  if (seen.length === 0) return 0;
  const centre = mean(seen);
  let [squares, low, high] = [0, Infinity, -Infinity];
  for (const value of seen) {
    squares += (value - centre) ** 2;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const variance = squares / seen.length;
  return exact ? Math.min(variance, high - low) : variance;
}
