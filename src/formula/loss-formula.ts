import { reject } from "../check/reject.ts";
import { compile } from "./compile.ts";
import { type Column, Program } from "./program.ts";
import { readTree } from "./read-tree.ts";
import { derivative, type MathNode } from "./symbolic.ts";

const where = "expression.formula";

/** A loss of y and f with its derivatives in f, ready to be computed: fill y and f, run, read the rest. */
export interface LossFormula {
  readonly y: Column;
  readonly f: Column;
  readonly value: Column;
  readonly slope: Column;
  readonly curvature: Column;
  run(rows: number): void;
}

/** Parses, differentiates and compiles a formula; refuses all that is not plain arithmetic before it is differentiated. */
export function readLossFormula(text: unknown, parameters: Readonly<Record<string, number>>): LossFormula {
  const tree = read(text);
  const program = new Program();
  const symbols = new Map([
    ["y", program.input("y")],
    ["f", program.input("f")],
    ...Object.entries(parameters).map(([name, value]): [string, Column] => [name, program.constant(value)]),
  ]);
  const value = compile(tree, symbols, program, where);
  for (const name of ["f", ...Object.keys(parameters)]) {
    if (!uses(tree, name)) reject("param", where, `a formula in which ${name} stands`, text);
  }
  const first = derivative(tree);
  const slope = compile(first, symbols, program, where);
  const curvature = compile(derivative(first), symbols, program, where);
  return {
    y: symbols.get("y")!,
    f: symbols.get("f")!,
    value,
    slope,
    curvature,
    run: (rows) => program.run(rows),
  };
}

const read = (text: unknown): MathNode =>
  readTree(where, text, "a formula of y and f, such as log(1 + exp(-y * f))");

const uses = (tree: MathNode, name: string): boolean =>
  tree.filter((node) => node.type === "SymbolNode" && (node as { name?: string }).name === name).length > 0;
