import type { Matrix } from "ml-matrix";
import { KernelModel } from "../base/kernel-model.ts";
import { toMatrix } from "../base/linear-model.ts";
import type { Mark } from "../base/mark.ts";
import type { Values } from "../base/parameter.ts";
import type { TaskData, TaskInputs } from "../base/tasks.ts";
import type { Work } from "../base/work.ts";
import { type Form, madeBy } from "../check/form.ts";
import type { MatrixLike } from "../check/matrix.ts";
import { stationary } from "../covariance/stationary.ts";
import type { Dense } from "../matrix/dense.ts";
import { multiply } from "../matrix/product.ts";
import { randomStateOf } from "../matrix/random.ts";
import { fitProcess, type Restart, solverFor } from "../solver/process/fit-process.ts";
import { gridOf, standardized } from "../solver/process/grid.ts";
import { explainedOn } from "../statistics/explained-by.ts";
import { groupsOf } from "../statistics/group.ts";
import { warnUnlessConverged } from "./convergence.ts";
import { GaussianProcessModel } from "./gaussian-process-model.ts";
import { processParameters } from "./process-parameters.ts";
import { processStart } from "./process-start.ts";
import { TaskEstimator } from "./task-estimator.ts";
import { askModel, readInputs } from "./task-model.ts";

/**
 * A Gaussian process over all tasks, the intrinsic model of coregionalisation:
 *
 *     y_it = f_t(x_i) + e_it,    cov(f_s(x), f_t(x')) = K_T[s, t] k(x, x'),    var e_it = noise_t
 *
 * with mean 0. K_T, which says how tasks move together, the length scale and the noises are learnt by maximising the marginal
 * likelihood
 *
 *     log p(Y) = −½ vec(Y)ᵀ Σ⁻¹ vec(Y) − ½ log |Σ| − ½ N log 2π,    Σ = K_x ⊗ K_T + I ⊗ diag(noise)
 *
 * with L-BFGS on exact gradients, from several places, as it is not concave: `restarts` tells where each of them ended.
 * Where all tasks are observed on the same rows with the same weights, two eigendecompositions do in place of one of nT x nT.
 * With missing targets (NaN, or tasks on rows of their own) the likelihood is exact by one Cholesky factor of the observed
 * ones; beyond 2000 of them hyperparameters are not learnt, and `optimizer: "none"` predicts by conjugate gradients.
 *
 * K_T is searched for as B Bᵀ, with a diagonal apart where there is a `rank`; the noise is kept above 1e-6 of a task's mean
 * square, so that targets that can be met exactly have a finite likelihood.
 *
 * A weight of s divides the noise by s and counts as s rows. `converged` says that the gradient is within `tol`: a stationary
 * point, not that there is no better one. Features should be on one scale (`StandardScaler`), or have length scales of their own.
 *
 * @see Bonilla, Chai & Williams 2008, Multi-task Gaussian process prediction, sections 2.1 and 2.2
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { CoregionalizedGaussianProcess } from "polytask";
 *
 * const X = [0, 0.7, 1.5, 2.1, 3, 3.8, 4.4, 5].map((x) => [x]);
 * const Y = X.map(([x], i) => [x! * (5 - x!) + ((7 * i) % 5) / 5, -2 * x! * (5 - x!) + ((3 * i) % 4) / 5]); // opposites, with noise
 * const model = new CoregionalizedGaussianProcess({ nRestarts: 0 }).fit(X, Y);
 * assert.ok(model.converged && model.taskCorrelation.get(0, 1) < -0.9);
 *
 * const { mean, std } = model.predictWithStd([[2.5], [50]]);
 * assert.ok(Math.abs(mean.get(0, 0) - 6.5) < 0.5);
 * assert.ok(std.get(0, 0) < 0.5 && std.get(1, 0) > 1); // far from the data it knows nothing
 * ```
 */
export class CoregionalizedGaussianProcess extends TaskEstimator<
  typeof processParameters,
  GaussianProcessModel
