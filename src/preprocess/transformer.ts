import type { Matrix } from "ml-matrix";
import { Estimator } from "../base/estimator.ts";
import { giveState, type LearntState, takeState } from "../base/learnt-state.ts";
import { NotFittedError } from "../base/not-fitted.ts";
import type { ParameterTable } from "../base/parameter.ts";
import { type Form, listOf, optional, recordOf, text, whole } from "../check/form.ts";
import { checkOptions } from "../check/options.ts";
import { reject, said } from "../check/reject.ts";
import type { Table } from "../data/table.ts";
import {
  type Columns,
  giveBack,
  type Inputs,
  isTable,
  type Outputs,
  plainNames,
  type Unnamed,
  type Values,
  widthOf,
} from "./inputs.ts";

interface Known<Learnt> {
  readonly learnt: Learnt;
  readonly p: number;
  readonly names: readonly string[] | undefined;
}

/**
 * What every transformer does: learns from columns, gives other columns, and says what they are called. A table gives a table, all
 * else a matrix. Columns of a table are found by the names they had in `fit`, wherever they stand and whatever stands beside them.
 */
export abstract class Transformer<
  Parameters extends ParameterTable,
  Learnt,
  V extends Values = Float64Array,
> extends Estimator<Parameters> {
  #known: Known<Learnt> | undefined;

  /** Reads inputs; refuses what the transformer cannot work with. */
  protected abstract read(where: string, given: Inputs): Columns<V>;

  /** What it learns from p columns, in a file. */
  protected abstract form(p: number): Form<Learnt>;

  protected abstract study(columns: Columns<V>, where: string, options: object): Learnt;

  protected abstract apply(columns: Columns<V>, learnt: Learnt, where: string): readonly Values[];

  protected abstract outputNames(names: readonly string[], learnt: Learnt): readonly string[];

  /** The options of `fit`. */
  protected get options(): readonly string[] {
    return [];
  }

  /** Learns from X, n x p. Returns this. */
  fit(X: Inputs, options?: object): this {
    this.remember("fit", X, options, (columns, where) => this.study(columns, where, options ?? {}));
    return this;
  }

  /** The transformed rows, a table of a table and a matrix of all else. */
  transform(X: Unnamed): Matrix;
  transform(X: Table): Table;
  transform(X: Inputs): Outputs;
  transform(X: Inputs): Outputs {
    const { learnt } = this.known("transform");
    const where = `${this.name}.transform X`;
    const columns = this.read(where, this.asInFit("transform", X));
    const names = columns.names && this.outputNames(columns.names, learnt);
    return giveBack({ rows: columns.rows, names, values: this.apply(columns, learnt, where) });
  }

  /** `fit` and `transform` of the same rows. */
  fitTransform(X: Unnamed, options?: object): Matrix;
  fitTransform(X: Table, options?: object): Table;
  fitTransform(X: Inputs, options?: object): Outputs;
  fitTransform(X: Inputs, options?: object): Outputs {
    return this.fit(X, options).transform(X);
  }

  /** What the columns of `transform` are called, from what those of the inputs are: their names in `fit`, or x0, x1, ... */
  getFeatureNamesOut(names?: readonly string[]): string[] {
    const { learnt, p, names: own = plainNames(p) } = this.known("getFeatureNamesOut");
    if (names !== undefined && names.length !== p) {
      reject(
        "shape",
        `${this.name}.getFeatureNamesOut`,
        `${p} names, one a column of fit`,
        said(`${names.length}`),
      );
    }
    return [...this.outputNames(names ?? own, learnt)];
  }

  protected remember(
    method: string,
    X: Inputs,
    options: object | undefined,
    study: (columns: Columns<V>, where: string) => Learnt,
  ): void {
    const where = `${this.name}.${method}`;
    checkOptions(where, options, this.options);
    const columns = this.read(`${where} X`, X);
    this.#known = { learnt: study(columns, where), p: columns.values.length, names: columns.names };
  }

  protected known(asked: string): Known<Learnt> {
    if (!this.#known) throw new NotFittedError(this.name, asked);
    return this.#known;
  }

  /** What a file keeps of it. */
  [giveState](): LearntState | undefined {
    return this.#known && { ...this.#known };
  }

  [takeState](state: LearntState): void {
    const { p } = recordOf({ p: whole(1) })(this.name, state);
    this.#known = recordOf({
      learnt: this.form(p),
      p: whole(1),
      names: optional(listOf(text, p)),
    })(this.name, state);
  }

  protected get fitted(): boolean {
    return this.#known !== undefined;
  }

  /** Inputs with the columns of `fit`. */
  protected asInFit(method: string, X: Inputs): Inputs {
    const { p, names } = this.known(method);
    const where = `${this.name}.${method} X`;
    if (isTable(X) && names) {
      const missing = names.find((name) => !X.names.includes(name));
      if (missing === undefined) return X.select(names);
      return reject(
        "value",
        where,
        `the columns of fit, such as ${JSON.stringify(missing)}`,
        said(X.names.join(", ")),
      );
    }
    const columns = widthOf(where, X);
    if (columns !== p) reject("shape", where, `${p} columns, as in fit`, said(`${columns}`));
    return X;
  }
}
