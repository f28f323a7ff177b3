import type { LossRows } from "../kernel/loss.ts";

export type { LossRows };

/** What a model is worth on the rows of a task, by its predictions alone: a convex loss that knows no X and no W. */
export interface Datafit {
  readonly name: string;
  /** What it was made of, as plain data. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Whether targets are numbers, labels of two classes, or labels of any number of them. */
  readonly target: "number" | "two classes" | "classes";
  /** The largest second derivative of a sample of weight 1, where there is one; solvers search for their step elsewhere. */
  readonly steepest?: number;
  /** Whether it is 1/2 (y − f)², for which statistics are all there is to know of the data. */
  readonly squared?: true;
  /** What takes predictions to the mean of the target: exp where it is "log", nothing where it is absent. */
  readonly link?: "log";

  /** Refuses targets that it has no loss for; `where` says whose. To be asked once, before any work. */
  check?(where: string, y: Float64Array): void;

  /** Σ_i s_i ℓ(f_i, y_i) from y, weight and f; fills slope and curvature. */
  evaluate(rows: LossRows): number;

  /** φ*(scale · slope), the conjugate of `evaluate` as a function of f; 0 <= scale <= 1, slope as `evaluate` left it. */
  conjugate?(rows: LossRows, scale: number): number;

  /** Where K > 1: Σ_i of the Hessians in f_i, K x K, from what `evaluate` left. */
  sumHessian?(rows: LossRows, into: Float64Array): void;
}
