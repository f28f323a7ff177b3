import { KernelModel } from "../base/kernel-model.ts";
import { count, type Parameter, real, realPerTask, type Values } from "../base/parameter.ts";
import type { TaskData } from "../base/tasks.ts";
import type { Work } from "../base/work.ts";
import { type Form, madeBy } from "../check/form.ts";
import { reject, said } from "../check/reject.ts";
import type { KernelFunction } from "../covariance/custom.ts";
import { kernelNamed } from "../covariance/named.ts";
import { kernelRidge } from "../solver/kernel-ridge.ts";
import { TaskEstimator } from "./task-estimator.ts";

const names = ["linear", "rbf", "polynomial"] as const;

/** "linear", "rbf" and "polynomial": x · x', exp(-gamma ‖x − x'‖²), (gamma x · x' + coef0)^degree, or (x, x') => number. */
const kernel: Parameter<(typeof names)[number] | KernelFunction> = {
  default: "linear",
  rule: `one of ${names.map((name) => `"${name}"`).join(", ")}, or a function of two rows`,
  accepts: (value) => typeof value === "function" || names.some((name) => name === value),
  wrong: ["", "poly", 0, null],
};

/** The scale of rbf and polynomial; 1 / p where it is undefined. */
const gamma: Parameter<number | undefined> = {
  default: undefined,
  rule: "a finite number >= 0",
  accepts: (value) => value === undefined || (Number.isFinite(value) && (value as number) >= 0),
  wrong: [-1, NaN, Infinity, "scale", null],
};

const table = {
  /** Strength of the penalty, one for all tasks or one a task. */
  alpha: realPerTask(1, 0, Infinity),
  kernel,
  gamma,
  /** The degree of the polynomial. */
  degree: count(3, 1, Infinity),
  /** The constant of the polynomial. */
  coef0: real(1, -Infinity, Infinity),
};

/**
 * Kernel ridge regression of all targets at once: minimise Σ_i (y_it − f_t(x_i))² + alpha_t ‖f_t‖² over the functions f_t of
 * the kernel's space, as scikit-learn's KernelRidge. f_t(x) = Σ_i d_it k(x, x_i), (K + alpha_t I) d_t = y_t.
 *
 * There is no intercept: centre the targets where they want one. Tasks with the same rows, weights and alpha share one
 * Cholesky factor. Missing targets (NaN) and weights are exact. A singular system is solved by eigenvectors, with an
 * `IllConditionedWarning`: the dual coefficients of smallest norm.
 *
 * @see Saunders, Gammerman & Vovk 1998, Ridge regression learning algorithm in dual variables
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { KernelRidge } from "polytask";
 *
 * const X = [[0], [1], [2], [3], [4]];
 * const Y = X.map(([x]) => [x! * x!, 1 - x!]); // a square and a line
 * const model = new KernelRidge({ kernel: "polynomial", degree: 2, gamma: 1, alpha: 1e-9 }).fit(X, Y);
 * const [row] = model.predict([[5]]).to2DArray();
 * assert.ok(Math.abs(row![0]! - 25) < 1e-5 && Math.abs(row![1]! + 4) < 1e-5);
 * ```
 */
export class KernelRidge extends TaskEstimator<typeof table, KernelModel> {
  static readonly parameters = table;

  constructor(params?: Partial<Values<typeof table>>) {
    super("KernelRidge", table, params);
  }

  protected override get formula(): string {
    return "Σ_i (y_it − f_t(x_i))² + alpha_t ‖f_t‖²";
  }

  protected override get form(): Form<KernelModel> {
    return madeBy(KernelModel);
  }

  protected override solve(data: TaskData, where: string): Work<KernelModel> {
    const { alpha, kernel, ...settings } = this.params;
    const { p, T } = data;
    if (typeof alpha !== "number" && alpha.length !== T) {
      reject("shape", "KernelRidge.alpha", `one for all tasks or ${T}, one a task`, said(`${alpha.length}`));
    }
    const alphas = typeof alpha === "number" ? new Array<number>(T).fill(alpha) : Array.from(alpha);
    return kernelRidge(data, { where, alphas, covariance: kernelNamed(where, kernel, settings, p) });
  }

  /** What was learnt: immutable, and what is saved. */
  get model(): KernelModel {
    return this.learnt("model");
  }

  /** d_t of every task: one number a row that it was learnt from. */
  get dualCoef(): readonly Float64Array[] {
    const model = this.learnt("dualCoef");
    return Array.from({ length: model.T }, (_, t) => model.dualOf(t));
  }
}
