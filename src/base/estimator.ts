import { deepParameters, type NestedParameters, withNested } from "./nested.ts";
import { fillParameters, type ParameterTable, type Values } from "./parameter.ts";

/** The name, the parameters and the copies of an estimator: all that is there before `fit`. */
export abstract class Estimator<Table extends ParameterTable> {
  /** The class's name as users know it; it stands in errors and in saved files. */
  readonly name: string;
  /** The parameters, filled and frozen. */
  readonly params: Values<Table>;
  readonly #table: Table;

  constructor(name: string, table: Table, given: Partial<Values<Table>> | undefined) {
    this.name = name;
    this.#table = table;
    this.params = fillParameters(name, table, given);
  }

  /** The parameters as plain data; with `deep` also those of its parts, as `part__name`. */
  getParams(options?: { readonly deep?: false }): Values<Table>;
  getParams(options: { readonly deep?: boolean }): Values<Table> & NestedParameters;
  getParams({ deep = false }: { readonly deep?: boolean } = {}): Values<Table> {
    return deep ? (deepParameters(this.parts()) as Values<Table>) : this.params;
  }

  /**
   * A new, unfitted estimator with some parameters changed; this one stays as it is. `part__name` is the parameter `name` of the
   * part `part`, however deep: `setParams({ estimator__alpha: 1 })`.
   */
  setParams(changes: Partial<Values<Table>> | NestedParameters): this {
    const flat = withNested(this.name, this.parts(), changes ?? {});
    return this.#born({ ...this.params, ...this.assemble(flat) });
  }

  /** A new, unfitted estimator with the same parameters. */
  clone(): this {
    return this.#born(this.params);
  }

  /** Whether it is of the very class whose table it has: a class that inherits from it may do anything under the same name. */
  get isOurs(): boolean {
    const { constructor: own } = this as { readonly constructor: { readonly parameters?: unknown } };
    return Object.hasOwn(own, "parameters") && own.parameters === this.#table;
  }

  /** What can be asked for and changed by name. */
  protected parts(): object {
    return this.params;
  }

  /** Parameters of changed parts. */
  protected assemble(changes: Record<string, unknown>): Partial<Values<Table>> {
    return changes as Partial<Values<Table>>;
  }

  #born(params: Partial<Values<Table>>): this {
    const Class = this.constructor as new (given: Partial<Values<Table>>) => this;
    return new Class(params);
  }
}
