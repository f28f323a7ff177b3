import type { Descent } from "../kernel/descent.ts";
import type { OpenNetwork } from "../kernel/network.ts";
import { norm } from "../kernel/vector.ts";
import type { BalancedSteps, Batch, EpochOfTasks } from "./step.ts";
import type { NetworkParameters } from "./trainer.ts";
import type { OpenPenalties } from "./weight-penalty.ts";

/** Who does the steps of an epoch, by which seed of dropout, how far, and which of all steps. Close it in a `finally`. */
export interface Stepper {
  /** What the balancing keeps. */
  readonly kept: Float64Array;
  step(batch: Batch, seed: number, rate: number, number: number): void;
  /** Ends an epoch: what it was like, as plain data. */
  end(): EpochOfTasks;
  close(): void;
}

/** What all steps of a fit have. */
export const descentOf = (network: OpenNetwork, decay: number) =>
  ({ ...network, rate: 0, clip: 1, decay }) satisfies Descent;

/** One step after the other, each on the weights that the one before has left. */
export function inTurn(
  network: OpenNetwork,
  { kept, take, follow, end, close }: BalancedSteps,
  penalties: OpenPenalties,
  { optimizer, clipNorm, weightDecay }: NetworkParameters,
): Stepper {
  const descent = descentOf(network, weightDecay);
  const { gradient } = network;
  return {
    kept,
    step(batch, seed, rate, number) {
      take(batch, seed);
      descent.rate = rate;
      descent.clip = clipNorm > 0 ? Math.min(1, clipNorm / (norm(gradient) + 1e-6)) : 1;
      optimizer.update(descent, number);
      penalties.apply(rate);
      follow(batch, seed);
    },
    end,
    close,
  };
}
