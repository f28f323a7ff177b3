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
  const { weights, gradient, state, layout, rate, clip, decay } = descent;
  const { step_sgd } = networkKernels(build);
  const [w, g, m] = [weights.address, gradient.address, state.address];
  const part = (at: number, end: number, share: number): unknown =>
    step_sgd(w + at, g + at, m + at, (end - at) / 4, rate, momentum, Number(nesterov), share, clip);
  part(0, 4 * layout.matrices, decay);
  part(4 * layout.matrices, 4 * layout.size, 0);
}

export interface AdamStep {
  readonly betas: readonly [number, number];
  readonly epsilon: number;
  /** 1 − β^k of both after k steps. */
  readonly corrections: readonly [number, number];
  /** Whether decay shrinks the weights themselves. */
  readonly decoupled: boolean;
}

/** Adam's step: keeps the means of the gradient and of its square, one after the other. */
export function adapt(descent: Descent, adam: AdamStep, build?: Build): void {
  const { weights, gradient, state, layout, rate, clip, decay } = descent;
  const { betas, epsilon, corrections, decoupled } = adam;
  const { step_adam } = networkKernels(build);
  const [w, g, m, v] = [weights.address, gradient.address, state.address, state.address + 4 * layout.size];
  const [b1, b2] = betas;
  const [first, second] = [rate / corrections[0], 1 / Math.sqrt(corrections[1])];
  const part = (at: number, end: number, share: number): void => {
    const [added, shrunk] = decoupled ? [0, 1 - rate * share] : [share, 1];
    const n = (end - at) / 4;
    // biome-ignore format: as the kernel lists them
    step_adam(w + at, g + at, m + at, v + at, n, first, b1, b2, 1 - b1, 1 - b2, epsilon, second, added, shrunk, clip);
  };
  part(0, 4 * layout.matrices, decay);
  part(4 * layout.matrices, 4 * layout.size, 0);
}
