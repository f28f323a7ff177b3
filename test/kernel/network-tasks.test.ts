import { describe, expect, test } from "vitest";
import { openNetwork } from "../../src/kernel/network.ts";
import { openTaskGradients } from "../../src/kernel/network-tasks.ts";
import { crossStitch, customizedGates, mixtureOfExperts, oneTrunk } from "../../src/network/index.ts";
import { noise } from "./matrices.ts";
import { shapeOf } from "./plain-network.ts";

const heads = [
  { loss: "softmax", columns: 3, weight: 2 },
  { loss: "squared", columns: 1, weight: 1.5 },
  { loss: "binary", columns: 1, weight: 0.75 },
] as const;

/** A network with some noise in it, before a batch of nine. */
function open(units: readonly number[], build: "plain" | "relaxed", trunk = oneTrunk()) {
  const n = 9;
  const network = openNetwork(shapeOf(units, heads, n, { trunk }), build);
  const { weights, x, targets, sampleWeights, order } = network;
  weights.values.set(noise(weights.length, 5).map((w) => w / 2));
  for (let i = 0; i < n; i++) {
    x.values.set(noise(units[0]!, i), i * network.stride);
    order[i] = i;
  }
  targets.values.set(Array.from({ length: 3 * n }, (_, k) => (k < n ? k % 3 : k % 2)));
  sampleWeights.values.set(noise(3 * n, 8).map((s) => s + 1.5));
  return network;
}

describe.each(["plain", "relaxed"] as const)("%s kernels", (build) => {
  const trunks = [oneTrunk(), mixtureOfExperts({ experts: 3 }), customizedGates(), crossStitch()];
  const cases = trunks.flatMap((trunk) =>
    [
      [5, 7],
      [3, 13, 6],
      [1, 1],
    ].map((units) => ({ trunk, units })),
  );
  test.each(cases)("gradients of the tasks of $units, $trunk.name", ({ units, trunk }) => {
    const network = open(units, build, trunk);
    const tasks = openTaskGradients(network, 3);
    try {
      const { layout, gradient } = network;
      const inside = (k: number): boolean => layout.shared.some(({ from, to }) => k >= from && k < to);
      const shared = (values: ArrayLike<number>): number[] => Array.from(values).filter((_, k) => inside(k));
      network.forward(0, 9, true, 0);
      network.backward();
      const whole = gradient.values.slice();
      for (let t = 0; t < 3; t++) tasks.take(t, t);
      const own = [0, 1, 2].map((t) => shared(tasks.at(t)));
      // heads have their own rows, all of them; the trunk adds up
      const rest = (values: ArrayLike<number>): number[] => Array.from(values).filter((_, k) => !inside(k));
      expect(rest(gradient.values)).toBeNear(rest(whole), 1e-6);
      expect(own[0]!.map((g, k) => g + own[1]![k]! + own[2]![k]!)).toBeNear(shared(whole), 1e-5);

      tasks.multiply(3);
      const gram = own.flatMap((a) => own.map((b) => a.reduce((sum, g, k) => sum + g * b[k]!, 0)));
      expect(tasks.gram).toBeNear(gram, 1e-14);

      tasks.mix(Float64Array.of(0.5, -2, 3), 3);
      const mixed = own[0]!.map((g, k) => Math.fround(0.5 * g - 2 * own[1]![k]! + 3 * own[2]![k]!));
      expect(shared(gradient.values)).toBeNear(mixed, 1e-7);
      expect(rest(gradient.values)).toBeNear(rest(whole), 1e-6);
    } finally {
      tasks.close();
      network.close();
    }
  });

  test("a task weighed after `forward` is its gradient so many times", () => {
    const network = open([5, 7], build);
    const tasks = openTaskGradients(network, 3);
    try {
      network.forward(0, 9, true, 0);
      tasks.take(0, 1);
      network.weigh(1, 2.5);
      tasks.take(1, 1);
      expect(tasks.at(1).subarray(0, 35)).toBeNear(
        tasks
          .at(0)
          .subarray(0, 35)
          .map((g) => 2.5 * g),
        1e-6,
      );
    } finally {
      tasks.close();
      network.close();
    }
  });
});
