import { type Work, within } from "../base/work.ts";
import type { PenalisedSettings } from "../solver/opened.ts";
import { type TaskErrors, type Validation, validateOnStatistics } from "../solver/validation.ts";
import type { TaskStatistics } from "../statistics/task-statistics.ts";
import type { Method } from "./method.ts";
import type { NestedFolds } from "./nested-folds.ts";
import type { Grid } from "./strength-grid.ts";

/** The mean squared errors of a method's fits on one held-out fold: `of(row)` has one a task. */
export interface FoldErrors {
  readonly rows: number;
  of(row: number): Float64Array;
}

/** All that a nested cross-validation measures of a method. */
export interface NestedErrors {
  /** Fits without folds a and b, measured on b: `inner[a][b]`, undefined where a = b. */
  readonly inner: readonly (readonly (FoldErrors | undefined)[])[];
  /** Fits without fold k, measured on k. */
  readonly outer: readonly FoldErrors[];
  /** The strengths of the fits without fold k. */
  readonly alphas: readonly (readonly number[])[];
}

/**
 * Fits every method's path without every fold and without every two of them. What is learnt without a and b is measured on both:
 * it is an inner fit of either, so that K folds nested in K cost K (K + 1) / 2 paths instead of K².
 */
export function* nestedErrors(
  folds: NestedFolds,
  methods: readonly Method[],
  settings: PenalisedSettings,
  grid: Grid,
): Work<{ readonly errors: readonly NestedErrors[]; readonly fits: number; readonly unconverged: number }> {
  const K = folds.tests.length;
  const empty = () => ({
    inner: folds.tests.map(() => new Array<FoldErrors | undefined>(K).fill(undefined)),
    outer: new Array<FoldErrors>(K),
    alphas: new Array<readonly number[]>(K),
  });
  const errors = methods.map(empty);
  const validations = folds.tests.map((test) => validateOnStatistics(test, settings.taskWeight));
  const pairs = folds.tests.flatMap((_, a) => folds.tests.slice(a).map((_, more) => [a, a + more] as const));
  let [fits, unconverged] = [0, 0];
  try {
    for (const [step, [a, b]] of pairs.entries()) {
      const training = a === b ? folds.without(a) : folds.without(a, b);
      const held = a === b ? [a] : [a, b];
      for (const [m, method] of methods.entries()) {
        const alphas = method.strengths(training, settings, grid);
        const tables = held.map(() => new Float64Array(alphas.length * training.T));
        const work = method.walk(training, settings, alphas, (fit, row) => {
          fits++;
          if (fit.converged === false) unconverged++;
          for (const [at, k] of held.entries())
            tables[at]!.set(meanSquares(validations[k]!.errors(fit)), row * training.T);
        });
        const share = 1 / (pairs.length * methods.length);
        const from = (step * methods.length + m) * share;
        yield* within(work, from, from + share);
        const [first, second] = tables.map((table) => errorsOf(table, training));
        if (second) {
          errors[m]!.inner[a]![b] = second;
          errors[m]!.inner[b]![a] = first;
        } else {
          errors[m]!.outer[a] = first!;
          errors[m]!.alphas[a] = alphas;
        }
      }
    }
  } finally {
    closeAll(validations);
  }
  return { errors, fits, unconverged };
}

const meanSquares = ({ weights, inside, off }: TaskErrors): Float64Array =>
  weights.map((weight, t) => inside[t]! / weight + off[t]! ** 2);

function closeAll(validations: readonly Validation[]): void {
  for (const validation of [...validations].reverse()) validation.close();
}

const errorsOf = (table: Float64Array, { T }: TaskStatistics): FoldErrors => ({
  rows: table.length / T,
  of: (row) => table.subarray(row * T, (row + 1) * T),
});
