import { type Label, label, sortedClasses } from "../base/label.ts";
import { choice, type Values as ParameterValues } from "../base/parameter.ts";
import { type Form, listOf, recordOf, whole } from "../check/form.ts";
import { reject } from "../check/reject.ts";
import { type Columns, type Inputs, readValues, type Values } from "./inputs.ts";
import { Transformer } from "./transformer.ts";

const table = {
  /** Error: labels that fit has not seen are refused; ignore: they are all zeros. */
  handleUnknown: choice("error", ["error", "ignore"]),
  /** First: no column for the first category of a feature; ifBinary: of a feature with two; none: every category has one. */
  drop: choice("none", ["none", "first", "ifBinary"]),
};

/** The categories of a feature, sorted, a missing one (null) last; and the place of the one without a column, or -1. */
interface Categories {
  readonly labels: readonly (Label | null)[];
  readonly dropped: number;
}

const categories: Form<Categories> = /* @__PURE__ */ recordOf({
  labels: listOf((where, given) => (given === null ? null : label(where, given))),
  dropped: whole(-1),
});

/**
 * One column of 0 and 1 a category, for features of strings, numbers or booleans. Categories are what `fit` saw, sorted; a missing
 * value (null or NaN) is a category of its own where `fit` saw one, the last.
 *
 * With `drop: "ifBinary"` two-valued features become one column of 0 and 1, all others one a category.
 *
 * @throws PolytaskError where labels of a feature are of two kinds; in `transform` where a label was not seen and `handleUnknown`
 * is "error"
 * @see scikit-learn, `sklearn.preprocessing.OneHotEncoder`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { OneHotEncoder } from "polytask/preprocess";
 *
 * const X = [["Bern", true], ["Basel", false], ["Chur", true]];
 * const encoder = new OneHotEncoder({ drop: "ifBinary", handleUnknown: "ignore" }).fit(X);
 * assert.deepEqual(encoder.categories, [["Basel", "Bern", "Chur"], [false, true]]);
 * assert.deepEqual(encoder.transform([["Bern", true], ["Genf", false]]).to2DArray(), [[0, 1, 0, 1], [0, 0, 0, 0]]);
 * assert.deepEqual(encoder.getFeatureNamesOut(["town", "new"]), ["town_Basel", "town_Bern", "town_Chur", "new_true"]);
 * ```
 */
export class OneHotEncoder extends Transformer<typeof table, readonly Categories[], Values> {
  static readonly parameters = table;

  constructor(params?: Partial<ParameterValues<typeof table>>) {
    super("OneHotEncoder", table, params);
  }

  /** The categories of every feature. */
  get categories(): readonly (readonly (Label | null)[])[] {
    return this.known("categories").learnt.map(({ labels }) => [...labels]);
  }

  protected override read(where: string, given: Inputs): Columns {
    return readValues(where, given);
  }

  protected override form(p: number): Form<readonly Categories[]> {
    return listOf(categories, p);
  }

  protected override study({ values }: Columns, where: string): Categories[] {
    return values.map((column, j) => {
      const labels = new Set(Array.from(column as ArrayLike<Label | null>, seen));
      const missing = labels.delete(null);
      const classes = sortedClasses(`${where} X column ${j}`, labels as Set<Label>);
      const all = missing ? [...classes, null] : classes;
      const { drop } = this.params;
      const drops = drop === "first" || (drop === "ifBinary" && all.length === 2);
      return { labels: all, dropped: drops ? 0 : -1 };
    });
  }

  protected override apply(
    { rows, values }: Columns,
    learnt: readonly Categories[],
    where: string,
  ): Float64Array[] {
    return values.flatMap((column, j) => {
      const { labels, dropped } = learnt[j]!;
      const place = new Map(labels.map((one, k) => [one, k]));
      const made = labels.map(() => new Float64Array(rows));
      for (let i = 0; i < rows; i++) {
        const label = seen(column[i]!);
        const k = place.get(label);
        if (k !== undefined) made[k]![i] = 1;
        else if (this.params.handleUnknown === "error") {
          const known = labels
            .slice(0, 12)
            .map((one) => JSON.stringify(one))
            .join(", ");
          reject("value", `${where} row ${i}, column ${j}`, `a category that fit has seen, ${known}`, label);
        }
      }
      return made.filter((_, k) => k !== dropped);
    });
  }

  protected override outputNames(names: readonly string[], learnt: readonly Categories[]): readonly string[] {
    return learnt.flatMap(({ labels, dropped }, j) =>
      labels.filter((_, k) => k !== dropped).map((label) => `${names[j]}_${label}`),
    );
  }
}

const seen = (label: Label | null): Label | null => (Number.isNaN(label) ? null : label);
