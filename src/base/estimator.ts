import type { Card, Table } from "./display/card.ts";
import { parameterText } from "./display/parameter-text.ts";
import { Shown } from "./display/shown.ts";
import { deepParameters, type NestedParameters, withNested } from "./nested.ts";
import { fillParameters, type ParameterTable, type Values } from "./parameter.ts";

/** Asks an estimator for what it has learnt, as its card shows it. */
export const seenTables: unique symbol = /* @__PURE__ */ Symbol("polytask.seenTables");

/** The name, the parameters and the copies of an estimator: all that is there before `fit`. */
export abstract class Estimator<Parameters extends ParameterTable> extends Shown {
  /** The class's name as users know it; it stands in errors and in saved files. */
  readonly name: string;
  /** The parameters, filled and frozen. */
  readonly params: Values<Parameters>;
  readonly #table: Parameters;

  constructor(name: string, table: Parameters, given: Partial<Values<Parameters>> | undefined) {
    super();
    this.name = name;
    this.#table = table;
    this.params = fillParameters(name, table, given);
  }

  /** The parameters as plain data; with `deep` also those of its parts, as `part__name`. */
  getParams(options?: { readonly deep?: false }): Values<Parameters>;
  getParams(options: { readonly deep?: boolean }): Values<Parameters> & NestedParameters;
  getParams({ deep = false }: { readonly deep?: boolean } = {}): Values<Parameters> {
    return deep ? (deepParameters(this.parts()) as Values<Parameters>) : this.params;
  }

  /**
   * A new, unfitted estimator with some parameters changed; this one stays as it is. `part__name` is the parameter `name` of the
   * part `part`, however deep: `setParams({ estimator__alpha: 1 })`.
   */
  setParams(changes: Partial<Values<Parameters>> | NestedParameters): this {
    const flat = withNested(this.name, this.parts(), changes ?? {});
    return this.#born({ ...this.params, ...this.assemble(flat) });
  }

  /** A new, unfitted estimator with the same parameters. */
  clone(): this {
    return this.#born(this.params);
  }

  /**
   * Whether it is of the very class whose table it has, with the methods of that class: one that inherits from it, or that somebody has
   * changed, may do anything under the same name.
   */
  get isOurs(): boolean {
    const prototype = Object.getPrototypeOf(this);
    const { constructor: own } = prototype as { readonly constructor: { readonly parameters?: unknown } };
    const isChanged = Object.keys(this).some((name) => name in prototype);
    return Object.hasOwn(own, "parameters") && own.parameters === this.#table && !isChanged;
  }

  /** What can be asked for and changed by name. */
  protected parts(): object {
    return this.params;
  }

  /** Parameters of changed parts. */
  protected assemble(changes: Record<string, unknown>): Partial<Values<Parameters>> {
    return changes as Partial<Values<Parameters>>;
  }

  /** What is minimised, where that is one formula. */
  protected get formula(): string | undefined {
    return undefined;
  }

  /** What was learnt, to be seen; "not fitted" where nothing was, undefined where that is not to be told. */
  protected seen(): readonly Table[] | "not fitted" | undefined {
    return undefined;
  }

  /** The same for whoever shows it as a part of himself. */
  [seenTables](): readonly Table[] {
    const seen = this.seen();
    return seen === undefined || seen === "not fitted" ? [] : seen;
  }

  protected override card(): Card {
    const seen = this.seen();
    const rows = Object.entries(this.params).map(([name, value]) => [name, parameterText(value)]);
    const parameters = { caption: "parameters", head: ["", "value"], rows };
    return {
      ...{ title: this.name, formula: this.formula, tables: [parameters, ...this[seenTables]()] },
      ...(seen !== undefined && { state: seen === "not fitted" ? seen : "fitted" }),
    };
  }

  #born(params: Partial<Values<Parameters>>): this {
    const Class = this.constructor as new (given: Partial<Values<Parameters>>) => this;
    return new Class(params);
  }
}
