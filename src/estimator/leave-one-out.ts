import type { Matrix } from "ml-matrix";
import { readArguments } from "../base/arguments.ts";
import { toMatrix } from "../base/linear-model.ts";
import { fillParameters } from "../base/parameter.ts";
import type { FitOptions } from "../base/tasks.ts";
import { drain, type OnProgress } from "../base/work.ts";
import type { MatrixLike, VectorLike } from "../check/matrix.ts";
import * as solver from "../solver/coupled/leave-one-out.ts";
import type { PenaltyFamily } from "../solver/follow.ts";
import { penalised } from "./penalised-regressor.ts";
import { readStrengths } from "./strengths.ts";

/** What `leaveOneOut` asks for beside the data. */
export interface LeaveOneOutOptions extends FitOptions {
  /** Strengths, of which the largest comes first in the answer. */
  readonly alphas: readonly number[];
  readonly fitIntercept?: boolean;
  readonly onProgress?: OnProgress;
}

/** Mean squared errors of rows that were left out. */
export interface LeftOut {
  /** The strengths, the largest first. */
  readonly alphas: readonly number[];
  /** Strengths x tasks. */
  readonly errors: Matrix;
  /** One a strength: the mean over the tasks. */
  readonly mse: Float64Array;
  /** The strength of the least. */
  readonly alpha: number;
}

/**
 * Leave-one-out cross-validation of squares between tasks (`graph`, `meanRegularized`, with a `ridge` or without), for tasks on the same
 * rows: every row is left out once with all its targets. It is exact and costs no fits: two eigendecompositions give the errors of all
 * strengths, of intercepts and weights too. A fit without row i is `MultiTaskRegressor`'s at the same strength: its n̄ is one row less.
 *
 * @param family - who makes the penalty of a strength: `meanRegularized`, `(alpha) => sum(graph(edges, alpha), ridge(0.1))`, ...
 * @throws PolytaskError where the penalty has other parts than squares, tasks have rows or weights of their own, or a row alone
 * decides a coefficient that no penalty holds
 * @see Golub, Heath & Wahba 1979; Cook & Weisberg 1982, eq. 2.2.8
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { leaveOneOut, MultiTaskRegressor } from "polytask";
 * import { meanRegularized } from "polytask/penalty";
 *
 * const X = [[0], [1], [2], [4], [5]];
 * const Y = [[0, 1], [2, 2], [5, 3], [8, 6], [9, 8]];
 * const { alphas, errors } = leaveOneOut(meanRegularized, X, Y, { alphas: [1, 0.1] });
 * assert.deepEqual(alphas, [1, 0.1]);
 *
 * let sum = 0; // what the first task misses, fit by fit
 * for (const i of X.keys()) {
 *   const others = <R>(rows: R[]) => rows.filter((_, k) => k !== i);
 *   const model = new MultiTaskRegressor({ penalty: meanRegularized(0.1), tol: 1e-12 });
 *   sum += (model.fit(others(X), others(Y)).predict([X[i]!]).get(0, 0) - Y[i]![0]!) ** 2;
 * }
 * assert.ok(Math.abs(errors.get(1, 0) - sum / 5) < 1e-9);
 * ```
 */
export function leaveOneOut(
  family: PenaltyFamily,
  X: MatrixLike,
  Y: MatrixLike | VectorLike,
  options: LeaveOneOutOptions,
): LeftOut;
export function leaveOneOut(family: PenaltyFamily, ...given: unknown[]): LeftOut {
  const where = "leaveOneOut";
  const extra = ["alphas", "fitIntercept", "onProgress"] as const;
  const { data, options } = readArguments<LeaveOneOutOptions>(where, given, extra);
  const { fitIntercept } = fillParameters(where, penalised, { fitIntercept: options.fitIntercept ?? true });
  const alphas = readStrengths(where, Array.from(options.alphas ?? []));
  const work = solver.leaveOneOut(
    data,
    alphas.map((alpha) => family(alpha)),
    { where, fitIntercept },
  );
  const errors = toMatrix(drain(work, options.onProgress));
  const mse = Float64Array.from(alphas, (_, k) => errors.getRow(k).reduce((sum, e) => sum + e, 0) / data.T);
  const alpha = alphas[mse.indexOf(Math.min(...mse))]!;
  return { alphas, errors, mse, alpha };
}
