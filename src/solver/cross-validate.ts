import { type Work, within } from "../base/work.ts";
import { type Dense, zeros } from "../matrix/dense.ts";
import type { Folds } from "./folds.ts";
import { follow, type PenaltyFamily } from "./follow.ts";

/** Strengths of a family, the largest first. */
export interface Path {
  readonly family: PenaltyFamily;
  readonly alphas: readonly number[];
}

export interface Errors {
  /** One a path: mean squared errors, strengths x folds. */
  readonly paths: readonly Dense[];
  /** How many fits stopped above their tolerance. */
  readonly unconverged: number;
}

/** Follows every path on every training set and measures every fit on the rows that were held out. */
export function* crossValidate(folds: Folds, paths: readonly Path[]): Work<Errors> {
  const K = folds.count;
  const errors = paths.map(({ alphas }) => zeros(alphas.length, K));
  let unconverged = 0;
  for (let k = 0; k < K; k++) {
    const training = folds.openTraining(k);
    const validation = folds.openValidation(k);
    try {
      for (const [at, { family, alphas }] of paths.entries()) {
        const work = follow(training, family, alphas, (fit, row) => {
          errors[at]!.data[row * K + k] = validation.error(fit);
          if (!fit.converged) unconverged++;
        });
        const share = 1 / (K * paths.length);
        const from = (k * paths.length + at) * share;
        yield* within(work, from, from + share);
      }
    } finally {
      validation.close();
      training.close();
    }
  }
  return { paths: errors, unconverged };
}

/** The path and strength of the least mean error over the folds; the first of them, where several have it. */
export function leastError(errors: readonly Dense[]): { readonly path: number; readonly row: number } {
  let best = { path: 0, row: 0 };
  let least = Infinity;
  for (const [path, { data, rows, columns: K }] of errors.entries()) {
    for (let row = 0; row < rows; row++) {
      let sum = 0;
      for (let k = 0; k < K; k++) sum += data[row * K + k]!;
      if (!(sum / K < least)) continue;
      least = sum / K;
      best = { path, row };
    }
  }
  return best;
}
