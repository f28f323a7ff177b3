import { functions, realPower } from "./functions.ts";

/** How many rows a program works on at a time: its columns stay in the nearest cache. */
export const lanes = 256;

type Operator = "+" | "-" | "*" | "/" | "^";

/** A value of the program, one number a lane. */
export interface Column {
  readonly values: Float64Array;
  /** Whether all lanes hold the same number from the start. */
  readonly constant: boolean;
  readonly id: number;
}

/**
 * Straight-line arithmetic over columns of rows: an instruction is a loop over the lanes, and what is asked for twice is
 * computed once. What is made of constants alone is computed when it is added.
 */
export class Program {
  readonly #columns = new Map<string, Column>();
  readonly #steps: ((rows: number) => void)[] = [];

  /** A column that whoever runs the program fills. */
  input(name: string): Column {
    return this.#column(`input ${name}`, false);
  }

  constant(value: number): Column {
    const column = this.#column(`constant ${Object.is(value, -0) ? "-0" : value}`, true);
    column.values.fill(value);
    return column;
  }

  /** The column of a function of `functions`. */
  call(name: string, x: Column): Column {
    const apply = functions.get(name)!;
    return this.#step(name, [x], (into) => mapLanes(apply, x.values, into));
  }

  binary(operator: Operator, a: Column, b: Column): Column {
    const [left, right] = [a, b].map(({ constant, values }) => (constant ? values[0]! : NaN));
    if (operator === "*" && left === 1) return b;
    if (right === 1 && (operator === "*" || operator === "/" || operator === "^")) return a;
    if (operator === "^" && right === 0) return this.constant(1);
    if (operator === "^" && right === 2) return this.binary("*", a, a);
    return this.#step(operator, [a, b], (into) => loops[operator](a.values, b.values, into));
  }

  /** Computes all columns for the first `rows` lanes of the inputs. */
  run(rows: number): void {
    for (const step of this.#steps) step(rows);
  }

  #step(name: string, from: readonly Column[], loop: (into: Float64Array) => (rows: number) => void): Column {
    const key = `${name} ${from.map(({ id }) => id).join(" ")}`;
    const known = this.#columns.get(key);
    if (known) return known;
    const column = this.#column(
      key,
      from.every(({ constant }) => constant),
    );
    const step = loop(column.values);
    if (column.constant) step(lanes);
    else this.#steps.push(step);
    return column;
  }

  #column(key: string, constant: boolean): Column {
    const known = this.#columns.get(key);
    if (known) return known;
    const column = { values: new Float64Array(lanes), constant, id: this.#columns.size };
    this.#columns.set(key, column);
    return column;
  }
}

type Loop = (a: Float64Array, b: Float64Array, into: Float64Array) => (rows: number) => void;

const loops: Readonly<Record<Operator, Loop>> = {
  "+": (a, b, into) => (rows) => {
    for (let i = 0; i < rows; i++) into[i] = a[i]! + b[i]!;
  },
  "-": (a, b, into) => (rows) => {
    for (let i = 0; i < rows; i++) into[i] = a[i]! - b[i]!;
  },
  "*": (a, b, into) => (rows) => {
    for (let i = 0; i < rows; i++) into[i] = a[i]! * b[i]!;
  },
  "/": (a, b, into) => (rows) => {
    for (let i = 0; i < rows; i++) into[i] = a[i]! / b[i]!;
  },
  "^": (a, b, into) => (rows) => {
    for (let i = 0; i < rows; i++) into[i] = realPower(a[i]!, b[i]!);
  },
};

const mapLanes =
  (apply: (x: number) => number, x: Float64Array, into: Float64Array) =>
  (rows: number): void => {
    for (let i = 0; i < rows; i++) into[i] = apply(x[i]!);
  };
