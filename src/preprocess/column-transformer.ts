import type { Matrix } from "ml-matrix";
import { named } from "../base/born.ts";
import { fittedWith } from "../base/composed-model.ts";
import { Estimator } from "../base/estimator.ts";
import { giveState, type LearntState, takeState } from "../base/learnt-state.ts";
import type { NestedParameters } from "../base/nested.ts";
import { NotFittedError } from "../base/not-fitted.ts";
import type { Parameter, Values as ParameterValues } from "../base/parameter.ts";
import { listOf, optional, recordOf, text, whole } from "../check/form.ts";
import { reject } from "../check/reject.ts";
import type { Column } from "../data/column.ts";
import type { Table } from "../data/table.ts";
import {
  chooseColumns,
  type Inputs,
  isTable,
  type Outputs,
  plainNames,
  type Unnamed,
  widthOf,
} from "./inputs.ts";
import { isStep, namedSteps, replaceSteps, type Step, stepsByName } from "./named-steps.ts";
import { besides, type Selector, selected } from "./selector.ts";
import { sideBySide } from "./side-by-side.ts";
import { asTransformer, type TransformerStep } from "./transformer-step.ts";

/** What a transformer of some columns is called, the transformer, and which columns it is for. */
export type ColumnStep = readonly [name: string, transformer: Step | "passthrough", columns: Selector];

/** What becomes of columns that no transformer is for. */
const remainder: Parameter<Step | "drop" | "passthrough"> = {
  default: "drop",
  rule: '"drop", "passthrough" or a transformer',
  accepts: (value) => value === "drop" || value === "passthrough" || isStep(value),
  wrong: [null, 0, "keep", {}],
};

const isSelector = ([, , columns]: readonly unknown[]): boolean =>
  typeof columns === "function" ||
  [columns].flat().every((one) => typeof one === "string" || (Number.isInteger(one) && (one as number) >= 0));

const table = {
  /** Who transforms which columns: by number, by name in tables, or by a function of a table's columns. */
  transformers: namedSteps<ColumnStep>(
    'a list of [name, transformer or "passthrough", columns]',
    ["transformers", "remainder"],
    isSelector,
  ),
  remainder,
};

type Parameters = Partial<ParameterValues<typeof table>> &
  Pick<ParameterValues<typeof table>, "transformers">;

interface Fitted {
  readonly name: string;
  readonly transformer: TransformerStep | undefined;
  readonly columns: readonly number[];
}

/**
 * Transformers side by side, each for some columns; the results stand in the order of the transformers, the remainder last. Columns are
 * chosen when `fit` comes: by number, by name, or by a function that says yes to columns of a table. Who has no columns is left out.
 *
 * In tables a column is called by its transformer's name and its own: `towns__town_Bern`.
 *
 * @throws PolytaskError where a chosen column is not there; where names or functions choose from inputs without names
 * @see scikit-learn, `sklearn.compose.ColumnTransformer`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { Table } from "polytask/data";
 * import { ColumnTransformer, OneHotEncoder, StandardScaler } from "polytask/preprocess";
 *
 * const flats = Table.from({ area: [60, 80], town: ["Bern", "Basel"], rooms: [2, 3] });
 * const made = new ColumnTransformer({
 *   transformers: [["numbers", new StandardScaler(), "area"], ["labels", new OneHotEncoder(), ({ type }) => type === "nominal"]],
 *   remainder: "passthrough",
 * }).fitTransform(flats);
 * assert.deepEqual(made.names, ["numbers__area", "labels__town_Basel", "labels__town_Bern", "remainder__rooms"]);
 * assert.deepEqual([...made.matrix().data], [-1, 0, 1, 2, 1, 1, 0, 3]);
 * ```
 */
export class ColumnTransformer extends Estimator<typeof table> {
  #fitted:
    | { readonly steps: readonly Fitted[]; readonly p: number; readonly names: readonly string[] | undefined }
    | undefined;

  static readonly parameters = table;

  constructor(params: Parameters) {
    super("ColumnTransformer", table, params);
  }

