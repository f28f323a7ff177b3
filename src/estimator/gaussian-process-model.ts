import { KernelModel, type KernelModelDescription } from "../base/kernel-model.ts";
import type { Mark } from "../base/mark.ts";
import type { TaskShape } from "../base/task-names.ts";
import { drain } from "../base/work.ts";
import { reject } from "../check/reject.ts";
import type { ProfileName } from "../covariance/stationary.ts";
import { type Dense, zeros } from "../matrix/dense.ts";
import { conjugatePosterior } from "../solver/process/conjugate.ts";
import type { Hyperparameters, Posterior } from "../solver/process/evidence.ts";
import { openEvidence, type ProcessSolver, type Restart } from "../solver/process/fit-process.ts";

/** What a fit has learnt, as plain data: fit for JSON and for ever. */
export interface GaussianProcessDescription {
  readonly kind: "GaussianProcess";
  readonly version: 1;
  /** The posterior mean. */
  readonly mean: KernelModelDescription;
  /** T x T, row-major. */
  readonly taskCovariance: readonly number[];
  readonly noise: readonly number[];
  /** n x T: the weight of every target on the rows of `mean`, 0 where there is none. */
  readonly weight: readonly number[];
  readonly solver: ProcessSolver;
  readonly logMarginalLikelihood?: number;
  readonly restarts: readonly Restart[];
  readonly marks: readonly Omit<Mark, "gap">[];
  readonly converged: boolean;
}

type Parts = Pick<
  GaussianProcessModel,
  | ("mean" | "hyperparameters" | "weight" | "solver")
  | ("logMarginalLikelihood" | "restarts" | "marks" | "converged")
>;

/** A fitted Gaussian process over rows and tasks, in the units of the targets: immutable, and what is saved. */
export class GaussianProcessModel implements TaskShape {
  /** The posterior mean: an expansion over the different rows that were learnt from. */
  readonly mean: KernelModel;
  readonly hyperparameters: Hyperparameters;
  /** n x T: the weight of every target, 0 where there is none. */
  readonly weight: Float64Array;
  readonly solver: ProcessSolver;
  /** log p(Y) of the targets as they were learnt from; undefined where conjugate gradients give none. */
  readonly logMarginalLikelihood: number | undefined;
  readonly restarts: readonly Restart[];
  readonly marks: readonly Mark[];
  /** Whether the hyperparameters are at a stationary point; where none were learnt, whether the solution is accurate. */
  readonly converged: boolean;
  #posterior: Posterior | undefined;

  constructor(parts: Parts) {
    this.mean = parts.mean;
    this.hyperparameters = parts.hyperparameters;
    this.weight = parts.weight;
    this.solver = parts.solver;
    this.logMarginalLikelihood = parts.logMarginalLikelihood;
    this.restarts = Object.freeze(parts.restarts.map((one) => Object.freeze({ ...one })));
    this.marks = Object.freeze(parts.marks.map((mark) => Object.freeze({ ...mark })));
    this.converged = parts.converged;
    Object.freeze(this);
  }

  get p(): number {
    return this.mean.p;
  }

  get T(): number {
    return this.mean.T;
  }

  get taskNames(): readonly string[] | undefined {
    return this.mean.taskNames;
  }

  /** R² of the mean of every task on the rows of the fit. */
  get fitScores(): Float64Array | undefined {
    return this.mean.fitScores;
  }

  apply(X: Dense): Dense {
    return this.mean.apply(X);
  }

  applyTask(t: number, X: Dense): Float64Array {
    return this.mean.applyTask(t, X);
  }

  /** cov(f_s(x), f_t(x)) given the data: T x T numbers a row of X. */
  covariances(X: Dense): Float64Array {
    const { tasks } = this.hyperparameters;
    const K = this.mean.covariance.between(X, this.mean.groups[0]!.X);
    const taken = this.#learnt().taken(K);
    return taken.map((value, c) => tasks[c % tasks.length]! - value);
  }

  /** The standard deviations of f, n x T: 0 where rounding has left a variance below it. */
  deviations(X: Dense): Dense {
    const { T } = this;
    const all = this.covariances(X);
    const out = zeros(X.rows, T);
    for (let c = 0; c < X.rows * T; c++)
      out.data[c] = Math.sqrt(Math.max(0, all[Math.floor(c / T) * T * T + (c % T) * (T + 1)]!));
    return out;
  }

