import { type Block, f64, openArena } from "../kernel/arena.ts";
import { cholesky, choleskySolve, steadySides } from "../kernel/factor.ts";
import { gemm } from "../kernel/product.ts";
import { products } from "../statistics/moments.ts";
import type { TaskStatistics } from "../statistics/task-statistics.ts";

export interface LeastSquaresOptions {
  readonly fitIntercept: boolean;
  /** "samples": every row counts the same; "equal": every task does. */
  readonly taskWeight: "samples" | "equal";
  /** alpha of a part alpha/2 ‖W‖² that belongs to the loss from here on. */
  readonly ridge: number;
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
  /** into <- H W − c, the gradient; p x T, row-major. */
  gradient(W: Float64Array, into: Float64Array): void;
  /** Factors H + rho I, for `solve`; false where rho is too small for a singular H, whose factors are then of no use. */
  factor(rho: number): boolean;
  /** W <- (H + rho I)⁻¹ W, by the factors of `factor`. */
  solve(W: Float64Array): void;
  /** Gives the memory back. */
  close(): void;
}

/** Tasks that share a Gram matrix, with room for its factor, for a product and for right sides: p x width each. */
interface Part {
  readonly tasks: readonly number[];
  /** At least the number of tasks; idle columns make a task's bits the same alone and among others. */
  readonly width: number;
  readonly G: Block;
  readonly L: Block;
  readonly B: Block;
  readonly P: Block;
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
  readonly #parts: readonly Part[];
  readonly #close: () => void;
  /** The mean of the diagonals of G: the scale of its curvature. */
  readonly curvature: number;

  constructor(statistics: TaskStatistics, { fitIntercept, taskWeight, ridge }: LeastSquaresOptions) {
    const { p, T, groups, meanWeight } = statistics;
    const wishes: Record<string, ReturnType<typeof f64>> = {};
    for (const [k, { tasks }] of groups.entries()) {
      Object.assign(wishes, { [`G${k}`]: f64(p * p), [`L${k}`]: f64(p * p) });
      const width = Math.max(tasks.length, steadySides(p));
      Object.assign(wishes, { [`B${k}`]: f64(p * width), [`P${k}`]: f64(p * width) });
    }
    const { blocks, close } = openArena(wishes);
    this.p = p;
    this.T = T;
    this.cross = new Float64Array(p * T);
    this.#close = close;
    const squares = new Float64Array(T);
    const traces = new Float64Array(T);
    this.#parts = groups.map(({ tasks, moments }, k) => {
      const n = taskWeight === "equal" ? moments.weight : meanWeight;
      const { gram, cross, square } = products(moments, fitIntercept);
      const G = blocks[`G${k}`]!;
      G.values.set(gram.data.map((value, at) => value / n + (at % (p + 1) === 0 ? ridge : 0)));
      for (const [column, t] of tasks.entries()) {
        for (let j = 0; j < p; j++) this.cross[j * T + t] = cross.data[j * tasks.length + column]! / n;
        squares[t] = square[column]! / (2 * n);
        for (let j = 0; j < p; j++) traces[t]! += G.values[j * (p + 1)]!;
      }
      const [L, B, P] = [blocks[`L${k}`]!, blocks[`B${k}`]!, blocks[`P${k}`]!];
      B.values.fill(0);
      return { tasks, width: B.length / p, G, L, B, P };
    });
    const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
    this.atZero = total(squares); // in the order of the tasks, however they are grouped
    this.curvature = total(traces) / (p * T);
  }

  /** into <- G W − c, the gradient; p x T, row-major. */
  gradient(W: Float64Array, into: Float64Array): void {
    const { p, cross } = this;
    for (const { tasks, width, G, B, P } of this.#parts) {
      this.#gather(W, tasks, width, B.values);
      gemm(P, G, B, { m: p, n: width, k: p });
      this.#scatter(P.values, tasks, width, into);
    }
    for (let k = 0; k < into.length; k++) into[k]! -= cross[k]!;
  }

  /** Factors G + rho I, for `solve`; false where rho is too small for a singular G, whose factors are then of no use. */
  factor(rho: number): boolean {
    const { p } = this;
    return this.#parts.every(({ G, L }) => {
      const values = L.values;
      values.set(G.values);
      for (let j = 0; j < p; j++) values[j * (p + 1)]! += rho;
      return cholesky(L, p) === 0;
    });
  }

  /** W <- (G + rho I)⁻¹ W, by the factors of `factor`. */
  solve(W: Float64Array): void {
    for (const { tasks, width, L, B } of this.#parts) {
      this.#gather(W, tasks, width, B.values);
      choleskySolve(L, this.p, B, width);
      this.#scatter(B.values, tasks, width, W);
    }
  }

  /** Gives the memory back. */
  close(): void {
    this.#close();
  }

  #gather(from: Float64Array, tasks: readonly number[], width: number, into: Float64Array): void {
    const { p, T } = this;
    if (tasks.length === T && width === T) {
      into.set(from);
      return;
    }
    for (let k = 0; k < tasks.length; k++) {
      const t = tasks[k]!;
      for (let j = 0; j < p; j++) into[j * width + k] = from[j * T + t]!;
    }
  }

  #scatter(from: Float64Array, tasks: readonly number[], width: number, into: Float64Array): void {
    const { p, T } = this;
    if (tasks.length === T && width === T) {
      into.set(from);
      return;
    }
    for (let k = 0; k < tasks.length; k++) {
      const t = tasks[k]!;
      for (let j = 0; j < p; j++) into[j * T + t] = from[j * width + k]!;
    }
  }
}
