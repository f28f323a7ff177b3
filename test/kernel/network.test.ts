import { describe, expect, test } from "vitest";
import { alone, doer, type Hands, shareable } from "../../src/kernel/hands.ts";
import { type HeadShape, type NetworkShape, openNetwork } from "../../src/kernel/network.ts";
import { activations } from "../../src/kernel/network-plan.ts";
import { workspace } from "../../src/kernel/workspace.ts";
import {
  crossStitch,
  customizedGates,
  mixtureOfExperts,
  oneTrunk,
  ownTrunks,
} from "../../src/network/index.ts";
import { noise } from "./matrices.ts";
import { plainGradient, plainLosses, plainOutputs, type Samples, shapeOf } from "./plain-network.ts";

const builds = ["plain", "relaxed"] as const;

const heads: Readonly<Record<HeadShape["loss"], HeadShape>> = {
  squared: { loss: "squared", columns: 1, weight: 1.5 },
  huber: { loss: "huber", columns: 1, weight: 1, bend: 0.5 },
  binary: { loss: "binary", columns: 1, weight: 0.75 },
  poisson: { loss: "poisson", columns: 1, weight: 1 },
  softmax: { loss: "softmax", columns: 3, weight: 2 },
};

const target = ({ loss, columns }: HeadShape, x: number): number => {
  if (loss === "softmax") return Math.floor(((x + 1) / 2) * columns);
  if (loss === "binary") return Number(x > 0);
  return loss === "poisson" ? Math.floor(2 * (x + 1)) : 2 * x;
};

/** n samples; every fourth target of a task is missing, the others have weights. */
function samplesOf({ plan, heads: own }: NetworkShape, n: number, missing = true): Samples {
  const rows = (seed: number): number[] => [...noise(n, seed)];
  return {
    X: Array.from({ length: n }, (_, i) =>
      [...noise(plan.features.count, 100 + i)].map((x) => Math.fround(2 * x)),
    ),
    y: own.map((head, t) => rows(7 * t + n).map((x) => Math.fround(target(head, x)))),
    s: own.map((_, t) =>
      rows(t + 31).map((x, i) => (missing && (i + t) % 4 === 3 ? 0 : Math.fround(1.25 + x))),
    ),
  };
}

/** What the kernels make of samples that come in reverse order, in a network whose weights are some noise. */
function answer(shape: NetworkShape, samples: Samples, build: (typeof builds)[number], hands?: Hands) {
  const n = samples.X.length;
  const network = openNetwork(shape, build, hands);
  try {
    const weights = network.weights.values;
    for (const { inputs, outputs, weights: first, biases } of network.layout.layers) {
      const values = noise(inputs * outputs + outputs, inputs + outputs).map(
        (x) => x / Math.sqrt(inputs || 4),
      );
      weights.set(values.subarray(0, inputs * outputs), first);
      weights.set(values.subarray(inputs * outputs), biases);
    }
    for (const [i, x] of samples.X.entries()) network.x.values.set(x, i * network.stride);
    for (const t of shape.heads.keys()) {
      network.targets.values.set(samples.y[t]!, t * shape.samples);
      network.sampleWeights.values.set(samples.s[t]!, t * shape.samples);
    }
    const order = network.order;
    for (let i = 0; i < n; i++) order[i] = n - 1 - i;
    network.forward(0, n, true, 0);
    network.backward();
    const outputs = network.outputs(0, n).slice();
    return {
      weights: weights.slice(),
      gradient: network.gradient.values.slice(),
      losses: network.losses.values.slice(),
      outputs,
    };
  } finally {
    network.close();
  }
}

const trunks = [
  oneTrunk(),
  mixtureOfExperts({ experts: 3 }),
  customizedGates({ shared: 2, own: 1 }),
  crossStitch(),
  ownTrunks(),
];

