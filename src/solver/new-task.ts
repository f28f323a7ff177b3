import { LinearModel } from "../base/linear-model.ts";
import type { Mark } from "../base/mark.ts";
import type { Work } from "../base/work.ts";
import { LeastSquares, type LeastSquaresOptions } from "../datafit/least-squares.ts";
import type { Dense } from "../matrix/dense.ts";
import { svd } from "../matrix/svd.ts";
import { ridge } from "../penalty/ridge.ts";
import { squaredTrace } from "../penalty/squared-trace.ts";
import { explainedBy } from "../statistics/explained-by.ts";
import { interceptsOf } from "../statistics/intercepts.ts";
import type { TaskStatistics } from "../statistics/task-statistics.ts";
import { fitPenalised } from "./penalised.ts";
import { checkObserved } from "./ridge-fit.ts";
import { checkSummable } from "./summable.ts";

export interface NewTaskSettings extends LeastSquaresOptions {
  /** Who fits, for refusals. */
  readonly where: string;
  /** Strength of the relation. */
  readonly beta: number;
  /** The gap to reach, as a share of the objective at w = 0. */
  readonly tol: number;
  readonly maxIter: number;
}

const relaxation = 1.6;

/**
 * A task beside tasks whose coefficients W stay as they are: min over w of f(w) + beta/2 (‖[W w]‖_*² − ‖W‖_*²), f the squared
 * loss of its rows with its ridge. That is the joint problem of all tasks along one column, so it is convex, and the
 * covariance of all T + 1 tasks is learnt with w.
 *
 * ‖[W w]‖_* hangs on W Wᵀ alone, so B = U s of W = U s Vᵀ, p x min(p, T), stands for W. Over-relaxed ADMM: w by one factor,
 * Z <- prox of the squared trace norm at ([B w] relaxed) + U, where the columns of B are fixed. With Q = rho U for the old
 * columns and q = −∇f(w) for the new one, f(w) − ∇f(w)·w + ⟨Q, B⟩ − ‖[Q q]‖₂² / 2 beta bounds the minimum from below.
 *
 * @see Zhang & Yeung 2010, section 3.3 (asymmetric learning of a new task; there Ω of the old tasks is kept up to a factor)
 */
export function* newTask(W: Dense, statistics: TaskStatistics, settings: NewTaskSettings): Work<LinearModel> {
  const since = performance.now();
  const { where, beta, tol, maxIter, fitIntercept } = settings;
  const [{ moments }] = statistics.groups as [TaskStatistics["groups"][0]];
  checkObserved(where, moments.count, 0);
  checkSummable(where, "X", moments.gram);
  checkSummable(where, "Y", moments.square);
  if (beta === 0) return (yield* fitPenalised(statistics, ridge(settings.ridge), settings)).model();
  const p = W.rows;
  const old = Math.min(p, W.columns);
  const shape = { p, T: old + 1 };
  const penalty = squaredTrace(beta);
  const { U: left, s } = svd(W);
  const room = (): Float64Array => new Float64Array(p * shape.T);
  const [M, Z, U, R] = [room(), room(), room(), room()] as const;
  const [w, G] = [new Float64Array(p), new Float64Array(p)] as const;
  for (let j = 0; j < p; j++)
    for (let i = 0; i < old; i++) M[j * shape.T + i] = left.data[j * old + i]! * s[i]!;
  Z.set(M);
  const before = penalty.value(M, shape);
  const loss = new LeastSquares(statistics, settings);
  const marks: Mark[] = [];
  try {
    let rho = loss.curvature || 1;
    while (!loss.factor(rho)) rho *= 10;
    const slope = (beta * s.reduce((sum, size) => sum + size, 0)) / rho; // multipliers of [B 0], which is where it starts
    for (let j = 0; j < p; j++)
      for (let i = 0; i < old; i++) U[j * shape.T + i] = slope * left.data[j * old + i]!;
    let balanceAt = 4;
    let checkAt = 0;
    for (let iteration = 0, go = true; ; iteration++) {
      if (iteration >= checkAt || iteration >= maxIter || !go) {
        const mark = measure(iteration, rho);
        marks.push(mark);
        const converged = loss.atZero === 0 || mark.gap <= tol * loss.atZero;
        if (converged || iteration >= maxIter || !go) {
          const coef = { data: w, rows: p, columns: 1 };
          const centres = fitIntercept ? statistics.groups : [];
          const intercept = interceptsOf(centres, w, 1);
          const fitScores = explainedBy(statistics.groups, { coef, intercept });
          return new LinearModel({ coef, intercept, taskNames: undefined, marks, converged, fitScores });
        }
        checkAt = iteration + Math.max(2, Math.min(25, Math.floor(iteration / 8)));
      }
      go = (yield { stage: "admm", fraction: iteration / maxIter }) !== false;
      const ratio = step(rho);
      if (iteration + 1 < balanceAt) continue;
      balanceAt *= 1.7;
      if (ratio < 1.5 && ratio > 1 / 1.5) continue;
      const factor = Math.max(0.05, Math.min(20, ratio));
      if (loss.factor(rho * factor)) {
        rho *= factor;
        for (let k = 0; k < U.length; k++) U[k]! /= factor;
      } else loss.factor(rho);
    }
  } finally {
    loss.close();
  }

  /** One iteration; returns how far the residuals are out of balance. */
  function step(rho: number): number {
    const { T } = shape;
    for (let j = 0; j < p; j++) w[j] = loss.cross[j]! + rho * (Z[j * T + old]! - U[j * T + old]!);
    loss.solve(w);
    for (let j = 0; j < p; j++) M[j * T + old] = w[j]!;
    for (let k = 0; k < R.length; k++) {
      R[k] = relaxation * M[k]! + (1 - relaxation) * Z[k]! + U[k]!;
      U[k] = R[k]!;
    }
    penalty.prox(R, 1 / rho, shape);
    let [apart, moved, sizeM, sizeU] = [0, 0, 0, 0];
    for (let k = 0; k < R.length; k++) {
      const z = R[k]!;
      U[k]! -= z;
      apart += (M[k]! - z) ** 2;
      moved += (z - Z[k]!) ** 2;
      sizeM += Math.max(M[k]! * M[k]!, z * z);
      sizeU += U[k]! * U[k]!;
      Z[k] = z;
    }
    const primal = Math.sqrt(apart / Math.max(sizeM, Number.MIN_VALUE)) + 1e-300;
    const dual = Math.sqrt(moved / Math.max(sizeU, Number.MIN_VALUE)) + 1e-300;
    return Math.sqrt(primal / dual);
  }

  function measure(iteration: number, rho: number): Mark {
    loss.gradient(w, G);
    const { T } = shape;
    let [gw, cw, inner] = [0, 0, 0];
    for (let j = 0; j < p; j++) {
      gw += G[j]! * w[j]!;
      cw += loss.cross[j]! * w[j]!;
      for (let i = 0; i < old; i++) {
        R[j * T + i] = rho * U[j * T + i]!;
        inner += R[j * T + i]! * M[j * T + i]!;
      }
      R[j * T + old] = -G[j]!;
    }
    const value = penalty.value(M, shape);
    const objective = Math.max(0, loss.atZero + (gw - cw) / 2) + value - before;
    const gap = Math.max(0, value + gw - inner + penalty.conjugate(R, shape));
    return { iteration, objective, gap, seconds: (performance.now() - since) / 1000 };
  }
}
