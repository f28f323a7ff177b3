import { type ColumnFactors, type ColumnSystems, columnSystems } from "../matrix/column-systems.ts";
import { products } from "../statistics/moments.ts";
import type { TaskStatistics } from "../statistics/task-statistics.ts";

export interface LeastSquaresOptions {
  readonly fitIntercept: boolean;
  /** "samples": every row counts the same; "equal": every task does. */
  readonly taskWeight: "samples" | "equal";
  /** alpha of a part alpha/2 ‖W‖² that belongs to the loss from here on. */
  readonly ridge: number;
  /** What targets are measured in, 1 without it. */
  readonly unit?: number;
}

/** A quadratic f(W) = 1/2 ⟨W, H W⟩ − ⟨c, W⟩ + s, half a sum of squares: what solvers ask of it. */
export interface Squares {
  readonly p: number;
  readonly T: number;
  /** c, p x T */
  readonly cross: Float64Array;
  /** s = f(0) */
  readonly atZero: number;
  /** The mean of the diagonal of H: the scale of its curvature. */
  readonly curvature: number;
  /** The part of a multiple of I in H: no eigenvalue is below it. */
  readonly ridge: number;
  /** into <- H W − c, the gradient; p x T, row-major. */
  gradient(W: Float64Array, into: Float64Array): void;
  /** Factors H + rho I, for `solve`; false where rho is too small for a singular H, whose factors are then of no use. */
  factor(rho: number): boolean;
  /** W <- (H + rho I)⁻¹ W, by the factors of `factor`. */
  solve(W: Float64Array): void;
  /** 1/2 ⟨R, H⁻¹ R⟩ or a little more, by way of into <- H⁻¹ R; Infinity where H is singular, or next to it. */
  halfInverse?(R: Float64Array, into: Float64Array): number;
  /** Gives the memory back. */
  close(): void;
}

/**
 * Squared loss from statistics, f(W) = Σ_t 1/2 w_t·G_t w_t − c_t·w_t + s, per mean row: G = XᵀX / n̄ + ridge I, c = Xᵀy / n̄,
 * s = Σ yᵀy / 2n̄, centred where there is an intercept. It lives in the kernels' memory until `close`.
 */
export class LeastSquares implements Squares {
  readonly p: number;
  readonly T: number;
  /** c, p x T */
  readonly cross: Float64Array;
  /** s = f(0) */
  readonly atZero: number;
  readonly #systems: ColumnSystems;
  readonly #shifted: ColumnFactors;
  #factored: number | undefined;
  /** Of G less a little of its diagonal, made when they are first asked for. */
  #inverse: { readonly factors: ColumnFactors; readonly exists: boolean } | undefined;
  readonly #little: number;
  /** The mean of the diagonals of G: the scale of its curvature. */
  readonly curvature: number;
  readonly ridge: number;

  constructor(
    statistics: TaskStatistics,
    { fitIntercept, taskWeight, ridge, unit = 1 }: LeastSquaresOptions,
  ) {
    const { p, T, groups, meanWeight } = statistics;
    this.p = p;
    this.T = T;
    this.ridge = ridge;
    this.cross = new Float64Array(p * T);
    const squares = new Float64Array(T);
    const traces = new Float64Array(T);
    const systems = groups.map(({ tasks, moments }) => {
      const n = taskWeight === "equal" ? moments.weight : meanWeight;
      const { gram, cross, square } = products(moments, fitIntercept);
      const G = gram.data;
      for (let k = 0; k < G.length; k++) G[k]! /= n;
      for (let j = 0; j < p; j++) G[j * (p + 1)]! += ridge;
      for (const [column, t] of tasks.entries()) {
        for (let j = 0; j < p; j++) this.cross[j * T + t] = cross.data[j * tasks.length + column]! / unit / n;
        squares[t] = square[column]! / unit / unit / (2 * n);
        for (let j = 0; j < p; j++) traces[t]! += G[j * (p + 1)]!;
      }
      return { columns: tasks, G };
    });
    this.#systems = columnSystems(systems, p, T);
    this.#shifted = this.#systems.openFactors();
    this.#little = 8 * p * Number.EPSILON * traces.reduce((most, trace) => Math.max(most, trace), 0);
    const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
    this.atZero = total(squares); // in the order of the tasks, however they are grouped
    this.curvature = total(traces) / (p * T);
  }

  /** into <- G W; p x T, row-major. */
  multiply(W: Float64Array, into: Float64Array): void {
    this.#systems.multiply(W, into);
  }

  /** into <- G W − c, the gradient; p x T, row-major. */
  gradient(W: Float64Array, into: Float64Array): void {
    const { cross } = this;
    this.multiply(W, into);
    for (let k = 0; k < into.length; k++) into[k]! -= cross[k]!;
  }

  /** Factors G + rho I, for `solve`; false where rho is too small for a singular G, whose factors are then of no use. */
  factor(rho: number): boolean {
    if (rho === this.#factored) return true; // as where a path goes on
    this.#factored = undefined;
    if (!this.#shifted.factor(rho)) return false;
    this.#factored = rho;
    return true;
  }

  /** W <- (G + rho I)⁻¹ W, by the factors of `factor`. */
  solve(W: Float64Array): void {
    this.#shifted.solve(W);
  }

  /**
   * 1/2 ⟨R, (G − e I)⁻¹ R⟩ by way of into <- (G − e I)⁻¹ R: no less than with G itself, and e is more than rounding does to the
   * factors. Infinity where G − e I has none.
   */
  halfInverse(R: Float64Array, into: Float64Array): number {
    this.#inverse ??= this.#invert();
    const { factors, exists } = this.#inverse;
    if (!exists) return Infinity;
    into.set(R);
    factors.solve(into);
    let sum = 0;
    for (let k = 0; k < R.length; k++) sum += R[k]! * into[k]!;
    return sum / 2;
  }

  #invert(): { readonly factors: ColumnFactors; readonly exists: boolean } {
    const factors = this.#systems.openFactors();
    return { factors, exists: factors.factor(-this.#little) };
  }

  /** Gives the memory back. */
  close(): void {
    this.#inverse?.factors.close();
    this.#shifted.close();
    this.#systems.close();
  }
}
