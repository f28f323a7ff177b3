import type { Mark } from "../../base/mark.ts";
import { report, type Work, within } from "../../base/work.ts";
import { reject, said } from "../../check/reject.ts";
import { lengthScaleGradient } from "../../covariance/stationary.ts";
import type { Dense } from "../../matrix/dense.ts";
import { logarithm } from "../../matrix/logarithm.ts";
import type { RandomState } from "../../matrix/random.ts";
import { type Minimum, quasiNewton } from "../quasi-newton.ts";
import { conjugatePosterior } from "./conjugate.ts";
import { coordinatesOf, roomFor, type Slopes } from "./coordinates.ts";
import { openDense } from "./dense.ts";
import { type Evidence, type Hyperparameters, logTau } from "./evidence.ts";
import { type Grid, meansOf, rowWeights } from "./grid.ts";
import { openKronecker } from "./kronecker.ts";

/** By which road the linear algebra goes. */
export type ProcessSolver = "kronecker" | "cholesky" | "conjugateGradients";

export interface ProcessSettings {
  /** Who fits, for refusals. */
  readonly where: string;
  readonly solver: ProcessSolver;
  /** Whether the hyperparameters are learnt, or taken as they are. */
  readonly learns: boolean;
  readonly rank: number | undefined;
  /** How many more searches there are, from places that `random` draws. */
  readonly nRestarts: number;
  readonly random: RandomState;
  /** The largest derivative of −log p(Y) per observed target to reach. */
  readonly tol: number;
  readonly maxIter: number;
}

/** One search for hyperparameters. */
export interface Restart {
  readonly logMarginalLikelihood: number;
  readonly nIter: number;
  /** The largest derivative of −log p(Y) per observed target where it ended. */
  readonly slope: number;
  readonly converged: boolean;
}

/** What a fit has found. */
export interface FittedProcess {
  readonly h: Hyperparameters;
  /** M, n x T. */
  readonly weights: Dense;
  /** undefined where conjugate gradients give none. */
  readonly logMarginalLikelihood: number | undefined;
  readonly restarts: readonly Restart[];
  readonly marks: readonly Mark[];
  readonly converged: boolean;
}

/** Cells up to which "auto" factors their covariance where some are missing, and from which on hyperparameters are not learnt. */
const most = 2000;

/** Settles "auto"; refuses what there is no road for. */
export function solverFor(
  where: string,
  grid: Grid,
  asked: "auto" | "cholesky" | "conjugateGradients",
  learns: boolean,
): ProcessSolver {
  const count = grid.weight.filter((s) => s > 0).length;
  const auto = rowWeights(grid) ? "kronecker" : count <= most ? "cholesky" : "conjugateGradients";
  const solver = asked === "auto" ? auto : asked;
  if (learns && solver === "conjugateGradients") {
    const rule = `optimizer "none" with conjugate gradients, which give no marginal likelihood (with missing targets "auto" takes them from ${most} observed ones on)`;
    reject("pair", where, rule, said(`${count} observed targets and optimizer "lbfgs"`));
  }
  return solver;
}

/** Opens the evidence of a grid. */
export const openEvidence = (grid: Grid, solver: "kronecker" | "cholesky"): Evidence => {
  const weights = solver === "kronecker" ? rowWeights(grid) : undefined;
  return weights ? openKronecker(grid, weights) : openDense(grid);
};

/** Finds hyperparameters of greatest marginal likelihood, or takes those it is given, and what the data say of f then. */
export function* fitProcess(
  grid: Grid,
  start: Hyperparameters,
  settings: ProcessSettings,
): Work<FittedProcess> {
  const since = performance.now();
  const seconds = (): number => (performance.now() - since) / 1000;
  const { solver, learns } = settings;
  yield* report({ stage: "covariance", fraction: 0 });
  if (solver === "conjugateGradients") {
    const { posterior, reached } = yield* conjugatePosterior(grid, start);
    const { iterations: iteration, residual } = reached;
    const marks = [
      { iteration, objective: residual, gap: Infinity, stationarity: residual, seconds: seconds() },
    ];
    const found = { h: start, weights: posterior.weights, logMarginalLikelihood: undefined };
    return { ...found, restarts: [], marks, converged: residual <= 1e-9 };
  }
  const evidence = openEvidence(grid, solver);
  try {
    if (learns) return yield* learn(grid, evidence, start, settings, seconds);
    const value = evidence.evaluate(start);
    if (value === -Infinity) refuseSingular(settings.where);
    const logMarginalLikelihood = value + extra(grid, start.noise);
    const objective = -logMarginalLikelihood / total(grid);
    const marks = [{ iteration: 1, objective, gap: Infinity, stationarity: 0, seconds: seconds() }];
    const { weights } = evidence.posterior();
    return { h: start, weights, logMarginalLikelihood, restarts: [], marks, converged: true };
  } finally {
    evidence.close();
  }
}