  /** The factors that variances need: made when first asked for, alike for a model that was fitted and one read back. */
  #learnt(): Posterior {
    this.#posterior ??= this.#posteriorAnew();
    return this.#posterior;
  }

  #posteriorAnew(): Posterior {
    const { weight, solver, hyperparameters: h, T } = this;
    const none = new Float64Array(T);
    const { X } = this.mean.groups[0]!;
    const grid = { X, T, Y: new Float64Array(weight.length), weight, copies: none, scatter: none };
    if (solver === "conjugateGradients") return drain(conjugatePosterior(grid, h)).posterior;
    const evidence = openEvidence(grid, solver);
    try {
      evidence.evaluate(h);
      return evidence.posterior();
    } finally {
      evidence.close();
    }
  }

  /** The model as plain data; `GaussianProcessModel.from` takes it back. */
  describe(): GaussianProcessDescription {
    const { tasks, noise } = this.hyperparameters;
    return {
      kind: "GaussianProcess",
      version: 1,
      mean: this.mean.describe(),
      taskCovariance: [...tasks],
      noise: [...noise],
      weight: [...this.weight],
      solver: this.solver,
      ...(this.logMarginalLikelihood !== undefined && { logMarginalLikelihood: this.logMarginalLikelihood }),
      restarts: this.restarts,
      marks: this.marks.map(({ gap: _, ...mark }) => mark),
      converged: this.converged,
    };
  }

  toJSON(): GaussianProcessDescription {
    return this.describe();
  }

  /** Rebuilds a model from what `describe` gave, through JSON or not: the mean has the same bits. */
  static from(given: GaussianProcessDescription): GaussianProcessModel {
    const where = "GaussianProcessModel.from";
    if (given?.kind !== "GaussianProcess")
      reject("value", where, 'an object of kind "GaussianProcess"', given?.kind);
    if (given.version !== 1)
      reject("value", `${where} version`, "1, the newest this library knows", given.version);
    const mean = KernelModel.from(given.mean);
    const covariance = given.mean.covariance;
    if (covariance.name !== "stationary" || mean.groups.length !== 1)
      reject("value", `${where} mean`, "a stationary covariance and one group of tasks", covariance.name);
    const { T } = mean;
    const positive = (value: number): boolean => value > 0;
    const noise = numbers(`${where} noise`, given.noise, T, "positive numbers", positive);
    const tasks = numbers(
      `${where} taskCovariance`,
      given.taskCovariance,
      T * T,
      "finite numbers",
      () => true,
    );
    const cells = mean.groups[0]!.X.rows * T;
    const weight = numbers(`${where} weight`, given.weight, cells, "weights >= 0", (value) => value >= 0);
    if (!["kronecker", "cholesky", "conjugateGradients"].includes(given.solver))
      reject("value", `${where} solver`, "kronecker, cholesky or conjugateGradients", given.solver);
    if (!Array.isArray(given.marks) || !Array.isArray(given.restarts) || typeof given.converged !== "boolean")
      reject("value", where, "marks, restarts and converged", given);
    return new GaussianProcessModel({
      mean,
      hyperparameters: hyperparametersOf(covariance.profile, covariance.lengthScale, tasks, noise),
      weight,
      solver: given.solver,
      logMarginalLikelihood: given.logMarginalLikelihood,
      restarts: given.restarts,
      marks: given.marks.map((mark) => ({ ...mark, gap: Infinity })),
      converged: given.converged,
    });
  }
}

const hyperparametersOf = (
  profile: ProfileName,
  lengthScale: readonly number[],
  tasks: Float64Array,
  noise: Float64Array,
): Hyperparameters => ({ profile, lengthScale: Float64Array.from(lengthScale), tasks, noise });

function numbers(
  where: string,
  given: readonly number[],
  count: number,
  rule: string,
  fits: (value: number) => boolean,
): Float64Array {
  const isGood = (value: unknown): boolean => Number.isFinite(value) && fits(value as number);
  if (!Array.isArray(given) || given.length !== count || !given.every(isGood))
    reject("value", where, `${count} ${rule}`, given);
  return Float64Array.from(given);
}
