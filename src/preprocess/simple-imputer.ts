import { choice, flag, type Parameter, type Values as ParameterValues } from "../base/parameter.ts";
import { type Form, listOf, optional, recordOf, whole } from "../check/form.ts";
import { reject, said } from "../check/reject.ts";
import { mean } from "../metric/mean.ts";
import { type Columns, type Inputs, isTable, readNumbers, readValues, type Values } from "./inputs.ts";
import { Transformer } from "./transformer.ts";

/** What stands in for missing values with strategy "constant"; default 0 for numbers, "missing_value" for text. */
const fill: Parameter<number | string | undefined> = {
  default: undefined,
  rule: "a finite number or a string",
  accepts: (value) => value === undefined || typeof value === "string" || Number.isFinite(value),
  wrong: [null, NaN, {}, true],
};

const table = {
  /** What stands in for a missing value: of the feature's observed ones the mean, the median, the commonest (the smallest of several), or fillValue. */
  strategy: choice("mean", ["mean", "median", "mostFrequent", "constant"]),
  fillValue: fill,
  /** Whether features that fit saw missing get a column more, 1 where they are. */
  addIndicator: flag(false),
};

type Cell = number | string;

/** What stands in for the missing values of each feature (undefined: the feature is dropped), and which ones have an indicator. */
interface Learnt {
  readonly statistics: readonly (Cell | undefined)[];
  readonly indicated: readonly number[];
}

/**
 * Puts a value in the place of missing ones: NaN in matrices and numeric columns, null in columns of text, which only tables have and
 * which take "mostFrequent" or "constant". A feature that `fit` saw missing everywhere is dropped, as by scikit-learn.
 *
 * @throws PolytaskError where a column of text has no mean, or the fill value is of another kind than a feature
 * @see scikit-learn, `sklearn.impute.SimpleImputer`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { SimpleImputer } from "polytask/preprocess";
 *
 * const imputer = new SimpleImputer({ addIndicator: true }).fit([[1, 7], [NaN, 8], [3, 9]]);
 * assert.deepEqual(imputer.transform([[NaN, 5]]).to2DArray(), [[2, 5, 1]]);
 * assert.deepEqual(imputer.getFeatureNamesOut(["a", "b"]), ["a", "b", "missingindicator_a"]);
 * ```
 */
export class SimpleImputer extends Transformer<typeof table, Learnt, Values> {
  static readonly parameters = table;

  constructor(params?: Partial<ParameterValues<typeof table>>) {
    super("SimpleImputer", table, params);
  }

  /** What stands in for the missing values of each feature; undefined where a feature is dropped. */
  get statistics(): readonly (Cell | undefined)[] {
    return [...this.known("statistics").learnt.statistics];
  }

  protected override read(where: string, given: Inputs): Columns {
    return isTable(given) ? readValues(where, given) : readNumbers(where, given, true);
  }

  protected override form(p: number): Form<Learnt> {
    return recordOf({ statistics: listOf(optional(cell), p), indicated: listOf(whole(0, p - 1)) });
  }

  protected override study({ values }: Columns, where: string): Learnt {
    const statistics = values.map((column, j) => this.#statistic(column, `${where} X column ${j}`));
    if (statistics.every((value) => value === undefined))
      reject("value", `${where} X`, "a feature with an observed value", said("none"));
    const indicated = this.params.addIndicator ? [...values.keys()].filter((j) => holes(values[j]!) > 0) : [];
    return { statistics, indicated };
  }

  protected override apply({ values }: Columns, { statistics, indicated }: Learnt): Values[] {
    const filled = values.flatMap((column, j): Values[] => {
      const value = statistics[j];
      if (value === undefined) return [];
      return [
        column instanceof Float64Array
          ? column.map((cell) => (Number.isNaN(cell) ? (value as number) : cell))
          : column.map((cell) => cell ?? value),
      ];
    });
    const marks = indicated.map((j) =>
      Float64Array.from(values[j]! as ArrayLike<unknown>, (cell) => Number(isMissing(cell))),
    );
    return [...filled, ...marks];
  }

  protected override outputNames(
    names: readonly string[],
    { statistics, indicated }: Learnt,
  ): readonly string[] {
    const kept = names.filter((_, j) => statistics[j] !== undefined);
    return [...kept, ...indicated.map((j) => `missingindicator_${names[j]}`)];
  }

  #statistic(column: Values, where: string): Cell | undefined {
    const { strategy, fillValue } = this.params;
    const numeric = column instanceof Float64Array;
    const seen = Array.from(column as ArrayLike<Cell>).filter((cell) => !isMissing(cell));
    if (!numeric && (strategy === "mean" || strategy === "median"))
      reject("pair", where, `numbers, which have a ${strategy}`, said("text"));
    if (strategy === "constant" && fillValue !== undefined && (typeof fillValue === "number") !== numeric)
      reject(
        "pair",
        `${this.name}.fillValue`,
        `${numeric ? "a number" : "a string"}, as ${where} needs`,
        fillValue,
      );
    if (seen.length === 0) return undefined;
    if (strategy === "constant") return fillValue ?? (numeric ? 0 : "missing_value");
    if (strategy === "mostFrequent") return commonest(seen);
    return strategy === "mean" ? mean(seen as number[]) : median(seen as number[]);
  }
}

const cell: Form<Cell> = (where, given) =>
  typeof given === "string" || Number.isFinite(given)
    ? (given as Cell)
    : reject("value", where, "a finite number or a string", given);

const isMissing = (cell: unknown): boolean => cell === null || Number.isNaN(cell);

const holes = (column: Values): number => Array.from(column as ArrayLike<unknown>).filter(isMissing).length;

function median(seen: readonly number[]): number {
  const sorted = Float64Array.from(seen).sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

function commonest(seen: readonly Cell[]): Cell {
  const counts = new Map<Cell, number>();
  for (const cell of seen) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  return [...counts].reduce((best, one) =>
    one[1] > best[1] || (one[1] === best[1] && one[0] < best[0]) ? one : best,
  )[0];
}
