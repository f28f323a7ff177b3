import { Matrix } from "ml-matrix";
import { type MatrixLike, readMatrix } from "../check/matrix.ts";
import { readNumbers } from "../check/numbers.ts";
import { reject, said } from "../check/reject.ts";
import type { Dense } from "../matrix/dense.ts";
import { exponential } from "../matrix/exponential.ts";
import { multiply } from "../matrix/product.ts";
import type { Mark } from "./mark.ts";

/** What a fit has learnt, as plain data: fit for JSON and for ever. */
export interface LinearModelDescription {
  readonly kind: "LinearModel";
  readonly version: 1;
  /** Number of features. */
  readonly p: number;
  /** Number of tasks. */
  readonly T: number;
  readonly taskNames?: readonly string[];
  /** p x T, row-major. */
  readonly coef: readonly number[];
  readonly intercept: readonly number[];
  /** P and Q, p x T each, where coef is fitted as their sum. */
  readonly components?: readonly (readonly number[])[];
  /** What takes x · w_t + b_t to a prediction: exp where it is "log". */
  readonly link?: "log";
  readonly marks: readonly MarkDescription[];
  readonly converged: boolean;
  /** R² of every task on the rows of the fit, where it is known. */
  readonly fitScores?: readonly number[];
}

/** A mark whose gap is left out where it is Infinity, which JSON has not. */
type MarkDescription = Omit<Mark, "gap"> & Partial<Pick<Mark, "gap">>;

type Parts = Pick<LinearModel, "coef" | "intercept" | "taskNames" | "marks" | "converged"> &
  Partial<Pick<LinearModel, "components" | "link" | "fitScores">>;

/** A fitted linear model, y_t = x · w_t + b_t or its exponential: immutable, and what is saved. */
export class LinearModel {
  /** W, p x T: row = feature, column = task. To be read only, as all that a model holds. */
  readonly coef: Dense;
  /** b, T. */
  readonly intercept: Float64Array;
  readonly taskNames: readonly string[] | undefined;
  /** [P, Q], p x T each, where W = P + Q was fitted as a sum; undefined elsewhere. */
  readonly components: readonly Dense[] | undefined;
  /** What takes x · w_t + b_t to a prediction: exp where it is "log", nothing where it is undefined. */
  readonly link: "log" | undefined;
  readonly marks: readonly Mark[];
  /** Whether the last gap is within the tolerance. */
  readonly converged: boolean;
  /** R² of every task on the rows of the fit, T; undefined where nobody has seen them. */
  readonly fitScores: Float64Array | undefined;

  constructor({ coef, intercept, taskNames, components, link, marks, converged, fitScores }: Parts) {
    this.coef = withoutMinusZero(coef);
    this.components = components?.map(withoutMinusZero);
    this.intercept = intercept.map((value) => value + 0);
    this.taskNames = taskNames;
    this.link = link;
    this.marks = Object.freeze(marks.map((mark) => Object.freeze({ ...mark })));
    this.converged = converged;
    this.fitScores = fitScores;
    Object.freeze(this);
  }

  get p(): number {
    return this.coef.rows;
  }

  get T(): number {
    return this.coef.columns;
  }

  /** X W + b or its exponential, n x T, for X, n x p: by the plain build, so with the same bits on every engine. */
  predict(X: MatrixLike): Matrix {
    const inputs = readMatrix("LinearModel.predict X", X);
    if (inputs.columns !== this.p) {
      reject("shape", "LinearModel.predict X", `${this.p} columns`, said(`${inputs.columns}`));
    }
    return toMatrix(this.apply(inputs));
  }

  /** X W + b, or its exponential, for checked X. */
  apply(X: Dense): Dense {
    const out = multiply(X, this.coef, { build: "plain" });
    for (let k = 0; k < out.data.length; k++) {
      out.data[k] = this.#linked(out.data[k]! + this.intercept[k % this.T]!);
    }
    return out;
  }

