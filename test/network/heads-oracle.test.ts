import { describe, expect, test } from "vitest";
import { useBuild } from "../../src/kernel/module.ts";
import { type HeadShape, openNetwork } from "../../src/kernel/network.ts";
import type { Activation } from "../../src/kernel/network-plan.ts";
import { adam } from "../../src/network/index.ts";
import { shapeOf } from "../kernel/plain-network.ts";
import oracle from "../oracles/network-heads.json" with { type: "json" };

const { X, targets, weights, heads, hidden, batch, order, start, cases } = oracle;
const n = X.length;

/** The losses of the first batch, and the weights after the first step and after the epoch, from PyTorch's weights in PyTorch's order. */
function train(activation: Activation): (Float32Array | Float64Array)[] {
  const optimizer = adam({ lr: 0.01 });
  const shape = shapeOf([X[0]!.length, ...hidden], heads as HeadShape[], n, { activation });
  const network = openNetwork({ ...shape, batch, moments: optimizer.moments });
  try {
    network.weights.values.set(start);
    for (const [i, x] of X.entries()) network.x.values.set(x, i * network.stride);
    network.order.set(order);
    network.targets.values.set(targets.flat());
    network.sampleWeights.values.set(weights.flat());
    const after: Float32Array[] = [];
    let losses: Float64Array | undefined;
    for (let first = 0, step = 1; first < n; first += batch, step++) {
      network.forward(first, Math.min(batch, n - first), true, 0);
      losses ??= network.losses.values.slice();
      network.backward();
      optimizer.update({ ...network, rate: 0.01, clip: 1, decay: 0 }, step);
      after.push(network.weights.values.slice());
    }
    return [losses!, after[0]!, after.at(-1)!];
  } finally {
    network.close();
  }
}

describe.each(["plain", "relaxed"] as const)("%s kernels, every head at once", (build) => {
  test.each(cases)("$activation: one step and one epoch are PyTorch's", (one) => {
    useBuild(build);
    try {
      const [losses, step, epoch] = train(one.activation as Activation);
      for (const [t, want] of one.losses.entries()) expect(losses![t]!).toBeNear(want, 3e-6);
      expect(step!).toBeNear(one.step, 1e-5);
      expect(epoch!).toBeNear(one.epoch, 1e-5);
      expect(one.epoch).not.toBeNear(start, 1e-3);
    } finally {
      useBuild("fastest");
    }
  });
});
