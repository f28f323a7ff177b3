import type { Build } from "./module.ts";
import type { OpenNetwork } from "./network.ts";
import { networkKernels } from "./network-module.ts";

/** What every step has: weights and their gradient, what the optimiser keeps, and how far and how it goes. */
export interface Descent extends Pick<OpenNetwork, "weights" | "gradient" | "state" | "layout"> {
  readonly rate: number;
  /** What the gradient is multiplied with. */
  readonly clip: number;
  /** The share of the matrices, not of biases, that is added to their gradient. */
  readonly decay: number;
}

/** m <- momentum m + g, w <- w − rate m, or w − rate (g + momentum m) with `nesterov`. Keeps m where momentum > 0. */
export function descend(descent: Descent, momentum: number, nesterov: boolean, build?: Build): void {
  const { layout, decay } = descent;
  descendRange(descent, momentum, nesterov, 0, 4 * layout.matrices, decay, build);
  descendRange(descent, momentum, nesterov, 4 * layout.matrices, 4 * layout.size, 0, build);
}

/** The same from byte `at` to byte `end` of the weights. */
function descendRange(
  { weights, gradient, state, rate, clip }: Descent,
  momentum: number,
  nesterov: boolean,
  at: number,
  end: number,
  decay: number,
  build: Build | undefined,
): void {
  // biome-ignore format: as the kernel lists them
  networkKernels(build).step_sgd(
    weights.address + at, gradient.address + at, state.address + at, (end - at) / 4,
    rate, momentum, Number(nesterov), decay, clip,
  );
}

export interface AdamRule {
  readonly b1: number;
  readonly b2: number;
  readonly epsilon: number;
  /** Whether decay shrinks the weights themselves. */
  readonly decoupled: boolean;
}

/**
 * Adam's step: keeps the means of the gradient and of its square, one after the other. After k steps they are corrected for their start
 * at 0 by 1 − b1^k and 1 − b2^k.
 */
export function adapt(descent: Descent, rule: AdamRule, first: number, second: number, build?: Build): void {
  const { layout, decay } = descent;
  adaptRange(descent, rule, first, second, 0, 4 * layout.matrices, decay, build);
  adaptRange(descent, rule, first, second, 4 * layout.matrices, 4 * layout.size, 0, build);
}

/** The same from byte `at` to byte `end` of the weights. */
function adaptRange(
  { weights, gradient, state, layout, rate, clip }: Descent,
  { b1, b2, epsilon, decoupled }: AdamRule,
  first: number,
  second: number,
  at: number,
  end: number,
  decay: number,
  build: Build | undefined,
): void {
  const m = state.address + at;
  // biome-ignore format: as the kernel lists them
  networkKernels(build).step_adam(
    weights.address + at, gradient.address + at, m, m + 4 * layout.size, (end - at) / 4,
    rate / first, b1, b2, 1 - b1, 1 - b2, epsilon, 1 / Math.sqrt(second), decoupled ? 0 : decay, decoupled ? 1 - rate * decay : 1, clip,
  );
}