  /** The predictions of task t alone, n: the bits that they have among all tasks. */
  applyTask(t: number, X: Dense): Float64Array {
    const { data, rows: p, columns: T } = this.coef;
    const w: Dense = {
      data: Float64Array.from({ length: p }, (_, j) => data[j * T + t]!),
      rows: p,
      columns: 1,
    };
    return multiply(X, w, { build: "plain" }).data.map((value) => this.#linked(value + this.intercept[t]!));
  }

  #linked(value: number): number {
    return this.link === "log" ? exponential(value) : value;
  }

  /** The model as plain data; `LinearModel.from` takes it back. */
  describe(): LinearModelDescription {
    return {
      kind: "LinearModel",
      version: 1,
      p: this.p,
      T: this.T,
      ...(this.taskNames && { taskNames: this.taskNames }),
      coef: [...this.coef.data],
      intercept: [...this.intercept],
      ...(this.components && { components: this.components.map(({ data }) => [...data]) }),
      ...(this.link && { link: this.link }),
      marks: this.marks.map(({ gap, ...mark }) => (gap < Infinity ? { ...mark, gap } : mark)),
      converged: this.converged,
      ...(this.fitScores?.every(Number.isFinite) && { fitScores: [...this.fitScores] }),
    };
  }

  toJSON(): LinearModelDescription {
    return this.describe();
  }

  /** Rebuilds a model from what `describe` gave, through JSON or not. Predicts bit for bit the same. */
  static from(given: LinearModelDescription): LinearModel {
    const where = "LinearModel.from";
    if (given?.kind !== "LinearModel") reject("value", where, 'an object of kind "LinearModel"', given?.kind);
    if (given.version !== 1)
      reject("value", `${where} version`, "1, the newest this library knows", given.version);
    const { p, T, coef, intercept, taskNames, components, link, marks, converged, fitScores } = given;
    for (const [name, count] of Object.entries({ p, T })) {
      if (!Number.isInteger(count) || count < 1) reject("shape", `${where} ${name}`, "a count >= 1", count);
    }
    if (taskNames !== undefined && (!Array.isArray(taskNames) || taskNames.length !== T)) {
      reject("shape", `${where} taskNames`, `${T} names`, taskNames);
    }
    for (const name of taskNames ?? []) {
      if (typeof name !== "string") reject("value", `${where} taskNames`, "names", name);
    }
    if (components !== undefined && !Array.isArray(components)) {
      reject("value", `${where} components`, "lists of numbers", components);
    }
    if (!Array.isArray(marks) || marks.length === 0 || typeof converged !== "boolean") {
      reject("value", where, "marks and converged beside coef", said("none"));
    }
    if (link !== undefined && link !== "log") reject("value", `${where} link`, '"log" or none', link);
    const matrix = (name: string, values: readonly number[]): Dense => ({
      data: readNumbers(`${where} ${name}`, values, p * T),
      rows: p,
      columns: T,
    });
    return new LinearModel({
      coef: matrix("coef", coef),
      components: components?.map((part) => matrix("components", part)),
      intercept: readNumbers(`${where} intercept`, intercept, T),
      taskNames: taskNames && [...taskNames],
      link,
      marks: marks.map((mark) => ({ gap: Infinity, ...mark })),
      converged,
      fitScores: fitScores && readNumbers(`${where} fitScores`, fitScores, T),
    });
  }
}

/** -0 is 0 here: JSON would lose it. */
const withoutMinusZero = ({ data, rows, columns }: Dense): Dense => ({
  data: data.map((value) => value + 0),
  rows,
  columns,
});

/** A dense matrix as the ml-matrix `Matrix` that users get. */
export function toMatrix({ data, rows, columns }: Dense): Matrix {
  const out = new Matrix(rows, columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) out.set(i, j, data[i * columns + j]!);
  return out;
}