describe.each(builds)("%s kernels", (build) => {
  const check = (shape: NetworkShape, n: number, samples = samplesOf(shape, n)): void => {
    const { weights, gradient, losses, outputs } = answer(shape, samples, build);
    const reversed = samples.X.toReversed().flatMap((x) => plainOutputs(shape, weights, x));
    expect(outputs).toBeNear(reversed, 3e-6);
    expect(losses).toBeNear(plainLosses(shape, weights, samples), 3e-6);
    expect(gradient).toBeNear(plainGradient(shape, weights, samples), 1e-5);
  };

  describe.each(trunks)("$name", (trunk) => {
    test.each(activations)("%s: gradients are central differences, with every head", (activation) => {
      check(shapeOf([3, 7, 5], Object.values(heads), 11, { activation, trunk }), 11);
    });

    test("one task, one hidden layer", () => {
      for (const n of [1, 8, 13]) check(shapeOf([2, 7], [heads.squared], n, { trunk }), n);
    });

    test("own layers before it, of whoever has inputs of his own", () => {
      const own = { trunk, inputs: [2, 1, 3], adapters: [5, 4] };
      const shape = shapeOf([6, 7], [heads.squared, heads.softmax, heads.binary], 9, own);
      const samples = samplesOf(shape, 9);
      for (const [i, x] of samples.X.entries())
        for (const t of [0, 1, 2]) (x as number[])[6 + t] = Number(i % 3 === t);
      check(shape, 9, samples);
    });
  });

  test.each(Object.keys(heads) as HeadShape["loss"][])("the loss %s, alone", (loss) => {
    for (const n of [1, 2, 7, 9, 17]) check(shapeOf([2, 3], [heads[loss]], n), n);
  });

  test("all small shapes", () => {
    for (let p = 1; p <= 9; p++) {
      for (let u = 1; u <= 13; u += 3) check(shapeOf([p, u], [heads.softmax, heads.squared], p + u), p + u);
    }
    for (const n of [1, 3, 8, 9, 16]) check(shapeOf([5], [heads.squared, heads.binary], n), n);
  });

  test("sums longer than a block, batches longer than one too", () => {
    const shape = shapeOf([401, 197], [heads.softmax, heads.squared], 203, { activation: "silu" });
    const samples = samplesOf(shape, 203);
    const { weights, gradient, losses, outputs } = answer(shape, samples, build);
    expect(outputs).toBeNear(
      samples.X.toReversed().flatMap((x) => plainOutputs(shape, weights, x)),
      3e-6,
    );
    expect(losses).toBeNear(plainLosses(shape, weights, samples), 3e-6);
    const step = Float64Array.from(noise(weights.length, 3));
    const moved = (h: number): number => {
      const sums = plainLosses(
        shape,
        Float64Array.from(weights, (w, k) => w + h * step[k]!),
        samples,
      );
      return sums.reduce((sum, one, t) => sum + shape.heads[t]!.weight * one, 0) / 203;
    };
    const slope = gradient.reduce((sum, g, k) => sum + g * step[k]!, 0);
    expect(slope).toBeNear((moved(1e-4) - moved(-1e-4)) / 2e-4, 1e-4);
  });

  test("parts that are done one by one, the last first, have the bits of all at once", () => {
    const whole = alone(build);
    const doing = doer(build, whole.space, workspace(), 0);
    const apart: Hands = {
      ...whole,
      share(kernel, at, parts) {
        for (let k = parts; k-- > 0; ) doing(shareable.indexOf(kernel), at, k, k + 1);
      },
    };
    for (const [shape, n] of [
      [shapeOf([5, 13, 8], [heads.softmax, heads.poisson], 19), 19],
      [shapeOf([401, 61], [heads.huber, heads.binary], 203, { activation: "gelu" }), 203],
      [{ ...shapeOf([7, 31, 20], [heads.squared], 33, { activation: "relu" }), dropout: 0.4 }, 33],
      ...trunks.map(
        (trunk) => [shapeOf([5, 13, 8], [heads.softmax, heads.poisson], 19, { trunk }), 19] as const,
      ),
    ] as const) {
      const samples = samplesOf(shape, n);
      expect(answer(shape, samples, build, apart)).toEqual(answer(shape, samples, build));
    }
  });

  test("a missing target costs its head nothing, whatever stands there", () => {
    const shape = shapeOf([3, 7], [heads.squared, heads.softmax], 9);
    const samples = samplesOf(shape, 9);
    const other = {
      ...samples,
      y: samples.y.map((y, t) => y.map((v, i) => (samples.s[t]![i] === 0 ? 1e6 : v))),
    };
    const same = {
      ...samples,
      y: samples.y.map((y, t) => y.map((v, i) => (samples.s[t]![i] === 0 ? 0 : v))),
    };
    expect(answer(shape, other, build)).toEqual(answer(shape, same, build));
  });

  test("dropout zeroes its share of the hidden outputs and keeps their mean", () => {
    const shape = { ...shapeOf([2, 512], [heads.squared], 64, { activation: "identity" }), dropout: 0.25 };
    const network = openNetwork(shape, build);
    try {
      const [hidden, out] = network.layout.layers;
      network.weights.values.fill(1, hidden!.biases, hidden!.biases + 512);
      network.weights.values.fill(1 / 512, out!.weights, out!.weights + 512);
      network.sampleWeights.values.fill(1);
      network.targets.values.fill(1);
      network.order.forEach((_, i, order) => {
        order[i] = i;
      });
      network.forward(0, 64, true, 5);
      network.backward();
      const spread = (2 * network.losses.values[0]!) / 64; // the mean of (f - 1)^2: variance 1/3 a unit over 512 units
      expect(spread * 512 * 3).toBeGreaterThan(0.6);
      expect(spread * 512 * 3).toBeLessThan(1.6);
      const gradient = network.gradient.values.slice();
      network.forward(0, 64, true, 5);
      network.backward();
      expect(network.gradient.values).toEqual(gradient);
      network.forward(0, 64, true, 6);
      network.backward();
      expect(network.gradient.values).not.toEqual(gradient);
      expect(network.outputs(0, 3)).toBeNear([1, 1, 1], 1e-6);
    } finally {
      network.close();
    }
  });
});

test("a batch beyond the room is refused", () => {
  const network = openNetwork(shapeOf([2, 3], [heads.squared], 4));
  try {
    expect(() => network.forward(2, 3, true, 0)).toThrow(
      "network batch: expected 1 to 4 of 4 samples, got 3",
    );
  } finally {
    network.close();
  }
});
