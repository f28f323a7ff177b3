import { choice, count, flag, type Parameter, real, seed } from "../base/parameter.ts";
import { isVector, type MatrixLike, readMatrix } from "../check/matrix.ts";

const isPositive = (value: unknown): boolean => Number.isFinite(value) && (value as number) > 0;

const positives = (
  doc: string,
  many: string,
): Parameter<number | readonly number[] | Float64Array | undefined> => ({
  default: undefined,
  rule: `a finite number > 0, or an array ${many}`,
  doc,
  accepts: (value) =>
    value === undefined ||
    isPositive(value) ||
    (isVector(value) && value.length > 0 && Array.from(value).every(isPositive)),
  wrong: [0, -1, NaN, Infinity, "1", null, [], [0], [1, NaN]],
});

const taskCovariance: Parameter<MatrixLike | undefined> = {
  default: undefined,
  rule: "a matrix of finite numbers, T x T",
  doc: "where the search for K_T begins; the tasks apart, with their mean squares, where it is undefined",
  accepts: (value) =>
    value === undefined || (typeof value === "object" && value !== null && !isVector(value)),
  wrong: [1, "identity", null],
  own: (value) =>
    value === undefined
      ? undefined
      : readMatrix("CoregionalizedGaussianProcess.taskCovariance", value, { copy: true }),
};

const rank: Parameter<number | undefined> = {
  default: undefined,
  rule: "an integer >= 1",
  doc: "K_T = B Bᵀ + diag(κ) with this many columns in B; any K_T where it is undefined",
  accepts: (value) => value === undefined || (Number.isInteger(value) && (value as number) >= 1),
  wrong: [0, 1.5, NaN, "1", null],
};

/** What `CoregionalizedGaussianProcess` is told. */
export const processParameters = {
  kernel: choice(
    "rbf",
    ["rbf", "matern32", "matern52"],
    "k(x, x'): the squared exponential, or Matérn's with ν = 3/2 or 5/2",
  ),
  lengthScale: positives(
    "where the search begins; what is typical of the distances of rows where it is undefined",
    "with one a feature, which are then learnt apart",
  ),
  taskCovariance,
  noise: positives(
    "where the search for the variances of the noise begins; a tenth of the mean squares of the targets where it is undefined",
    "with one a task",
  ),
  rank,
  optimizer: choice("lbfgs", ["lbfgs", "none"], "none: the hyperparameters stay where they begin"),
  nRestarts: count(2, 0, Infinity, "how many more searches there are, from places drawn about the first"),
  normalizeY: flag(
    false,
    "whether targets are brought to mean 0 and variance 1, task by task, before all else",
  ),
  solver: choice(
    "auto",
    ["auto", "cholesky", "conjugateGradients"],
    "auto: eigenvectors of rows and of tasks where no target is missing; else cholesky of all observed targets up to 2000, conjugateGradients beyond",
  ),
  tol: real(1e-5, 0, Infinity, "the largest derivative of −log p(Y) per observed target to reach"),
  maxIter: count(500, 1, Infinity, "the most iterations of a search"),
  randomState: seed("the seed of the restarts"),
};
