import type { Matrix } from "ml-matrix";
import { flag, type Values } from "../base/parameter.ts";
import { type Form, finite, listOf, number, recordOf } from "../check/form.ts";
import type { VectorLike } from "../check/matrix.ts";
import { checkOptions } from "../check/options.ts";
import { reject, said } from "../check/reject.ts";
import { readWeights } from "../check/weights.ts";
import type { Table } from "../data/table.ts";
import { type Columns, giveBack, type Inputs, type Outputs, readNumbers, type Unnamed } from "./inputs.ts";
import { Transformer } from "./transformer.ts";

const table = {
  /** Whether the mean of every feature is taken away. */
  withMean: flag(true),
  /** Whether every feature is divided by its standard deviation. */
  withStd: flag(true),
};

/** Count, weight, mean and centred square of the observed values of a feature: they add up. */
interface Spread {
  readonly count: number;
  readonly weight: number;
  readonly mean: number;
  readonly square: number;
}

interface Options {
  /** One weight a row, >= 0. */
  readonly sampleWeight?: VectorLike;
}

/**
 * Brings every feature to mean 0 and standard deviation 1 (that of the population, 1/n, as scikit-learn's): z = (x − mean) / scale.
 * A feature that is constant up to rounding keeps its scale, 1. Missing values (NaN) do not count and stay missing.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { StandardScaler } from "polytask";
 *
 * const scaler = new StandardScaler().fit([[1, 7], [3, 7], [NaN, 7]]);
 * assert.deepEqual(scaler.transform([[5, 8]]).to2DArray(), [[3, 1]]);
 * assert.deepEqual(scaler.inverseTransform([[3, 1]]).to2DArray(), [[5, 8]]);
 * ```
 */
export class StandardScaler extends Transformer<typeof table, readonly Spread[]> {
  static readonly parameters = table;

  constructor(params?: Partial<Values<typeof table>>) {
    super("StandardScaler", table, params);
  }

  /** Learns means and scales from X, n x p. Returns this. */
  override fit(X: Inputs, options?: Options): this {
    return super.fit(X, options);
  }

  /** Adds the rows of X to those of earlier calls, merged stably (Chan, Golub & LeVeque 1983). Returns this. */
  partialFit(X: Inputs, options: Options = {}): this {
    const before = this.fitted ? this.known("partialFit").learnt : undefined;
    const batch = before ? this.asInFit("partialFit", X) : X;
    this.remember("partialFit", batch, options, (columns, where) => {
      const spreads = this.study(columns, where, options);
      return before ? spreads.map((spread, j) => merge(before[j]!, spread)) : spreads;
    });
    return this;
  }

  /** Z · scale + mean, n x p. */
  inverseTransform(Z: Unnamed): Matrix;
  inverseTransform(Z: Table): Table;
  inverseTransform(Z: Inputs): Outputs;
  inverseTransform(Z: Inputs): Outputs {
    const { learnt } = this.known("inverseTransform");
    const given = this.read(`${this.name}.inverseTransform X`, this.asInFit("inverseTransform", Z));
    const { mean, scale } = this.#moves(learnt);
    const values = given.values.map((column, j) => column.map((value) => value * scale[j]! + mean[j]!));
    return giveBack({ ...given, values });
  }

  /** The mean of every feature. */
  get mean(): Float64Array {
    return Float64Array.from(this.known("mean").learnt, ({ mean }) => mean);
  }

  /** The variance of every feature, 1/n. */
  get variance(): Float64Array {
    return Float64Array.from(this.known("variance").learnt, ({ square, weight }) => square / weight);
  }

  /** What every feature is divided by: its standard deviation, or 1 where it is constant. */
  get scale(): Float64Array {
    return Float64Array.from(this.known("scale").learnt, scaleOf);
  }

  protected override get options(): readonly string[] {
    return ["sampleWeight"];
  }

  protected override read(where: string, given: Inputs): Columns<Float64Array> {
    return readNumbers(where, given, true);
  }

  protected override form(p: number): Form<readonly Spread[]> {
    return listOf(recordOf({ count: finite, weight: finite, mean: number, square: finite }), p);
  }

  protected override study(
    { rows, values }: Columns<Float64Array>,
    where: string,
    options: Options,
  ): Spread[] {
    checkOptions(where, options, this.options);
    const weights = readWeights(`${where} sampleWeight`, options.sampleWeight, rows, 1);
    if (weights && !weights.some((weight) => weight > 0))
      reject("value", `${where} sampleWeight`, "a positive weight", said("none"));
    return values.map((column) => spreadOf(column, weights));
  }

  protected override apply({ values }: Columns<Float64Array>, learnt: readonly Spread[]): Float64Array[] {
    const { mean, scale } = this.#moves(learnt);
    return values.map((column, j) => column.map((value) => (value - mean[j]!) / scale[j]!));
  }

  protected override outputNames(names: readonly string[]): readonly string[] {
    return names;
  }

  #moves(learnt: readonly Spread[]): { mean: number[]; scale: number[] } {
    const { withMean, withStd } = this.params;
    return {
      mean: learnt.map(({ mean }) => (withMean ? mean : 0)),
      scale: learnt.map((spread) => (withStd ? scaleOf(spread) : 1)),
    };
  }
}

function scaleOf({ count, weight, mean, square }: Spread): number {
  const variance = square / weight;
  const rounding = count * Number.EPSILON;
  const constant = variance <= rounding * variance + (rounding * mean) ** 2;
  return constant ? 1 : Math.sqrt(variance);
}

function spreadOf(column: Float64Array, weights: Float64Array | undefined): Spread {
  const weightOf = (i: number): number => (Number.isNaN(column[i]!) ? 0 : (weights?.[i] ?? 1));
  let [count, weight, mean, square] = [0, 0, 0, 0];
  for (let i = 0; i < column.length; i++) {
    weight += weightOf(i);
    if (weightOf(i) > 0) count++;
  }
  for (let pass = 0; pass < 2; pass++) {
    let more = 0;
    for (let i = 0; i < column.length; i++) if (weightOf(i) > 0) more += weightOf(i) * (column[i]! - mean);
    mean += more / weight;
  }
  for (let i = 0; i < column.length; i++)
    if (weightOf(i) > 0) square += weightOf(i) * (column[i]! - mean) ** 2;
  return { count, weight, mean, square };
}

function merge(a: Spread, b: Spread): Spread {
  if (a.weight === 0) return b;
  if (b.weight === 0) return a;
  const weight = a.weight + b.weight;
  const share = b.weight / weight;
  return {
    count: a.count + b.count,
    weight,
    mean: a.mean + share * (b.mean - a.mean),
    square: a.square + b.square + a.weight * share * (b.mean - a.mean) ** 2,
  };
}
