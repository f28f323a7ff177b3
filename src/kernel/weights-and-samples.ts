import { type Block, f32, openArena } from "./arena.ts";
import type { Space } from "./memory.ts";

export type Floats = Block<Float32Array<ArrayBuffer>>;

/** What networks have in common that lie one beside the other. */
export interface WeightsAndSamples {
  /** Weights and biases: one flat array, as `layout` says. */
  readonly weights: Floats;
  /** What the optimiser keeps: `moments` arrays as long. */
  readonly state: Floats;
  /** Samples x stride, where what lies beyond the features is zero. */
  readonly x: Floats;
  /** Targets and weights, task after task, one a sample; where a weight is 0 the target is any finite number. */
  readonly targets: Floats;
  readonly sampleWeights: Floats;
}

/** Opens room for so many weights, moments of each, samples and tasks. */
export function openWeightsAndSamples(
  size: number,
  moments: number,
  samples: number,
  stride: number,
  T: number,
  space: Space,
): { readonly blocks: WeightsAndSamples & { readonly order: Floats }; close(): void } {
  const wishes = {
    weights: f32(size),
    state: f32(size * moments),
    x: f32(samples * stride),
    targets: f32(samples * T),
    sampleWeights: f32(samples * T),
    order: f32(samples),
  };
  return openArena(wishes, space);
}
