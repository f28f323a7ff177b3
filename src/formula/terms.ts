import { reject, said } from "../check/reject.ts";
import { readTree } from "./read-tree.ts";
import type { MathNode } from "./symbolic.ts";

const where = "Formula";
const rule = "a formula such as log(y) + z ~ a / b + C(town) + poly(c, 2)";

/** A part of a term: arithmetic, labels of a column as columns of 0 and 1, or orthogonal polynomials of arithmetic. */
export type Factor =
  | { readonly kind: "arithmetic"; readonly text: string; readonly tree: MathNode }
  | { readonly kind: "labels"; readonly text: string; readonly column: string }
  | { readonly kind: "polynomials"; readonly text: string; readonly tree: MathNode; readonly degree: number };

/** Factors that are multiplied. */
export type Term = readonly Factor[];

/** A target, and the columns that it is made of. */
export interface Target {
  readonly text: string;
  readonly tree: MathNode;
  readonly columns: readonly string[];
}

export interface Sides {
  readonly targets: readonly Target[];
  readonly terms: readonly Term[];
}

/** Reads "targets ~ terms". */
export function readSides(formula: unknown): Sides {
  if (typeof formula !== "string") reject("param", where, rule, formula);
  if (formula.length > 2000) reject("param", where, "at most 2000 characters", said(`${formula.length}`));
  const sides = formula.split("~");
  if (sides.length !== 2) reject("param", where, `${rule}, with one ~`, formula);
  const [left, right] = sides as [string, string];
  const targets = left.trim() === "" ? [] : pieces(left, "+").map(({ text }) => readTarget(text));
  const terms = new Map<string, Term>();
  for (const { sign, text } of pieces(right, "+-")) {
    for (const term of crossed(text)) {
      const key = term
        .map((factor) => factor.text)
        .sort()
        .join(":");
      if (sign === "-") {
        if (!terms.delete(key)) reject("param", where, "terms to take away that are there", key);
      } else if (!terms.has(key)) terms.set(key, term);
    }
  }
  if (terms.size === 0) reject("param", where, "a term on the right", formula);
  return { targets, terms: [...terms.values()] };
}

function readTarget(text: string): Target {
  const tree = readTree(where, text, rule);
  return { text: tree.toString(), tree, columns: namesIn(tree) };
}

/** The columns that arithmetic names; a function's name is none. */
export const namesIn = (tree: MathNode): string[] => {
  const names = new Set<string>();
  tree.traverse((node, path, parent) => {
    const isFunction = parent?.type === "FunctionNode" && path === "fn";
    if (node.type === "SymbolNode" && !isFunction) names.add((node as unknown as { name: string }).name);
  });
  return [...names];
};

/** a * b is a + b + a:b, of three the pairs come before all three. */
function crossed(text: string): Term[] {
  const parts = pieces(text, "*").map((piece) =>
    pieces(piece.text, ":").map((factor) => readFactor(factor.text)),
  );
  if (parts.length > 8) reject("param", where, "at most 8 crossed terms", said(`${parts.length}`));
  let subsets: number[][] = [[]];
  const all: number[][] = [];
  for (let size = 1; size <= parts.length; size++) {
    subsets = subsets.flatMap((subset) =>
      [...parts.keys()].filter((k) => k > (subset.at(-1) ?? -1)).map((k) => [...subset, k]),
    );
    all.push(...subsets);
  }
  return all.map((subset) => subset.flatMap((k) => parts[k]!));
}

function readFactor(text: string): Factor {
  const tree = readTree(where, text, rule) as MathNode & Record<"name" | "value", unknown> & Call;
  if (tree.type === "ConstantNode")
    reject("param", where, "terms with columns, as intercepts are the estimator's", text);
  if (tree.type !== "FunctionNode") return { kind: "arithmetic", text: tree.toString(), tree };
  const { fn, args } = tree;
  if (fn.name === "I" && args.length === 1)
    return { kind: "arithmetic", text: args[0]!.toString(), tree: args[0]! };
  if (fn.name === "C") {
    const column = args[0]?.name;
    if (args.length !== 1 || args[0]!.type !== "SymbolNode")
      reject("param", where, "C(name) of one column", text);
    return { kind: "labels", text: tree.toString(), column: column! };
  }
  if (fn.name === "poly") {
    const degree = args[1]?.value;
    const good =
      args.length === 2 &&
      args[1]!.type === "ConstantNode" &&
      Number.isInteger(degree) &&
      degree! >= 1 &&
      degree! <= 16;
    if (!good) reject("param", where, "poly(x, degree) with a degree from 1 to 16", text);
    return { kind: "polynomials", text: tree.toString(), tree: args[0]!, degree: degree! };
  }
  return { kind: "arithmetic", text: tree.toString(), tree };
}

interface Call {
  readonly fn: { readonly name: string };
  readonly args: readonly (MathNode & { readonly name: string; readonly value: number })[];
}

/** Splits a text at operators outside of parentheses; a sign after another operator or the e of a number splits nothing. */
function pieces(text: string, operators: string): { sign: string; text: string }[] {
  const found: { sign: string; text: string }[] = [];
  let [sign, piece, depth] = ["+", "", 0];
  for (const letter of text) {
    if ("([{".includes(letter)) depth++;
    if (")]}".includes(letter)) depth--;
    const signs = "+-".includes(letter);
    const whole = !signs || !(piece.trim() === "" || /[*/^:]\s*$|(^|[^\w.])[\d.]+e$/i.test(piece));
    if (depth === 0 && operators.includes(letter) && whole) {
      found.push({ sign, text: piece.trim() });
      sign = letter;
      piece = "";
    } else piece += letter;
  }
  found.push({ sign, text: piece.trim() });
  return found;
}