function* learn(
  grid: Grid,
  evidence: Evidence,
  start: Hyperparameters,
  { where, rank, nRestarts, random, tol, maxIter }: ProcessSettings,
  seconds: () => number,
): Work<FittedProcess> {
  const { T } = grid;
  const scales = start.lengthScale.length;
  const unit = meansOf(grid, (y) => y * y).map((square) => Math.sqrt(square) || 1);
  const coordinates = coordinatesOf(scales, unit, rank);
  const h = roomFor(start.profile, scales, T);
  const value = objectiveOf(grid, evidence, h);
  const first = coordinates.of(start);
  const minima: Minimum[] = [];
  for (let k = 0; k <= nRestarts; k++) {
    const from = k === 0 ? first : coordinates.shaken(first, random);
    const smooth = (x: Float64Array, gradient: Float64Array): number => {
      coordinates.read(x, h);
      const result = value.at();
      coordinates.pull(x, value.slopes, gradient);
      return result;
    };
    const search = quasiNewton(smooth, from, { tol, maxIter, stage: `search ${k + 1}` });
    minima.push(yield* within(search, k / (nRestarts + 1), (k + 1) / (nRestarts + 1)));
  }
  const best = minima.reduce((one, other) => (other.value < one.value ? other : one));
  if (!Number.isFinite(best.value)) refuseSingular(where);
  coordinates.read(best.x, h);
  const last = value.at();
  const count = total(grid);
  return {
    h,
    weights: evidence.posterior().weights,
    logMarginalLikelihood: -last * count,
    restarts: minima.map((minimum) => ({
      logMarginalLikelihood: -minimum.value * count,
      nIter: minimum.trail.length - 1,
      slope: minimum.slope,
      converged: minimum.converged,
    })),
    marks: best.trail.map(({ value: objective, slope: stationarity }, iteration) => ({
      ...{ iteration, objective, gap: Infinity, stationarity, seconds: seconds() },
    })),
    converged: best.converged,
  };
}

/** −log p(Y) per observed target at h, and its slopes. */
export function objectiveOf(
  grid: Grid,
  evidence: Evidence,
  h: Hyperparameters,
): { readonly slopes: Slopes; at(): number } {
  const { T, copies, scatter } = grid;
  const share = -1 / total(grid);
  const slopes = {
    lengthScale: new Float64Array(h.lengthScale.length),
    tasks: new Float64Array(T * T),
    noise: new Float64Array(T),
  };
  return {
    slopes,
    at() {
      const value = evidence.evaluate(h);
      lengthScaleGradient(slopes.lengthScale, h.profile, h.lengthScale, grid.X, evidence.rows);
      for (let k = 0; k < slopes.lengthScale.length; k++) slopes.lengthScale[k]! *= share;
      for (let c = 0; c < T * T; c++) slopes.tasks[c] = share * evidence.tasks[c]!;
      for (let t = 0; t < T; t++) {
        const own = (scatter[t]! / h.noise[t]! - copies[t]!) / (2 * h.noise[t]!);
        slopes.noise[t] = share * (evidence.noise[t]! + own);
      }
      return share * (value + extra(grid, h.noise));
    },
  };
}

/** What copies and weights add to the log likelihood of the cells' means: as many rows as the weights count. */
function extra({ weight, copies, scatter }: Grid, noise: Float64Array): number {
  let sum = 0;
  for (const s of weight) if (s > 0) sum -= logarithm(s);
  for (let t = 0; t < noise.length; t++)
    sum -= copies[t]! * (logTau + logarithm(noise[t]!)) + scatter[t]! / noise[t]!;
  return sum / 2;
}

const total = ({ weight }: Grid): number => weight.reduce((sum, s) => sum + s, 0);

const refuseSingular = (where: string): never =>
  reject(
    "value",
    where,
    "a covariance of the targets that is positive definite to working precision",
    said("a singular one: raise the noise"),
  );
