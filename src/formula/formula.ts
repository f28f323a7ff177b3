import { reject, said } from "../check/reject.ts";
import { compile } from "./compile.ts";
import { type Column, Program } from "./program.ts";
import { derivative, type MathNode, parse } from "./symbolic.ts";

const where = "expression.formula";

/** Formulas of more characters or nodes are no losses; their second derivatives grow with the cube of the nodes. */
const longest = { characters: 500, nodes: 64 };

/** A loss of y and f with its derivatives in f, ready to be computed: fill y and f, run, read the rest. */
export interface Formula {
  readonly y: Column;
  readonly f: Column;
  readonly value: Column;
  readonly slope: Column;
  readonly curvature: Column;
  run(rows: number): void;
}

/** Parses, differentiates and compiles a formula; refuses all that is not plain arithmetic before it is differentiated. */
export function readFormula(text: unknown, parameters: Readonly<Record<string, number>>): Formula {
  const tree = read(text);
  const program = new Program();
  const symbols = new Map([
    ["y", program.input("y")],
    ["f", program.input("f")],
    ...Object.entries(parameters).map(([name, value]): [string, Column] => [name, program.constant(value)]),
  ]);
  const value = compile(tree, symbols, program);
  for (const name of ["f", ...Object.keys(parameters)]) {
    if (!uses(tree, name)) reject("param", where, `a formula in which ${name} stands`, text);
  }
  const first = derivative(tree);
  const slope = compile(first, symbols, program);
  const curvature = compile(derivative(first), symbols, program);
  return {
    y: symbols.get("y")!,
    f: symbols.get("f")!,
    value,
    slope,
    curvature,
    run: (rows) => program.run(rows),
  };
}

function read(text: unknown): MathNode {
  if (typeof text !== "string" || text.trim() === "") {
    reject("param", where, "a formula of y and f, such as log(1 + exp(-y * f))", text);
  }
  if (text.length > longest.characters) {
    reject("param", where, `at most ${longest.characters} characters`, said(`${text.length}`));
  }
  let tree: MathNode;
  try {
    tree = parse(text);
  } catch (cause) {
    reject("param", where, "a formula of y and f, such as log(1 + exp(-y * f))", text, { cause });
  }
  const nodes = size(tree);
  if (nodes > longest.nodes) {
    reject("param", where, `at most ${longest.nodes} numbers, symbols and operations`, said(`${nodes}`));
  }
  return tree;
}

const uses = (tree: MathNode, name: string): boolean =>
  tree.filter((node) => node.type === "SymbolNode" && (node as { name?: string }).name === name).length > 0;

function size(tree: MathNode): number {
  let nodes = 0;
  tree.traverse(() => nodes++);
  return nodes;
}
