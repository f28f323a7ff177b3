import { describe, expect, test } from "vitest";
import { useBuild } from "../../src/kernel/module.ts";
import { openNetwork } from "../../src/kernel/network.ts";
import { norm } from "../../src/kernel/vector.ts";
import {
  adam,
  adamW,
  constant,
  cosine,
  type Optimizer,
  oneTrunk,
  sgd,
  stepDecay,
  warmUp,
} from "../../src/network/index.ts";
import { planOf } from "../../src/network/trunk/trunk.ts";
import oracle from "../oracles/network.json" with { type: "json" };

const { X, number, label, hidden, batch, order, start, cases } = oracle;
const makers = { sgd, adam, adamW } as Readonly<Record<string, (options: never) => Optimizer>>;

/** The weights after the first step and after the epoch, from PyTorch's weights in PyTorch's order. */
function train({ optimizer: kind, options, weightDecay, clipNorm }: (typeof cases)[number]): Float32Array[] {
  const optimizer = makers[kind]!(options as never);
  const n = X.length;
  const network = openNetwork({
    plan: planOf(
      { units: [X[0]!.length, ...hidden], activation: "tanh", trunk: oneTrunk(), adapters: [] },
      [3, 1],
    ),
    heads: [
      { loss: "softmax", columns: 3, weight: 1 },
      { loss: "squared", columns: 1, weight: 1 },
    ],
    ...{ samples: n, batch, dropout: 0, moments: optimizer.moments },
  });
  try {
    network.weights.values.set(start);
    for (const [i, x] of X.entries()) network.x.values.set(x, i * network.stride);
    network.order.set(order);
    const seen = number.filter((y) => y !== null).length;
    network.targets.values.set([...label, ...number.map((y) => y ?? 0)]);
    network.sampleWeights.values.set([
      ...label.map(() => 1),
      ...number.map((y) => (y === null ? 0 : n / seen)),
    ]);
    const { gradient, weights } = network;
    const after: Float32Array[] = [];
    for (let first = 0, step = 1; first < n; first += batch, step++) {
      network.forward(first, Math.min(batch, n - first), true, 0);
      network.backward();
      const clip = clipNorm > 0 ? Math.min(1, clipNorm / (norm(gradient) + 1e-6)) : 1;
      const rate = optimizer.schedule.rate(0, 1);
      optimizer.update({ ...network, rate, clip, decay: weightDecay }, step);
      after.push(weights.values.slice());
    }
    return [after[0]!, after.at(-1)!];
  } finally {
    network.close();
  }
}

describe.each(["plain", "relaxed"] as const)("%s kernels", (build) => {
  test.each(cases)("$title: one step and one epoch are PyTorch's", (one) => {
    useBuild(build);
    try {
      const [step, epoch] = train(one);
      expect(step!).toBeNear(one.step, 1e-5);
      expect(epoch!).toBeNear(one.epoch, 1e-5);
      expect(one.epoch).not.toBeNear(start, 1e-3);
    } finally {
      useBuild("fastest");
    }
  });
});

test("schedules", () => {
  const rates = (schedule: { rate(epoch: number, epochs: number): number }, ...at: number[]): number[] =>
    at.map((epoch) => schedule.rate(epoch, 10));
  expect(rates(constant(0.5), 0, 7)).toEqual([0.5, 0.5]);
  expect(rates(stepDecay(1, 3, 0.5), 0, 2.9, 3, 6.5, 9)).toEqual([1, 1, 0.5, 0.25, 0.125]);
  const half = [0, 1, 2.5, 5, 7.3, 10];
  expect(rates(cosine(1, 0.2), ...half)).toBeNear(
    half.map((epoch) => 0.2 + 0.4 * (1 + Math.cos((Math.PI * epoch) / 10))),
    1e-15,
  );
  expect(rates(warmUp(constant(1), 4), 0, 1, 4, 8)).toEqual([0, 0.25, 1, 1]);
});

test("what is no optimiser and no schedule is refused", () => {
  expect(() => sgd({ lr: 0 })).toThrow("sgd.lr: expected a finite number > 0 or a schedule, got 0");
  expect(() => sgd({ lr: 1, momentum: 1 })).toThrow("sgd.momentum: expected a number in [0, 1), got 1");
  expect(() => sgd({ lr: 1, nesterov: true })).toThrow(
    "sgd.nesterov: expected a momentum > 0 beside it, got true",
  );
  expect(() => adam({ betas: [0.9, 1] })).toThrow("adam.betas[1]: expected a number in [0, 1), got 1");
  expect(() => adamW({ epsilon: 0 })).toThrow("adamW.epsilon: expected a finite number > 0, got 0");
  expect(() => cosine(0.1, 1)).toThrow("cosine.floor: expected a number from 0 to lr, got 1");
  expect(() => stepDecay(0.1, 0)).toThrow("stepDecay.every: expected epochs, an integer >= 1, got 0");
  expect(() => stepDecay(0.1, 2, 0)).toThrow("stepDecay.factor: expected a number in (0, 1], got 0");
  expect(() => warmUp(constant(1), 0)).toThrow("warmUp.epochs: expected a finite number > 0, got 0");
  expect(() => constant(NaN)).toThrow("constant.lr: expected a finite number > 0, got NaN");
});
