import type { OpenNetwork } from "../kernel/network.ts";
import type { RandomState } from "../matrix/random.ts";

/** PyTorch's start of a linear layer, an adapter being one of its own: weights and biases uniform within 1/√inputs (He et al. 2015 with a = √5). */
export function startWeights(
  { layout, weights }: OpenNetwork,
  random: RandomState,
  adapters: readonly number[],
): void {
  const w = weights.values;
  const widths = adapters.flatMap((width) => Array.from({ length: width }, () => width));
  for (const [l, { inputs, outputs, weights: first, biases }] of layout.layers.entries()) {
    const boundOf = (column: number): number => 1 / Math.sqrt(l === 0 ? widths[column]! : inputs);
    const bound = 1 / Math.sqrt(l === 0 ? Math.max(...adapters) : inputs);
    for (let k = 0; k < inputs * outputs; k++) w[first + k] = boundOf(k % inputs) * (2 * random.random() - 1);
    for (let k = 0; k < outputs; k++) w[biases + k] = bound * (2 * random.random() - 1);
  }
}
