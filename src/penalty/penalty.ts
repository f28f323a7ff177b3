import type { Coupling } from "./coupling.ts";

/** The shape of W: p features, T tasks. Matrices of this room are row-major: entry (j, t) at j T + t. */
export interface Shape {
  readonly p: number;
  readonly T: number;
}

/** A shape whose tasks may have names. */
export interface NamedShape extends Shape {
  readonly taskNames?: readonly string[] | undefined;
}

/**
 * What makes tasks share: a g(W) that holds its strengths and answers questions. It knows no X, no n and no
 * loop; what it cannot answer it does not have, and a solver says so before any work.
 *
 * g is convex unless it has `stage`, and g(0) = 0. A strength of 0 is legal: it penalises nothing.
 */
export interface Penalty {
  readonly name: string;
  /** What it was made of, as plain data. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Whether it is a sum over the entries, the rows (features) or the columns (tasks) of W. */
  readonly separable?: "entry" | "row" | "task";
  /** Whether every strength is 0, so that g is 0 everywhere. */
  readonly zero?: boolean;

  /** Whether it relates tasks by their place, so that every column has to be a task: one with several is refused. */
  readonly betweenTasks?: boolean;

  /** Refuses a shape that W cannot have, such as one that its weights do not fit. To be asked once, before any work. */
  check?(shape: NamedShape): void;

  /** g(W); Infinity outside its domain, such as at a negative entry of a `positive` penalty. */
  value(W: Float64Array, shape: Shape): number;

  /** W <- argmin_V 1/2 ‖V − W‖² + step g(V), in place; step >= 0. At step 0 the nearest V in the domain of g. */
  prox?(W: Float64Array, step: number, shape: Shape): void;

  /** g*(Z) = sup_W ⟨W, Z⟩ − g(W); for a norm 0 or Infinity. */
  conjugate?(Z: Float64Array, shape: Shape): number;

  /**
   * For norms, and all else that has g(cW) = c g(W) for c > 0: the smallest d >= 0 with ⟨W, Z⟩ <= d g(W) for all W;
   * Infinity where a strength is 0 and Z is not.
   */
  dual?(Z: Float64Array, shape: Shape): number;

  /** For penalties that are a sum over rows: the same questions for row j, T numbers. */
  readonly row?: RowPenalty;

  /** The strength alpha of a part alpha/2 ‖W‖² in it, which solvers fold into the loss; what is left is `rest`. */
  readonly ridge?: { readonly alpha: number; readonly rest: Penalty | undefined };

  /**
   * A smooth part q(W) = 1/2 ⟨W, A W⟩ in it, A symmetric with no eigenvalue below 0, which certificates count as more rows
   * of the loss; what is left is `rest`, a norm.
   */
  readonly quadratic?: Quadratic;

  /**
   * A square between tasks in it, which solvers fold into the loss; what is left without it and without a ridge is `rest`, and with
   * a rest there is neither prox nor conjugate.
   */
  readonly coupling?: { readonly form: Coupling; readonly rest: Penalty | undefined };

  /** Where it knows tasks by name: the same by number. Nothing else can be asked of it. */
  among?(taskNames: readonly string[] | undefined): Penalty;

  /**
   * Where it is l1 Σ |W_jt| + l21 Σ_j ‖W_j·‖₂ and nothing else: the two strengths. Kernels know such penalties, and any norm
   * of rows can take an l21 in (`sum`).
   */
  readonly rowStrengths?: { readonly l1: number; readonly l21: number };

  /**
   * For W = P + Q: the penalties of P and Q. `value` then takes a split, 2 p T numbers, P before Q, and there is no
   * prox in W: the conjugate and the dual are of the minimum over all splits, and take Z as ever.
   */
  readonly components?: readonly [Penalty, Penalty];

  /**
   * For a g that is not convex: the convex penalty to solve with after W was found. Up to a constant it lies above g
   * and touches it at W, so a stage never raises the objective.
   */
  stage?(W: Float64Array, shape: Shape): Penalty;
}

/** The quadratic part of a penalty. */
export interface Quadratic {
  readonly rest: Penalty;
  /** into <- into + A W, the slope of q; returns ⟨W, A W⟩ = 2 q(W). */
  addSlope(W: Float64Array, into: Float64Array, shape: Shape): number;
  /** The penalty with its norm `norm` times as strong and q `square` times. */
  scaled(norm: number, square: number): Penalty;
}

/** A penalty of one row w of W, T numbers; j is the number of the row. */
export interface RowPenalty {
  value(w: Float64Array, j: number): number;
  /** w <- argmin_v 1/2 ‖v − w‖² + step g_j(v), in place. */
  prox(w: Float64Array, step: number, j: number): void;
  dual?(z: Float64Array, j: number): number;
}

/** A penalty with g(cW) = c g(W) for c > 0: everything that such penalties can answer. */
export type Norm = Penalty & Required<Pick<Penalty, "zero" | "prox" | "conjugate" | "dual">>;

/** A norm that is a sum over the rows of W. */
export type RowNorm = Norm & { readonly row: Required<RowPenalty> };

/** A convex penalty with a prox and a conjugate. */
export type Proximal = Penalty & Required<Pick<Penalty, "prox" | "conjugate">>;

/** A penalty with a square between tasks. */
export type Coupled = Penalty & Required<Pick<Penalty, "coupling">>;

/** A penalty that is not convex and goes by stages. */
export type Staged = Penalty & Required<Pick<Penalty, "stage">>;

/** The least of a sum of two penalties over all splits W = P + Q. */
export type Decomposition = Penalty & Required<Pick<Penalty, "components">>;

/** Whether a value can be a penalty: whoever says what coefficients cost. */
export const isPenalty = (given: unknown): given is Penalty =>
  typeof (given as Partial<Penalty> | null | undefined)?.value === "function";
