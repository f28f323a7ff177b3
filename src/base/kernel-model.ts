import type { Matrix } from "ml-matrix";
import { type MatrixLike, readMatrix } from "../check/matrix.ts";
import { reject, said } from "../check/reject.ts";
import type { Covariance, CovarianceDescription } from "../covariance/covariance.ts";
import { covarianceFrom } from "../covariance/named.ts";
import { type Dense, zeros } from "../matrix/dense.ts";
import { multiply } from "../matrix/product.ts";
import { toMatrix } from "./linear-model.ts";
import { readNames, type TaskShape } from "./task-names.ts";

/** Tasks that were learnt from the same rows. */
export interface KernelGroup {
  /** n x p. */
  readonly X: Dense;
  /** n x (number of tasks here). */
  readonly dual: Dense;
  readonly tasks: readonly number[];
}

/** What a fit has learnt, as plain data: fit for JSON and for ever. */
export interface KernelModelDescription {
  readonly kind: "KernelModel";
  readonly version: 1;
  readonly p: number;
  readonly T: number;
  readonly taskNames?: readonly string[];
  readonly covariance: CovarianceDescription;
  readonly intercept: readonly number[];
  /** R² of every task on the rows of the fit, where it is known. */
  readonly fitScores?: readonly number[];
  /** Row-major: X is n x p, dual n x (number of tasks here). */
  readonly groups: readonly {
    readonly tasks: readonly number[];
    readonly X: readonly number[];
    readonly dual: readonly number[];
  }[];
}

type Parts = Pick<KernelModel, "p" | "T" | "taskNames" | "covariance" | "intercept" | "groups"> &
  Partial<Pick<KernelModel, "fitScores">>;

/** A fitted expansion y_t = b_t + Σ_i d_it k(x, x_i) over the rows x_i that task t was learnt from: immutable, and what is saved. */
export class KernelModel implements TaskShape {
  readonly p: number;
  readonly T: number;
  readonly taskNames: readonly string[] | undefined;
  readonly covariance: Covariance;
  /** b, T. */
  readonly intercept: Float64Array;
  /** Every task is in one of them. */
  readonly groups: readonly KernelGroup[];
  /** R² of every task on the rows of the fit, T; undefined where nobody has seen them. */
  readonly fitScores: Float64Array | undefined;

  constructor({ p, T, taskNames, covariance, intercept, groups, fitScores }: Parts) {
    this.p = p;
    this.T = T;
    this.taskNames = taskNames;
    this.covariance = covariance;
    this.intercept = intercept;
    this.groups = Object.freeze([...groups]);
    this.fitScores = fitScores;
    Object.freeze(this);
  }

  /** Predictions, n x T, for X, n x p: by the plain build, so with the same bits on every engine. */
  predict(X: MatrixLike): Matrix {
    const inputs = readMatrix("KernelModel.predict X", X);
    if (inputs.columns !== this.p) {
      reject("shape", "KernelModel.predict X", `${this.p} columns`, said(`${inputs.columns}`));
    }
    return toMatrix(this.apply(inputs));
  }

  /** Predictions for checked X, n x T. */
  apply(X: Dense): Dense {
    const out = zeros(X.rows, this.T);
    for (const { X: rows, dual, tasks } of this.groups) {
      const { data } = multiply(this.covariance.between(X, rows), dual, { build: "plain" });
      for (let i = 0; i < X.rows; i++) {
        for (const [k, t] of tasks.entries()) {
          out.data[i * this.T + t] = data[i * tasks.length + k]! + this.intercept[t]!;
        }
      }
    }
    return out;
  }

  /** The predictions of task t alone, n: the bits that they have among all tasks. */
  applyTask(t: number, X: Dense): Float64Array {
    const { X: rows, dual } = this.groups.find(({ tasks }) => tasks.includes(t))!;
    const column: Dense = { data: this.dualOf(t), rows: dual.rows, columns: 1 };
    const { data } = multiply(this.covariance.between(X, rows), column, { build: "plain" });
    return data.map((value) => value + this.intercept[t]!);
  }

  /** d_t: one number a row that task t was learnt from. */
  dualOf(t: number): Float64Array {
    const { dual, tasks } = this.groups.find((group) => group.tasks.includes(t))!;
    const k = tasks.indexOf(t);
    return Float64Array.from({ length: dual.rows }, (_, i) => dual.data[i * dual.columns + k]!);
  }

  /** The model as plain data; `KernelModel.from` takes it back. A kernel of the user's own is refused. */
  describe(): KernelModelDescription {
    return {
      kind: "KernelModel",
      version: 1,
      p: this.p,
      T: this.T,
      ...(this.taskNames && { taskNames: this.taskNames }),
      covariance: this.covariance.describe(),
      intercept: [...this.intercept],
      ...(this.fitScores?.every(Number.isFinite) && { fitScores: [...this.fitScores] }),
      groups: this.groups.map(({ X, dual, tasks }) => ({ tasks, X: [...X.data], dual: [...dual.data] })),
    };
  }

  toJSON(): KernelModelDescription {
    return this.describe();
  }

  /** Rebuilds a model from what `describe` gave, through JSON or not. Predicts bit for bit the same. */
  static from(given: KernelModelDescription): KernelModel {
    const where = "KernelModel.from";
    if (given?.kind !== "KernelModel") reject("value", where, 'an object of kind "KernelModel"', given?.kind);
    if (given.version !== 1)
      reject("value", `${where} version`, "1, the newest this library knows", given.version);
    const { p, T, taskNames, covariance, intercept, groups, fitScores } = given;
    for (const [name, count] of Object.entries({ p, T })) {
      if (!Number.isInteger(count) || count < 1) reject("shape", `${where} ${name}`, "a count >= 1", count);
    }
    const every = Array.isArray(groups) ? groups.flatMap((group) => group?.tasks ?? []) : [];
    if (every.length !== T || Array.from({ length: T }, (_, t) => t).some((t) => !every.includes(t))) {
      reject("shape", `${where} groups`, `every task from 0 to ${T - 1} in one of them`, groups);
    }
    return new KernelModel({
      p,
      T,
      taskNames: readNames(`${where} taskNames`, taskNames, T),
      covariance: covarianceFrom(`${where} covariance`, covariance, p),
      intercept: numbers(`${where} intercept`, intercept, T).data,
      fitScores: fitScores && numbers(`${where} fitScores`, fitScores, T).data,
      groups: groups.map(({ tasks, X, dual }) => {
        const rows = numbers(`${where} X`, X, p);
        const own = numbers(`${where} dual`, dual, tasks.length);
        if (own.rows !== rows.rows)
          reject("shape", `${where} dual`, `${rows.rows} rows, as X`, said(`${own.rows}`));
        return { X: rows, dual: own, tasks: [...tasks] };
      }),
    });
  }
}

function numbers(where: string, given: readonly number[], columns: number): Dense {
  if (!Array.isArray(given) || given.length === 0 || given.length % columns !== 0) {
    reject(
      "shape",
      where,
      `rows of ${columns} numbers`,
      Array.isArray(given) ? said(`${given.length}`) : given,
    );
  }
  const bad = given.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) reject("value", where, "finite numbers", given[bad]);
  return { data: Float64Array.from(given), rows: given.length / columns, columns };
}
