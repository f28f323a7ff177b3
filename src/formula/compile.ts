import { reject, said } from "../check/reject.ts";
import { functions } from "./functions.ts";
import type { Column, Program } from "./program.ts";
import type { MathNode } from "./symbolic.ts";

/** What a node of mathjs may have; which of them it has says its type. */
interface Fields {
  readonly name: string;
  readonly value: unknown;
  readonly op: string;
  readonly fn: MathNode & { readonly name: string };
  readonly content: MathNode;
  readonly args: readonly MathNode[];
}

/**
 * Adds a formula to a program. It is a list of all that a formula may hold: numbers, the symbols given, + - * / ^,
 * parentheses and `functions`. Whatever else mathjs can read is refused in one sentence.
 */
export function compile(
  tree: MathNode,
  symbols: ReadonlyMap<string, Column>,
  program: Program,
  where: string,
): Column {
  const { name, value, op, fn, content, args } = tree as MathNode & Fields;
  const column = (node: MathNode): Column => compile(node, symbols, program, where);
  switch (tree.type) {
    case "ConstantNode":
      if (typeof value === "number") return program.constant(value);
      break;
    case "SymbolNode":
      return (
        symbols.get(name) ?? reject("param", where, list([...symbols.keys()]), said(`the symbol ${name}`))
      );
    case "ParenthesisNode":
      return column(content);
    case "OperatorNode":
      if (args.length === 1) {
        if (op === "+") return column(args[0]!);
        if (op === "-") return program.binary("*", program.constant(-1), column(args[0]!));
      } else if (op === "+" || op === "*" || op === "-" || op === "/" || op === "^") {
        return args.map(column).reduce((a, b) => program.binary(op, a, b));
      }
      break;
    case "FunctionNode":
      if (fn.type !== "SymbolNode") break;
      if (fn.name === "pow" && args.length === 2) {
        return program.binary("^", column(args[0]!), column(args[1]!));
      }
      if (functions.has(fn.name) && args.length === 1) return program.call(fn.name, column(args[0]!));
      return reject("param", where, smooth, said(`${fn.name} of ${args.length}`));
  }
  return reject("param", where, "numbers, symbols, + - * / ^, parentheses and functions", tree.toString());
}

const list = (names: readonly string[]): string => names.join(" or ");

const smooth = `smooth functions, ${[...functions.keys()].join(", ")} of one argument or pow of two`;
