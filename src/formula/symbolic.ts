import {
  create,
  derivativeDependencies,
  type MathJsInstance,
  type MathNode,
  parseDependencies,
} from "mathjs/number";

export type { MathNode };

let instance: MathJsInstance | undefined;

/** mathjs with what it takes to read formulas and to differentiate them; made when the first one comes. */
const math = (): MathJsInstance => {
  instance ??= create({ ...parseDependencies, ...derivativeDependencies });
  return instance;
};

/** The tree of a formula. Throws what mathjs throws where it is none; nothing in it is looked up or run. */
export const parse = (text: string): MathNode => math().parse(text);

/**
 * The derivative in f, as it falls out of the rules: a program shares its equal parts and folds its constants. mathjs'
 * `simplify` would be shorter, but never ends for some formulas, and takes (f^2)^0.5 to be f.
 */
export const derivative = (tree: MathNode): MathNode => math().derivative(tree, "f", { simplify: false });
