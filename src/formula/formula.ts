import type { Label } from "../base/label.ts";
import { NotFittedError } from "../base/not-fitted.ts";
import type { FlatMatrix } from "../check/matrix.ts";
import { checkOptions } from "../check/options.ts";
import { reject } from "../check/reject.ts";
import { Table } from "../data/table.ts";
import { isTable } from "../preprocess/inputs.ts";
import { OneHotEncoder } from "../preprocess/one-hot-encoder.ts";
import { evaluate } from "./arithmetic.ts";
import { learnPolynomials, polynomialsAt } from "./orthogonal-polynomials.ts";
import { type Factor, readSides, type Sides } from "./terms.ts";

/** Columns of a factor and what they are called. */
interface Part {
  readonly names: readonly string[];
  readonly columns: readonly Float64Array[];
}

type LearntFactor = (where: string, table: Table) => Part;

/** What a formula makes of a table; no Y where the table has no columns for the targets, or the formula has none. */
export interface FormulaMatrices {
  /** n x p. */
  readonly X: FlatMatrix;
  /** n x T. */
  readonly Y: FlatMatrix | undefined;
  readonly featureNames: readonly string[];
  readonly taskNames: readonly string[];
}

/**
 * Targets and features from the columns of a table, by a formula "targets ~ features".
 *
 * Left of ~ every target is arithmetic, and + separates them. Right of it + adds a term, - takes one away, a:b is the product of two terms and
 * a * b is a + b + a:b, as in R and patsy. A term is arithmetic of numeric columns (numbers, + - * / ^ and parentheses, exp, log, sqrt,
 * sinh, cosh, tanh, sech, pow), `C(name)`, a column of 0 and 1 for every label but the first of those that `fit` saw, or `poly(x, k)`,
 * the orthogonal polynomials of R's poly, which `fit` learns.
 *
 * Other than in R: a / b divides and a^2 squares, and so does all that stands in parentheses, `(a + b)`, `(a * b)`, where R needs I(), which is
 * welcome too; there is no column of ones, as intercepts are the estimator's; labels always leave the first one out. Columns are called
 * by names of letters, digits and _. mathjs parses the terms; nothing in them is run as code.
 *
 * As the first step of a `Pipeline` it gives the targets too: `new Pipeline({ steps: [["formula", formula], ...] }).fit(table)`.
 *
 * @throws PolytaskError where the formula is not as above, names a column that the table has not, a result is not finite though no column is
 * missing, or a label is new
 * @see Wilkinson & Rogers 1973; R, `formula` and `poly`; patsy
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { Table } from "polytask/data";
 * import { Formula } from "polytask/formula";
 *
 * const table = Table.from({ heat: [1, 2, 4], cool: [3, 2, 1], area: [4, 6, 9], height: [2, 3, 3], town: ["a", "b", "a"] });
 * const formula = new Formula("log(heat) + cool ~ area / height + C(town)").fit(table);
 * const { X, Y, featureNames, taskNames } = formula.matrices(table);
 * assert.deepEqual(featureNames, ["area / height", "C(town)[b]"]);
 * assert.deepEqual(taskNames, ["log(heat)", "cool"]);
 * assert.deepEqual([[...X.data], Y!.data[4]], [[2, 0, 2, 1, 3, 0], Math.log(4)]);
 * assert.throws(() => formula.transform(table.without(["area"])), /expected heat or cool or height, got the symbol area/);
 * ```
 */
export class Formula {
  readonly name = "Formula";
  readonly formula: string;
  readonly #sides: Sides;
  #terms: readonly (readonly LearntFactor[])[] | undefined;
  #names: readonly string[] | undefined;

  constructor(formula: string) {
    this.#sides = readSides(formula);
    this.formula = formula;
  }

  getParams(): { readonly formula: string } {
    return { formula: this.formula };
  }

  setParams(changes: { readonly formula?: string }): Formula {
    checkOptions("Formula", changes, ["formula"]);
    return new Formula(changes.formula ?? this.formula);
  }

  clone(): Formula {
    return new Formula(this.formula);
  }