  /** Fits every transformer on its columns. Returns this. */
  fit(X: Inputs): this {
    const where = `${this.name}.fit`;
    const p = widthOf(`${where} X`, X);
    const { transformers, remainder } = this.params;
    const chosen = transformers.map(([name, step, columns]) => ({
      name,
      step,
      columns: selected(`${where} ${name}`, columns, X, p),
    }));
    const rest = besides(
      p,
      chosen.map(({ columns }) => columns),
    );
    if (remainder !== "drop") chosen.push({ name: "remainder", step: remainder, columns: rest });
    const steps = chosen
      .filter(({ columns }) => columns.length > 0)
      .map(({ name, step, columns }): Fitted => {
        if (step === "passthrough") return { name, columns, transformer: undefined };
        const transformer = asTransformer(`${where} ${name}`, step.clone());
        transformer.fit(chooseColumns(X, columns));
        return { name, columns, transformer };
      });
    if (steps.length === 0) reject("pair", `${where} X`, "columns that a transformer is for", `none of ${p}`);
    this.#fitted = { steps, p, names: isTable(X) ? X.names : undefined };
    return this;
  }

  /** The transformed columns side by side, a table of a table and a matrix of all else. */
  transform(X: Unnamed): Matrix;
  transform(X: Table): Table;
  transform(X: Inputs): Outputs;
  transform(X: Inputs): Outputs {
    const { steps, p, names } = this.#learnt("transform");
    const where = `${this.name}.transform X`;
    const known = isTable(X) && names ? X.select(names) : X;
    const width = widthOf(where, known);
    if (width !== p) reject("shape", where, `${p} columns, as in fit`, width);
    const parts = steps.map(({ columns, transformer }) => {
      const own = chooseColumns(known, columns);
      return transformer ? (transformer.transform(own) as Outputs) : own;
    });
    return sideBySide(
      where,
      parts,
      steps.map(({ name }) => name),
    );
  }

  /** `fit` and `transform` of the same rows. */
  fitTransform(X: Unnamed): Matrix;
  fitTransform(X: Table): Table;
  fitTransform(X: Inputs): Outputs {
    return this.fit(X).transform(X);
  }

  /** What the columns of `transform` are called. */
  getFeatureNamesOut(names?: readonly string[]): string[] {
    const { steps, p, names: own = plainNames(p) } = this.#learnt("getFeatureNamesOut");
    const given = names ?? own;
    if (given.length !== p)
      reject("shape", `${this.name}.getFeatureNamesOut`, `${p} names, one a column of fit`, given);
    return steps.flatMap(({ name, columns, transformer }) => {
      const inputs = columns.map((j) => given[j]!);
      return (transformer ? namesOf(`${this.name} ${name}`, transformer, inputs) : inputs).map(
        (one) => `${name}__${one}`,
      );
    });
  }

  /** A fitted transformer by its name; undefined where it had no columns or lets them pass. */
  step(name: string): Step | undefined {
    return this.#learnt("step").steps.find((step) => step.name === name)?.transformer;
  }

  /** What a file keeps of it. */
  [giveState](): LearntState | undefined {
    return this.#fitted && { ...this.#fitted };
  }

  [takeState](state: LearntState): void {
    const { p } = recordOf({ p: whole(1) })(this.name, state);
    const step = recordOf({
      name: text,
      transformer: optional(fittedWith<TransformerStep>("clone", "fit", "transform")),
      columns: listOf(whole(0, p - 1)),
    });
    this.#fitted = recordOf({ steps: listOf(step), p: whole(1), names: optional(listOf(text, p)) })(
      this.name,
      state,
    );
  }

  /** A new, unfitted copy with other parameters, steps by their names, or parameters of steps as `name__parameter`. */
  override setParams(changes: Readonly<Record<string, unknown>>): this {
    return super.setParams(changes as NestedParameters);
  }

  protected override parts(): object {
    return stepsByName(this.params, this.params.transformers);
  }

  protected override assemble(changes: Record<string, unknown>): Partial<ParameterValues<typeof table>> {
    return replaceSteps("transformers", this.params.transformers, changes);
  }

  #learnt(asked: string) {
    if (!this.#fitted) throw new NotFittedError(this.name, asked);
    return this.#fitted;
  }
}

/** Says yes to columns of labels. */
export const isNominal: (column: Column) => boolean = /* @__PURE__ */ named(
  "isNominal",
  ({ type }: Column) => type !== "numeric",
);

/** Says yes to columns of numbers. */
export const isNumeric: (column: Column) => boolean = /* @__PURE__ */ named(
  "isNumeric",
  ({ type }: Column) => type === "numeric",
);

const namesOf = (where: string, transformer: TransformerStep, inputs: readonly string[]): readonly string[] =>
  transformer.getFeatureNamesOut?.(inputs) ??
  reject("pair", where, "a transformer with getFeatureNamesOut", transformer);
