import { fillParameters, type ParameterTable, type Values } from "./parameter.ts";

/** The name, the parameters and the copies of an estimator: all that is there before `fit`. */
export abstract class Estimator<Table extends ParameterTable> {
  /** The class's name as users know it; it stands in errors and in saved files. */
  readonly name: string;
  /** The parameters, filled and frozen. */
  readonly params: Values<Table>;

  constructor(name: string, table: Table, given: Partial<Values<Table>> | undefined) {
    this.name = name;
    this.params = fillParameters(name, table, given);
  }

  /** The parameters as plain data. */
  getParams(): Values<Table> {
    return this.params;
  }

  /** A new, unfitted estimator with some parameters changed; this one stays as it is. */
  setParams(changes: Partial<Values<Table>>): this {
    return this.#born({ ...this.params, ...changes });
  }

  /** A new, unfitted estimator with the same parameters. */
  clone(): this {
    return this.#born(this.params);
  }

  #born(params: Partial<Values<Table>>): this {
    const Class = this.constructor as new (given: Partial<Values<Table>>) => this;
    return new Class(params);
  }
}
