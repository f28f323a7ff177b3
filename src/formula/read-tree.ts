import { reject, said } from "../check/reject.ts";
import { type MathNode, parse } from "./symbolic.ts";

/** Formulas of more characters or nodes are mistakes; second derivatives grow with the cube of the nodes. */
const longest = { characters: 500, nodes: 64 };

/** The tree of a text that is arithmetic; `rule` says what was expected where it is none. */
export function readTree(where: string, text: unknown, rule: string): MathNode {
  if (typeof text !== "string" || text.trim() === "") reject("param", where, rule, text);
  if (text.length > longest.characters) {
    reject("param", where, `at most ${longest.characters} characters`, said(`${text.length}`));
  }
  let tree: MathNode;
  try {
    tree = parse(text);
  } catch (cause) {
    reject("param", where, rule, text, { cause });
  }
  const nodes = size(tree);
  if (nodes > longest.nodes) {
    reject("param", where, `at most ${longest.nodes} numbers, symbols and operations`, said(`${nodes}`));
  }
  return tree;
}

function size(tree: MathNode): number {
  let nodes = 0;
  tree.traverse(() => nodes++);
  return nodes;
}
