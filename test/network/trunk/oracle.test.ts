import { describe, expect, test } from "vitest";
import { useBuild } from "../../../src/kernel/module.ts";
import { openNetwork } from "../../../src/kernel/network.ts";
import { adam, classification, MultiTaskNetwork, regression } from "../../../src/network/index.ts";
import { trunkFrom } from "../../../src/network/trunk/trunks.ts";
import { shapeOf } from "../../kernel/plain-network.ts";
import oracle from "../../oracles/network-trunks.json" with { type: "json" };

const { X, number, label, hidden, batch, order, cases } = oracle;
const n = X.length;
const heads = [
  { loss: "softmax", columns: 3, weight: 1 },
  { loss: "squared", columns: 1, weight: 1 },
] as const;

/** The weights after the first step and after the epoch, from PyTorch's weights in PyTorch's order. */
function train({ name, parameters, start }: (typeof cases)[number]): Float32Array[] {
  const optimizer = adam({ lr: 0.01 });
  const trunk = trunkFrom("test", { name, parameters });
  const shape = shapeOf([X[0]!.length, ...hidden], heads, n, { trunk });
  const network = openNetwork({ ...shape, batch, moments: optimizer.moments });
  try {
    network.weights.values.set(start);
    for (const [i, x] of X.entries()) network.x.values.set(x, i * network.stride);
    network.order.set(order);
    network.targets.values.set([...label, ...number]);
    network.sampleWeights.values.fill(1);
    const after: Float32Array[] = [];
    for (let first = 0, step = 1; first < n; first += batch, step++) {
      network.forward(first, Math.min(batch, n - first), true, 0);
      network.backward();
      optimizer.update({ ...network, rate: 0.01, clip: 1, decay: 0 }, step);
      after.push(network.weights.values.slice());
    }
    return [after[0]!, after.at(-1)!];
  } finally {
    network.close();
  }
}

describe.each(["plain", "relaxed"] as const)("%s kernels", (build) => {
  test.each(cases)("$name: one step and one epoch are PyTorch's", (one) => {
    useBuild(build);
    try {
      const [step, epoch] = train(one);
      expect(step!).toBeNear(one.step, 1e-5);
      expect(epoch!).toBeNear(one.epoch, 1e-5);
      expect(one.epoch).not.toBeNear(one.start, 1e-3);
    } finally {
      useBuild("fastest");
    }
  });
});

test.each(cases)(
  "$name: fit, from PyTorch's weights with batches in its order, is PyTorch's epoch too",
  (one) => {
    const batches = Array.from({ length: Math.ceil(n / batch) }, (_, k) => {
      const rows = order.slice(k * batch, (k + 1) * batch);
      const targets = { label: rows.map((i) => label[i]!), number: rows.map((i) => number[i]!) };
      return { X: rows.map((i) => X[i]!), targets };
    });
    const network = new MultiTaskNetwork({
      ...{ hidden, trunk: trunkFrom("test", one), activation: "tanh", batchSize: batch, epochs: 1 },
      tasks: { label: classification(3), number: regression() },
      optimizer: adam({ lr: 0.01 }),
    });
    const { state } = network.fit(batches);
    const fresh = { ...state, weights: one.start, moments: state.moments.map(() => 0), step: 0, history: [] };
    const { model } = network.fit(batches, { resume: fresh });
    expect(model.describe().weights).toBeNear(one.epoch, 1e-5);
  },
);
