import { choice, count, flag, type Parameter, real, seed } from "../base/parameter.ts";
import { isVector, type MatrixLike, readMatrix } from "../check/matrix.ts";

const isPositive = (value: unknown): boolean => Number.isFinite(value) && (value as number) > 0;

const positives = (many: string): Parameter<number | readonly number[] | Float64Array | undefined> => ({
  default: undefined,
  rule: `a finite number > 0, or an array ${many}`,
  accepts: (value) =>
    value === undefined ||
    isPositive(value) ||
    (isVector(value) && value.length > 0 && Array.from(value).every(isPositive)),
  wrong: [0, -1, NaN, Infinity, "1", null, [], [0], [1, NaN]],
});

/** Where the search for K_T begins; the tasks apart, with their mean squares, where it is undefined. */
const taskCovariance: Parameter<MatrixLike | undefined> = {
  default: undefined,
  rule: "a matrix of finite numbers, T x T",
  accepts: (value) =>
    value === undefined || (typeof value === "object" && value !== null && !isVector(value)),
  wrong: [1, "identity", null],
  own: (value) =>
    value === undefined
      ? undefined
      : readMatrix("CoregionalizedGaussianProcess.taskCovariance", value, { copy: true }),
};

/** K_T = B Bᵀ + diag(κ) with this many columns in B; any K_T where it is undefined. */
const rank: Parameter<number | undefined> = {
  default: undefined,
  rule: "an integer >= 1",
  accepts: (value) => value === undefined || (Number.isInteger(value) && (value as number) >= 1),
  wrong: [0, 1.5, NaN, "1", null],
};

/** What `CoregionalizedGaussianProcess` is told. */
export const processParameters = {
  /** k(x, x'): the squared exponential, or Matérn's with ν = 3/2 or 5/2. */
  kernel: choice("rbf", ["rbf", "matern32", "matern52"]),
  /** Where the search begins; what is typical of the distances of rows where it is undefined. */
  lengthScale: positives("with one a feature, which are then learnt apart"),
  taskCovariance,
  /** Where the search for the variances of the noise begins; a tenth of the mean squares of the targets where it is undefined. */
  noise: positives("with one a task"),
  rank,
  /** None: the hyperparameters stay where they begin. */
  optimizer: choice("lbfgs", ["lbfgs", "none"]),
  /** How many more searches there are, from places drawn about the first. */
  nRestarts: count(2, 0, Infinity),
  /** Whether targets are brought to mean 0 and variance 1, task by task, before all else. */
  normalizeY: flag(false),
  /** "auto": eigenvectors of rows and of tasks where no target is missing; else cholesky of all observed targets up to 2000, conjugateGradients beyond. */
  solver: choice("auto", ["auto", "cholesky", "conjugateGradients"]),
  /** The largest derivative of −log p(Y) per observed target to reach. */
  tol: real(1e-5, 0, Infinity),
  /** The most iterations of a search. */
  maxIter: count(500, 1, Infinity),
  /** The seed of the restarts. */
  randomState: seed(),
};
