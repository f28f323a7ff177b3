import type { OpenNetwork } from "./network.ts";
import { networkKernels } from "./network-module.ts";

/** What every step has: weights and their gradient, what the optimiser keeps, and how far and how it goes. */
export interface Descent
  extends Pick<OpenNetwork, "weights" | "gradient" | "state" | "layout" | "step" | "hands"> {
  readonly rate: number;
  /** What the gradient is multiplied with. */
  readonly clip: number;
  /** The share of the matrices, not of biases, that is added to their gradient. */
  readonly decay: number;
}

/** Lines of so many weights are what hands share; a weight takes the time of so many multiplications. */
const [line, weight] = [1024, 16];

/** m <- momentum m + g, w <- w − rate m, or w − rate (g + momentum m) with `nesterov`. Keeps m where momentum > 0. */
export function descend(descent: Descent, momentum: number, nesterov: boolean): void {
  const { hands, layout, step, rate, decay, clip } = descent;
  const { begin_sgd } = networkKernels(hands.build, hands.space);
  begin_sgd(step.address, rate, decay, clip, momentum, Number(nesterov));
  hands.share("step_sgd", step.address, Math.ceil(layout.size / line), weight * layout.size);
}

export interface AdamRule {
  readonly b1: number;
  readonly b2: number;
  readonly epsilon: number;
  /** Whether decay shrinks the weights themselves. */
  readonly decoupled: boolean;
}

/**
 * Adam's step number k, from 1: keeps the means of the gradient and of its square, one after the other, which are corrected for their
 * start at 0 by 1 − b1^k and 1 − b2^k.
 */
export function adapt(descent: Descent, rule: AdamRule, k: number): void {
  const { hands, layout, step, rate, decay, clip } = descent;
  const { b1, b2, epsilon, decoupled } = rule;
  const { begin_adam } = networkKernels(hands.build, hands.space);
  begin_adam(step.address, rate, decay, clip, b1, b2, epsilon, Number(decoupled), k);
  hands.share("step_adam", step.address, Math.ceil(layout.size / line), weight * layout.size);
}