> {
  static readonly parameters = processParameters;

  constructor(params?: Partial<Values<typeof processParameters>>) {
    super("CoregionalizedGaussianProcess", processParameters, params);
  }

  protected override get formula(): string {
    return "½ vec(Y)ᵀ Σ⁻¹ vec(Y) + ½ log |Σ|, Σ = K_x ⊗ K_T + I ⊗ diag(noise)";
  }

  protected override get form(): Form<GaussianProcessModel> {
    return madeBy(GaussianProcessModel);
  }

  protected override *solve(data: TaskData, where: string): Work<GaussianProcessModel> {
    const { optimizer, normalizeY, solver: asked, rank, nRestarts, randomState, tol, maxIter } = this.params;
    const given = gridOf(where, data);
    const { T } = given;
    const { grid, mean, scale } = normalizeY
      ? standardized(given)
      : { grid: given, mean: new Float64Array(T), scale: new Float64Array(T).fill(1) };
    const learns = optimizer === "lbfgs";
    const solver = solverFor(where, grid, asked, learns);
    const random = randomStateOf(`${this.name}.randomState`, randomState);
    const start = processStart(this.name, this.params, grid, scale);
    const settings = { where, solver, learns, rank, nRestarts, random, tol, maxIter };
    const { h, weights, ...found } = yield* fitProcess(grid, start, settings);
    const dual = multiply(weights, { data: h.tasks, rows: T, columns: T }, { build: "plain" });
    for (let c = 0; c < dual.data.length; c++) dual.data[c]! *= scale[c % T]!;
    const expansion = {
      ...{ p: data.p, T, taskNames: data.taskNames, intercept: mean },
      covariance: stationary(h.profile, h.lengthScale),
      groups: [{ X: grid.X, dual, tasks: Array.from({ length: T }, (_, t) => t) }],
    };
    const model = new GaussianProcessModel({
      ...found,
      mean: new KernelModel({
        ...expansion,
        fitScores: explainedOn(groupsOf(data), T, (X) => new KernelModel(expansion).apply(X)),
      }),
      hyperparameters: {
        ...h,
        tasks: h.tasks.map((value, c) => value * scale[Math.floor(c / T)]! * scale[c % T]!),
        noise: h.noise.map((value, t) => value * scale[t]! * scale[t]!),
      },
      weight: grid.weight,
      solver,
    });
    warnUnlessConverged(this.name, model);
    return model;
  }

  /** Mean and standard deviation of f, all tasks on the same rows: n x T each. An observation has the noise on top. */
  predictWithStd(X: MatrixLike): { mean: Matrix; std: Matrix };
  /** Of one task, given by index or name: n each. */
  predictWithStd(
    X: MatrixLike,
    options: { task: number | string },
  ): { mean: Float64Array; std: Float64Array };
  /** Of every task on rows of its own, matched by name if all have names, else by position. */
  predictWithStd(tasks: readonly TaskInputs[]): { mean: Float64Array; std: Float64Array }[];
  predictWithStd(given: MatrixLike | readonly TaskInputs[], options?: { task: number | string }): unknown {
    const model = this.learnt("predictWithStd");
    return askModel(
      model,
      `${this.name}.predictWithStd`,
      given,
      options,
      (t, X) => ({ mean: model.applyTask(t, X), std: column(model.deviations(X), t) }),
      (X) => ({ mean: toMatrix(model.apply(X)), std: toMatrix(model.deviations(X)) }),
    );
  }

  /** cov(f_s(x), f_t(x)) given the data: one T x T matrix a row of X. */
  predictTaskCovariance(X: MatrixLike): Matrix[] {
    const model = this.learnt("predictTaskCovariance");
    const inputs = readInputs(`${this.name}.predictTaskCovariance X`, X, model);
    const all = model.covariances(inputs);
    const size = model.T * model.T;
    return Array.from({ length: inputs.rows }, (_, i) =>
      toMatrix({ data: all.slice(i * size, (i + 1) * size), rows: model.T, columns: model.T }),
    );
  }

  /** What was learnt: immutable, and what is saved. */
  get model(): GaussianProcessModel {
    return this.learnt("model");
  }

  /** K_T, T x T, in the units of the targets. */
  get taskCovariance(): Matrix {
    return toMatrix(square(this.learnt("taskCovariance").hyperparameters.tasks));
  }

  /** K_T with 1 on its diagonal, T x T; 0 beside a task without variance. */
  get taskCorrelation(): Matrix {
    const { data, rows: T, columns } = square(this.learnt("taskCorrelation").hyperparameters.tasks);
    const root = (t: number): number => Math.sqrt(data[t * (T + 1)]!) || Infinity;
    const scaled = data.map((value, c) =>
      c % (T + 1) === 0 ? 1 : value / root(Math.floor(c / T)) / root(c % T),
    );
    return toMatrix({ data: scaled, rows: T, columns });
  }

  /** The variances of the noise, T, in the units of the targets. */
  get noise(): Float64Array {
    return this.learnt("noise").hyperparameters.noise.slice();
  }

  /** One length scale, or one a feature. */
  get lengthScale(): Float64Array {
    return this.learnt("lengthScale").hyperparameters.lengthScale.slice();
  }

  /** log p(Y), of the normalised targets with `normalizeY`; undefined where conjugate gradients give none. */
  get logMarginalLikelihood(): number | undefined {
    return this.learnt("logMarginalLikelihood").logMarginalLikelihood;
  }

  /** Where every search for hyperparameters ended: the first from where it was told to begin, the others from near by. */
  get restarts(): readonly Restart[] {
    return this.learnt("restarts").restarts;
  }

  /** The curve of the best search: −log p(Y) per observed target, and its largest derivative as `stationarity`. */
  get marks(): readonly Mark[] {
    return this.learnt("marks").marks;
  }

  get nIter(): number {
    return this.learnt("nIter").marks.at(-1)!.iteration;
  }

  get converged(): boolean {
    return this.learnt("converged").converged;
  }
}

const square = (data: Float64Array): Dense => {
  const T = Math.sqrt(data.length);
  return { data, rows: T, columns: T };
};

const column = ({ data, rows, columns }: Dense, t: number): Float64Array =>
  Float64Array.from({ length: rows }, (_, i) => data[i * columns + t]!);
