import { f32, f64, openArena } from "./arena.ts";
import type { OpenNetwork } from "./network.ts";
import { networkKernels } from "./network-module.ts";

/** Gradients of single tasks in what they share. Close it in a `finally`. */
export interface TaskGradients {
  /** The products of the gradients in the first `count` places, count x count, row-major, in doubles. */
  readonly gram: Float64Array;
  /** Takes the gradient of task t's loss, after `forward`, to a place from 0 to T - 1. */
  take(place: number, t: number): void;
  /** The gradient in a place, in all layers, as the layout says; heads of other tasks in it are not its own. */
  at(place: number): Float32Array;
  /** Fills `gram`. */
  multiply(count: number): void;
  /** Puts the weighted sum of the first `count` places into the network's gradient; heads stay as they are. */
  mix(weights: Float64Array, count: number): void;
  close(): void;
}

/** Opens room for the gradients of up to T tasks of a network. */
export function openTaskGradients(network: OpenNetwork, T: number): TaskGradients {
  const { layout, gradient, hands } = network;
  const { size, shared } = layout;
  const arena = openArena({ gradients: f32(T * size), gram: f64(T * T), weights: f64(T) }, hands.space);
  const { gradients, gram, weights } = arena.blocks;
  const places = Array.from({ length: T }, (_, i) => gradients.part(i * size, size));
  const { network_gram, network_mix } = networkKernels(hands.build, hands.space);
  const stride = 4 * size;
  return {
    get gram() {
      return gram.values;
    },
    take(place, t) {
      network.backward(t);
      places[place]!.values.set(gradient.values);
    },
    at: (place) => places[place]!.values,
    multiply(count) {
      gram.values.fill(0);
      for (const { from, to } of shared)
        network_gram(gradients.address + 4 * from, stride, count, to - from, gram.address);
    },
    mix(given, count) {
      weights.values.set(given);
      for (const { from, to } of shared) {
        const [into, all] = [gradient.address + 4 * from, gradients.address + 4 * from];
        network_mix(into, all, stride, weights.address, count, to - from);
      }
    },
    close: () => arena.close(),
  };
}
