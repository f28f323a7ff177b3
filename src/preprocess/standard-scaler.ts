import type { Matrix } from "ml-matrix";
import { Estimator } from "../base/estimator.ts";
import { toMatrix } from "../base/linear-model.ts";
import { NotFittedError } from "../base/not-fitted.ts";
import { flag, type Values } from "../base/parameter.ts";
import { type FlatMatrix, type MatrixLike, readMatrix, type VectorLike } from "../check/matrix.ts";
import { checkOptions } from "../check/options.ts";
import { reject, said } from "../check/reject.ts";
import { readWeights } from "../check/weights.ts";

const table = {
  withMean: flag(true, "whether the mean of every feature is taken away"),
  withStd: flag(true, "whether every feature is divided by its standard deviation"),
};

/** Counts, means and centred squares of every feature: they add up. */
interface Spread {
  readonly count: number;
  readonly weight: number;
  readonly mean: Float64Array;
  readonly square: Float64Array;
}

interface Options {
  /** One weight a row, >= 0. */
  readonly sampleWeight?: VectorLike;
}

/**
 * Brings every feature to mean 0 and standard deviation 1 (that of the population, 1/n, as scikit-learn's): z = (x − mean) / scale.
 * A feature that is constant up to rounding keeps its scale, 1.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { StandardScaler } from "polytask";
 *
 * const scaler = new StandardScaler().fit([[1, 7], [3, 7]]);
 * assert.deepEqual(scaler.transform([[5, 8]]).to2DArray(), [[3, 1]]);
 * assert.deepEqual(scaler.inverseTransform([[3, 1]]).to2DArray(), [[5, 8]]);
 * ```
 */
export class StandardScaler extends Estimator<typeof table> {
  #spread: Spread | undefined;

  static readonly parameters = table;

  constructor(params?: Partial<Values<typeof table>>) {
    super("StandardScaler", table, params);
  }

  /** Learns means and scales from X, n x p. Returns this. */
  fit(X: MatrixLike, options?: Options): this {
    this.#spread = this.#read("fit", X, options);
    return this;
  }

  /** Adds the rows of X to those of earlier calls, merged stably (Chan, Golub & LeVeque 1983). Returns this. */
  partialFit(X: MatrixLike, options?: Options): this {
    const batch = this.#read("partialFit", X, options);
    if (this.#spread) this.#checkFeatures("partialFit", batch.mean.length, this.#spread);
    this.#spread = this.#spread ? merge(this.#spread, batch) : batch;
    return this;
  }

  /** (X − mean) / scale, n x p. */
  transform(X: MatrixLike): Matrix {
    const { mean, scale } = this.#moves("transform");
    return this.#map("transform", X, (value, j) => (value - mean[j]!) / scale[j]!);
  }

  /** Z · scale + mean, n x p. */
  inverseTransform(Z: MatrixLike): Matrix {
    const { mean, scale } = this.#moves("inverseTransform");
    return this.#map("inverseTransform", Z, (value, j) => value * scale[j]! + mean[j]!);
  }

  /** `fit` and `transform` of the same rows. */
  fitTransform(X: MatrixLike, options?: Options): Matrix {
    return this.fit(X, options).transform(X);
  }

  /** The mean of every feature. */
  get mean(): Float64Array {
    return this.#learnt("mean").mean.slice();
  }

  /** The variance of every feature, 1/n. */
  get variance(): Float64Array {
    const { square, weight } = this.#learnt("variance");
    return square.map((value) => value / weight);
  }

  /** What every feature is divided by: its standard deviation, or 1 where it is constant. */
  get scale(): Float64Array {
    const { weight, mean, square, count } = this.#learnt("scale");
    return square.map((value, j) => {
      const variance = value / weight;
      const rounding = count * Number.EPSILON;
      const constant = variance <= rounding * variance + (rounding * mean[j]!) ** 2;
      return constant ? 1 : Math.sqrt(variance);
    });
  }

  #moves(asked: string): { mean: Float64Array; scale: Float64Array } {
    const { mean } = this.#learnt(asked);
    const { withMean, withStd } = this.params;
    return {
      mean: withMean ? mean : new Float64Array(mean.length),
      scale: withStd ? this.scale : new Float64Array(mean.length).fill(1),
    };
  }

  #map(method: string, given: MatrixLike, change: (value: number, column: number) => number): Matrix {
    const X = readMatrix(`${this.name}.${method} X`, given);
    this.#checkFeatures(method, X.columns, this.#learnt(method));
    return toMatrix({ ...X, data: X.data.map((value, k) => change(value, k % X.columns)) });
  }

  #read(method: string, given: MatrixLike, options: Options | undefined): Spread {
    const where = `${this.name}.${method}`;
    checkOptions(where, options, ["sampleWeight"]);
    const X = readMatrix(`${where} X`, given);
    const weights = readWeights(`${where} sampleWeight`, options?.sampleWeight, X.rows, 1);
    const spread = spreadOf(X, weights);
    if (!(spread.weight > 0)) reject("value", `${where} sampleWeight`, "a positive weight", said("none"));
    return spread;
  }

  #checkFeatures(method: string, columns: number, { mean }: Spread): void {
    if (columns === mean.length) return;
    reject("shape", `${this.name}.${method} X`, `${mean.length} columns, as in fit`, said(`${columns}`));
  }

  #learnt(asked: string): Spread {
    if (!this.#spread) throw new NotFittedError(this.name, asked);
    return this.#spread;
  }
}

function spreadOf({ data, rows, columns: p }: FlatMatrix, weights: Float64Array | undefined): Spread {
  const weight = weights ? weights.reduce((sum, w) => sum + w, 0) : rows;
  const mean = new Float64Array(p);
  for (let pass = 0; pass < 2; pass++) {
    const more = new Float64Array(p);
    for (let k = 0; k < data.length; k++) {
      const j = k % p;
      more[j]! += (weights ? weights[(k - j) / p]! : 1) * (data[k]! - mean[j]!);
    }
    for (let j = 0; j < p; j++) mean[j]! += more[j]! / weight;
  }
  const square = new Float64Array(p);
  for (let k = 0; k < data.length; k++) {
    const j = k % p;
    square[j]! += (weights ? weights[(k - j) / p]! : 1) * (data[k]! - mean[j]!) ** 2;
  }
  return { count: weights ? weights.filter((w) => w > 0).length : rows, weight, mean, square };
}

function merge(a: Spread, b: Spread): Spread {
  const weight = a.weight + b.weight;
  const share = b.weight / weight;
  return {
    count: a.count + b.count,
    weight,
    mean: a.mean.map((mean, j) => mean + share * (b.mean[j]! - mean)),
    square: a.square.map(
      (value, j) => value + b.square[j]! + a.weight * share * (b.mean[j]! - a.mean[j]!) ** 2,
    ),
  };
}
