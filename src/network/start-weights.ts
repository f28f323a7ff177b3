import type { OpenNetwork } from "../kernel/network.ts";
import type { NetworkPlan } from "../kernel/network-plan.ts";
import type { RandomState } from "../matrix/random.ts";

/**
 * PyTorch's start of a linear layer, an adapter being one of its own: weights and biases uniform within 1/√inputs (He et al. 2015 with
 * a = √5); biases whose start is known start there.
 */
export function startWeights(
  { layout, weights }: OpenNetwork,
  { layers, features }: NetworkPlan,
  random: RandomState,
  adapters: readonly number[],
): void {
  const w = weights.values;
  const widths = adapters.flatMap((width) => Array.from({ length: width }, () => width));
  for (const [l, { inputs, outputs, weights: first, biases }] of layout.layers.entries()) {
    const { from, start } = layers[l]!;
    const reads = from.place === features.place;
    const own = reads ? widths.slice(from.first, from.first + inputs) : [inputs];
    const bound = 1 / Math.sqrt(Math.max(...own));
    const boundOf = (column: number): number => (reads ? 1 / Math.sqrt(own[column]!) : bound);
    for (let k = 0; k < inputs * outputs; k++) w[first + k] = boundOf(k % inputs) * (2 * random.random() - 1);
    for (let k = 0; k < outputs; k++) w[biases + k] = start?.[k] ?? bound * (2 * random.random() - 1);
  }
}
