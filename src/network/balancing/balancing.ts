import { reject } from "../../check/reject.ts";
import type { RandomState } from "../../matrix/random.ts";

/** What a step shows of the tasks that have a loss in its batch; place i is that of task tasks[i]. */
export interface Seen {
  readonly count: number;
  readonly tasks: Int32Array;
  /** Mean losses over the batch, heads' own weights in them. */
  readonly losses: Float64Array;
  /** The products ⟨g_i, g_j⟩ of their gradients in the shared layers, count x count, row-major; only who reads gradients has them. */
  readonly gram: Float64Array;
  readonly random: RandomState;
}

/** A balancing at work. Nothing is made in its answers. */
export interface Balancer {
  /** What it keeps from step to step, finite numbers; it can be written back. */
  readonly kept: Float64Array;
  /** Fills the weights of the places. */
  weigh(seen: Seen, weights: Float64Array): void;
  /** Sees the losses of the same batch after the step. */
  follow?(seen: Seen): void;
  /** Sees the mean losses of an epoch, of all tasks. */
  epoch?(losses: ArrayLike<number>): void;
  /** Gives back what it works in. */
  close?(): void;
}

/** How the tasks' losses become one step: given losses, or the products of gradients, it answers with the tasks' weights. */
export interface Balancing {
  readonly name: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Whether it asks for the products of the gradients, which take one way back a task. */
  readonly reads: "losses" | "gradients";
  /** What its weights multiply: losses everywhere, or gradients in the shared layers alone, so that every head learns from its own loss. */
  readonly weighs: "losses" | "gradients";
  /** Whether losses must not fall below 0, as Poisson's may. */
  readonly positive: boolean;
  open(T: number): Balancer;
}

export const isBalancing = (value: unknown): value is Balancing =>
  typeof value === "object" && value !== null && typeof (value as Partial<Balancing>).open === "function";

/** How many numbers a balancing keeps for T tasks. */
export function keptBy(balancing: Balancing, T: number): number {
  const { kept, close } = balancing.open(T);
  close?.();
  return kept.length;
}

/** What keeps nothing. */
export const nothing = (): Float64Array => new Float64Array(0);

/** Where a loss stands in for its logarithm or its inverse, it is at least this. */
export const leastLoss = 1e-8;

/** A number > 0 that a factory was given. */
export function positive(where: string, value: number): number {
  if (Number.isFinite(value) && value > 0) return value;
  return reject("param", where, "a finite number > 0", value);
}
