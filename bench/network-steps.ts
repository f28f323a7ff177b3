import type { Hands } from "../src/kernel/hands.ts";
import { type NetworkShape, openNetwork } from "../src/kernel/network.ts";
import { adam, oneTrunk } from "../src/network/index.ts";
import { planOf } from "../src/network/trunk/trunk.ts";

/** Networks whose steps are timed, and how many steps a round has. */
export const networks = [
  { name: "8-100-50-{3,1}", units: [8, 100, 50], heads: [3, 1], batch: 32, steps: 600 },
  { name: "784-256-128-{10,10}", units: [784, 256, 128], heads: [10, 10], batch: 128, steps: 12 },
];

/** Seconds of a step of ours, with and without the optimiser. */
export function openSteps({ units, heads, batch }: (typeof networks)[number], hands?: Hands) {
  const optimizer = adam();
  const samples = 8 * batch;
  const shape: NetworkShape = {
    plan: planOf({ units, activation: "relu", trunk: oneTrunk(), adapters: [] }, heads),
    heads: heads.map((columns) => ({ loss: columns > 1 ? "softmax" : "squared", columns, weight: 1 })),
    ...{ samples, batch, dropout: 0, moments: optimizer.moments },
  };
  const network = openNetwork(shape, undefined, hands);
  const fill = (values: Float32Array, size: number): void => {
    for (let i = 0; i < values.length; i++) values[i] = size * Math.sin(i * i + 1);
  };
  fill(network.x.values, 1.5);
  for (const { inputs, outputs, weights: first } of network.layout.layers)
    fill(network.weights.values.subarray(first, first + inputs * outputs), 1 / Math.sqrt(inputs));
  network.sampleWeights.values.fill(1);
  for (let k = 0; k < heads.length * samples; k++) {
    const K = heads[Math.floor(k / samples)]!;
    network.targets.values[k] = K > 1 ? (k * k) % K : Math.sin(k);
  }
  const { order } = network;
  for (let i = 0; i < samples; i++) order[i] = (i * 7) % samples;
  const descent = { ...network, rate: 1e-3, clip: 1, decay: 0 };
  let step = 0;
  return (steps: number, learns: boolean): number => {
    const start = performance.now();
    for (let k = 0; k < steps; k++) {
      network.forward((k % 8) * batch, batch, true, 0);
      network.backward();
      if (learns) optimizer.update(descent, ++step);
    }
    return (performance.now() - start) / steps / 1000;
  };
}
