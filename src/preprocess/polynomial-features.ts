import { count, flag, type Values } from "../base/parameter.ts";
import type { Form } from "../check/form.ts";
import { reject, said } from "../check/reject.ts";
import { type Columns, type Inputs, readNumbers } from "./inputs.ts";
import { Transformer } from "./transformer.ts";

const table = {
  /** The largest degree of a product. */
  degree: count(2, 0, 64),
  /** Whether a feature stands at most once in a product. */
  interactionOnly: flag(false),
  /** Whether the product of nothing, a column of ones, is there. */
  includeBias: flag(true),
};

/** More columns than this are a mistake, or no matrix that fits into memory. */
const most = 2 ** 20;

/** A product of features by their numbers, ascending. */
type Monomial = readonly number[];

/**
 * All products of features up to a degree, in scikit-learn's order: by degree, then by the features' numbers.
 *
 * @throws PolytaskError where no column, or more than a million, would come out
 * @see scikit-learn, `sklearn.preprocessing.PolynomialFeatures`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { PolynomialFeatures } from "polytask/preprocess";
 *
 * const squares = new PolynomialFeatures({ degree: 2 }).fit([[2, 3]]);
 * assert.deepEqual(squares.transform([[2, 3]]).to2DArray(), [[1, 2, 3, 4, 6, 9]]);
 * assert.deepEqual(squares.getFeatureNamesOut(["a", "b"]), ["1", "a", "b", "a^2", "a b", "b^2"]);
 * ```
 */
export class PolynomialFeatures extends Transformer<typeof table, readonly Monomial[]> {
  static readonly parameters = table;

  constructor(params?: Partial<Values<typeof table>>) {
    super("PolynomialFeatures", table, params);
  }

  protected override read(where: string, given: Inputs): Columns<Float64Array> {
    return readNumbers(where, given, false);
  }

  /** They follow from the number of features. */
  protected override form(p: number): Form<readonly Monomial[]> {
    return (where) => this.#products(p, where);
  }

  protected override study({ values }: Columns<Float64Array>, where: string): Monomial[] {
    return this.#products(values.length, where);
  }

  #products(p: number, where: string): Monomial[] {
    const { degree, interactionOnly, includeBias } = this.params;
    if (countOf(p, degree, interactionOnly) > most)
      reject("pair", `${where} X`, `at most ${most} products of ${p} features`, said("more"));
    const products: Monomial[] = includeBias ? [[]] : [];
    let last: Monomial[] = [[]];
    for (let d = 1; d <= degree; d++) {
      last = last.flatMap((product) => {
        const from = product.length === 0 ? 0 : product.at(-1)! + Number(interactionOnly);
        return Array.from({ length: p - from }, (_, k) => [...product, from + k]);
      });
      for (const product of last) products.push(product);
    }
    if (products.length === 0) reject("pair", where, "a degree above 0 or a bias", said("neither"));
    return products;
  }

  /** A product is the product of all but its last factor, which is there already, and the last. */
  protected override apply(
    { rows, values }: Columns<Float64Array>,
    products: readonly Monomial[],
  ): Float64Array[] {
    const known = new Map<string, Float64Array>([["", new Float64Array(rows).fill(1)]]);
    return products.map((product) => {
      if (product.length === 0) return known.get("")!;
      const before = known.get(product.slice(0, -1).join())!;
      const factor = values[product.at(-1)!]!;
      const made = product.length === 1 ? factor : before.map((value, i) => value * factor[i]!);
      known.set(product.join(), made);
      return made;
    });
  }

  protected override outputNames(names: readonly string[], products: readonly Monomial[]): readonly string[] {
    return products.map((product) => {
      const powers = new Map<number, number>();
      for (const j of product) powers.set(j, (powers.get(j) ?? 0) + 1);
      const factors = [...powers].map(([j, power]) => (power === 1 ? names[j]! : `${names[j]}^${power}`));
      return factors.join(" ") || "1";
    });
  }
}

/** How many products of degree 1 or more there are: C(p + d − 1, d) of degree d, or C(p, d) of different features. */
function countOf(p: number, degree: number, interactionOnly: boolean): number {
  let [count, own] = [0, 1];
  for (let d = 1; d <= degree; d++) {
    own *= (interactionOnly ? p - d + 1 : p + d - 1) / d;
    count += own;
  }
  return count;
}
