import type { Block } from "./arena.ts";
import { type Build, kernels } from "./module.ts";
import type { OpenNetwork } from "./network.ts";

type Floats = Block<Float32Array<ArrayBuffer>>;

/** What every step has: weights and their gradient, what the optimiser keeps, and how far and how it goes. */
export interface Descent extends Pick<OpenNetwork, "weights" | "gradient" | "state" | "layout"> {
  readonly rate: number;
  /** What the gradient is multiplied with. */
  readonly clip: number;
  /** The share of the matrices, not of biases, that is added to their gradient. */
  readonly decay: number;
}

/** Matrices with their decay, then biases without it. */
function bothParts(
  { weights, gradient, state, layout, decay }: Descent,
  moments: number,
  step: (w: Floats, g: Floats, kept: readonly Floats[], decays: number) => void,
): void {
  const { size, matrices } = layout;
  const part = (at: number, length: number, decays: number): void =>
    step(
      weights.part(at, length),
      gradient.part(at, length),
      Array.from({ length: moments }, (_, k) => state.part(k * size + at, length)),
      decays,
    );
  if (decay === 0) part(0, size, 0);
  else {
    part(0, matrices, decay);
    part(matrices, size - matrices, 0);
  }
}

/** m <- momentum m + g, w <- w − rate m, or w − rate (g + momentum m) with `nesterov`. Keeps m where momentum > 0. */
export function descend(descent: Descent, momentum: number, nesterov: boolean, build?: Build): void {
  bothParts(descent, Number(momentum > 0), (w, g, [m], decay) => {
    const { rate, clip } = descent;
    kernels(build).step_sgd(
      ...[w.address, g.address, m?.address ?? 0, w.length, rate, momentum, Number(nesterov), decay, clip],
    );
  });
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
  const { betas, epsilon, corrections, decoupled } = adam;
  bothParts(descent, 2, (w, g, [m, v], decay) => {
    const { rate, clip } = descent;
    kernels(build).step_adam(
      ...[w.address, g.address, m!.address, v!.address, w.length, rate / corrections[0]],
      ...[betas[0], betas[1], 1 - betas[0], 1 - betas[1], epsilon, 1 / Math.sqrt(corrections[1])],
      ...[decoupled ? 0 : decay, decoupled ? 1 - rate * decay : 1, clip],
    );
  });
}