  /** Learns labels and polynomials from the rows of a table. Returns this. */
  fit(table: Table): this {
    const where = "Formula.fit";
    checkTable(where, table);
    this.#terms = this.#sides.terms.map((term) => term.map((factor) => learn(where, factor, table)));
    this.#names = this.transform(table).names;
    return this;
  }

  /** The features of the rows, a table. */
  transform(table: Table): Table {
    if (!this.#terms) throw new NotFittedError("Formula", "transform");
    const where = "Formula.transform";
    checkTable(where, table);
    const parts = this.#terms.map((term) => term.map((factor) => factor(where, table)).reduce(product));
    const columns = parts.flatMap(({ names, columns: own }) =>
      own.map((values, k) => ({ name: names[k]!, type: "numeric" as const, values })),
    );
    return new Table({ columns, weights: table.weights });
  }

  /** The targets of the rows, n x T; nothing where the formula has none. */
  targets(table: Table): { readonly Y: FlatMatrix; readonly taskNames: readonly string[] } | undefined {
    const { targets } = this.#sides;
    if (targets.length === 0) return undefined;
    checkTable("Formula.targets", table);
    const columns = targets.map(({ text, tree }) => evaluate("Formula.targets", tree, text, table));
    const T = columns.length;
    const data = new Float64Array(table.rows * T);
    for (const [t, column] of columns.entries())
      for (let i = 0; i < table.rows; i++) data[i * T + t] = column[i]!;
    return { Y: { data, rows: table.rows, columns: T }, taskNames: targets.map(({ text }) => text) };
  }

  /** Features and targets of the rows with their names. */
  matrices(table: Table): FormulaMatrices {
    const features = this.transform(table);
    const { targets } = this.#sides;
    const there = targets.every(({ columns }) => columns.every((name) => table.names.includes(name)));
    const Y = there ? this.targets(table)?.Y : undefined;
    return {
      X: features.matrix(),
      Y,
      featureNames: features.names,
      taskNames: targets.map(({ text }) => text),
    };
  }

  /** What the columns of `transform` are called. */
  getFeatureNamesOut(): string[] {
    if (!this.#names) throw new NotFittedError("Formula", "getFeatureNamesOut");
    return [...this.#names];
  }
}

function checkTable(where: string, table: unknown): asserts table is Table {
  if (!isTable(table)) reject("shape", where, "a table with named columns", table);
}

function learn(where: string, factor: Factor, table: Table): LearntFactor {
  const { text } = factor;
  if (factor.kind === "arithmetic") {
    return (asked, rows) => ({ names: [text], columns: [evaluate(asked, factor.tree, text, rows)] });
  }
  if (factor.kind === "polynomials") {
    const known = learnPolynomials(
      `${where} ${text}`,
      evaluate(where, factor.tree, text, table),
      factor.degree,
    );
    const names = Array.from({ length: factor.degree }, (_, k) => `${text}${k + 1}`);
    return (asked, rows) => ({
      names,
      columns: polynomialsAt(known, evaluate(asked, factor.tree, text, rows)),
    });
  }
  const labels = (asked: string, rows: Table): Table => {
    if (!rows.names.includes(factor.column)) reject("param", asked, rows.names.join(" or "), factor.column);
    const { values } = rows.column(factor.column);
    const hole = Array.from(values as ArrayLike<unknown>).findIndex(
      (label) => label === null || Number.isNaN(label),
    );
    if (hole >= 0) reject("value", `${asked} ${text} row ${hole}`, "a label", null);
    return rows.select([factor.column]);
  };
  const encoder = new OneHotEncoder({ drop: "first" }).fit(labels(where, table));
  const names = encoder.categories[0]!.slice(1).map((label: Label | null) => `${text}[${label}]`);
  return (asked, rows) => {
    const made = encoder.transform(labels(asked, rows));
    return { names, columns: made.columns.map(({ values }) => values as Float64Array) };
  };
}

/** Every column of one times every column of the other, the first one's going first. */
function product(a: Part, b: Part): Part {
  const pairs = b.columns.flatMap((right, k) => a.columns.map((left, j) => ({ left, right, j, k })));
  return {
    names: pairs.map(({ j, k }) => `${a.names[j]}:${b.names[k]}`),
    columns: pairs.map(({ left, right }) => left.map((value, i) => value * right[i]!)),
  };
}
