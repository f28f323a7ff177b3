import { version } from "../version.ts";
import {
  type Constant,
  type Data,
  type Operation,
  type Port,
  type Type,
  types,
  writeModel,
} from "./proto.ts";

/** Numbers in the graph: doubles, and floats in networks. */
export type Real = "double" | "float";

/** A graph of operators that grows from its inputs. Values are known by their names. */
export class Graph {
  readonly #operations: Operation[] = [];
  readonly #constants: Constant[] = [];
  readonly #inputs: Port[] = [];
  readonly #outputs: Port[] = [];
  /** Names that are in use; the first one would be lost in the records of a JavaScript runtime. */
  readonly #taken = new Set(["__proto__"]);

  /** A name that nobody has: the one wished for, or with underscores after it. */
  #free(wished: string): string {
    let name = wished;
    while (this.#taken.has(name)) name += "_";
    this.#taken.add(name);
    return name;
  }

  input(name: string, type: Type, dims: Port["dims"]): string {
    const port = { name: this.#free(name), type, dims };
    this.#inputs.push(port);
    return port.name;
  }

  /** Hands a value out; says under which name. */
  output(value: string, name: string, type: Type, dims: Port["dims"]): string {
    const port = { name: this.#free(name), type, dims };
    this.#outputs.push(port);
    this.#operations.push({ op: "Identity", inputs: [value], outputs: [port.name], attributes: {} });
    return port.name;
  }

  constant(data: Data, dims: readonly number[] = [data.length]): string {
    const name = this.#free(`/constant${this.#constants.length}`);
    this.#constants.push({ name, dims, data });
    return name;
  }

  /** A constant of integers. */
  integers(values: Iterable<number>): string {
    return this.constant(BigInt64Array.from(values, BigInt));
  }

  /** A constant of numbers. */
  numbers(type: Real, values: ArrayLike<number>, dims?: readonly number[]): string {
    return this.constant((type === "double" ? Float64Array : Float32Array).from(values), dims);
  }

  /** An operator with one result. */
  run(op: string, inputs: readonly string[], attributes: Operation["attributes"] = {}): string {
    const name = this.#free(`/${op}${this.#operations.length}`);
    this.#operations.push({ op, inputs, outputs: [name], attributes });
    return name;
  }

  cast(value: string, type: Type): string {
    return this.run("Cast", [value], { to: types[type] });
  }

  /** Columns beside one another; one alone stays itself. */
  beside(values: readonly string[]): string {
    return values.length === 1 ? values[0]! : this.run("Concat", values, { axis: 1 });
  }

  /** Some columns of a matrix, by number. */
  columns(value: string, columns: Iterable<number>): string {
    return this.run("Gather", [value, this.integers(columns)], { axis: 1 });
  }

  /** The columns of a matrix in parts of these widths. */
  split(value: string, widths: readonly number[]): string[] {
    if (widths.length === 1) return [value];
    const outputs = widths.map((_, k) => this.#free(`/Split${this.#operations.length}:${k}`));
    const inputs = [value, this.integers(widths)];
    this.#operations.push({ op: "Split", inputs, outputs, attributes: { axis: 1 } });
    return outputs;
  }

  /** The file of the graph. */
  write(metadata: Readonly<Record<string, string>>): Uint8Array {
    return writeModel({
      ...{ version, metadata },
      ...{ operations: this.#operations, constants: this.#constants },
      ...{ inputs: this.#inputs, outputs: this.#outputs },
    });
  }
}
