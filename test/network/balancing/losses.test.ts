import { describe, expect, test } from "vitest";
import { dwa, famo, geometric, gradNorm, rlw, uncertainty } from "../../../src/network/index.ts";
import { all, gramOf, seenOf, weightsOf } from "./parts.ts";

const losses = [0.5, 3, 40];

/** Central differences of a function of several numbers. */
const slopes = (f: (x: readonly number[]) => number, at: readonly number[]): number[] =>
  at.map((own, k) => {
    const moved = (by: number): number => f(at.map((x, i) => (i === k ? own + by : x)));
    return (moved(1e-5 * own) - moved(-1e-5 * own)) / (2e-5 * own);
  });

test("geometric: weights are the slopes of the geometric mean", () => {
  const mean = (l: readonly number[]): number => l.reduce((a, b) => a * b, 1) ** (1 / l.length);
  expect(weightsOf(geometric().open(3), seenOf(losses))).toBeNear(slopes(mean, losses), 1e-8);
});

test("rlw: T in sum, softmax of normal numbers, another draw a step, the same for a seed", () => {
  const seen = seenOf(losses, [], 5);
  const balancer = rlw().open(3);
  const [a, b] = [weightsOf(balancer, seen), weightsOf(balancer, seen)];
  for (const weights of [a, b]) {
    expect(weights.reduce((sum, w) => sum + w)).toBeNear(3, 1e-14);
    expect(Math.min(...weights)).toBeGreaterThan(0);
  }
  expect(a).not.toEqual(b);
  expect(weightsOf(balancer, seenOf(losses, [], 5))).toEqual(a);
  const normal = seenOf(losses, [], 5).random;
  const drawn = losses.map(() => Math.exp(normal.randn()));
  expect(a).toBeNear(
    drawn.map((x) => (3 * x) / drawn.reduce((sum, one) => sum + one)),
    1e-14,
  );
});

test("dwa: equal for two epochs, then T softmax of the losses' ratios over the temperature", () => {
  const balancer = dwa({ temperature: 1.5 }).open(3);
  const weigh = (): number[] => weightsOf(balancer, seenOf(losses));
  expect(weigh()).toEqual([1, 1, 1]);
  balancer.epoch!([4, 2, 10]);
  expect(weigh()).toEqual([1, 1, 1]);
  balancer.epoch!([2, 2, 15]);
  const parts = [0.5, 1, 1.5].map((ratio) => Math.exp(ratio / 1.5));
  const sum = parts.reduce((a, b) => a + b);
  expect(weigh()).toBeNear(
    parts.map((part) => (3 * part) / sum),
    1e-14,
  );
  balancer.epoch!([0, 2, 15]);
  balancer.epoch!([1, 2, 15]); // from 0 to 1
  expect(weigh().every(Number.isFinite)).toBe(true);
});

test("uncertainty: at rest exp(−s) is 1 / (2 L), and the first step moves s by lr", () => {
  const balancer = uncertainty({ lr: 0.02 }).open(3);
  expect(weightsOf(balancer, seenOf(losses))).toEqual([1, 1, 1]);
  expect(Array.from(balancer.kept.subarray(0, 3))).toBeNear([0, 0.02, 0.02], 1e-6); // ½ − L is 0, −2.5, −39.5
  for (let step = 0; step < 3000; step++) weightsOf(balancer, seenOf(losses));
  expect(weightsOf(balancer, seenOf(losses)).map((w, t) => 2 * w * losses[t]!)).toBeNear([1, 1, 1], 1e-3);
});

describe("gradNorm", () => {
  const J = [
    [1, 2, 0],
    [0, 10, 3],
    [0.5, 0, 0.1],
  ];
  test("a step is that of the slope of Σ |G − Ḡ r^alpha|, its aim held, then T in sum", () => {
    const balancer = gradNorm({ alpha: 0.7, lr: 0.01 }).open(3);
    weightsOf(balancer, seenOf([1, 1, 1], gramOf(J)));
    const now = Array.from(balancer.kept.subarray(0, 3));
    const later = [0.9, 0.4, 0.7];
    const norms = J.map((g) => Math.sqrt(g.reduce((sum, x) => sum + x * x, 0)));
    const mean = norms.reduce((sum, norm, t) => sum + (norm * now[t]!) / 3, 0);
    const pace = later.reduce((sum, l) => sum + l / 3, 0);
    const aims = later.map((l) => mean * (l / pace) ** 0.7);
    const slope = slopes(
      (w) => w.reduce((sum, own, t) => sum + Math.abs(own * norms[t]! - aims[t]!), 0),
      now,
    );
    const moved = now.map((w, t) => w - 0.01 * slope[t]!);
    const total = moved.reduce((a, b) => a + b);
    expect(weightsOf(balancer, seenOf(later, gramOf(J)))).toEqual(now); // the step itself has the weights before
    expect(balancer.kept.subarray(0, 3)).toBeNear(
      moved.map((w) => (3 * w) / total),
      1e-8,
    );
  });

  test("alpha 0: the norms become equal", () => {
    const balancer = gradNorm({ alpha: 0, lr: 1e-4 }).open(3);
    for (let step = 0; step < 20_000; step++) weightsOf(balancer, seenOf([1, 1, 1], gramOf(J)));
    const norms = J.map((g, t) => balancer.kept[t]! * Math.sqrt(g.reduce((sum, x) => sum + x * x, 0)));
    expect(norms).toBeNear([norms[0]!, norms[0]!, norms[0]!], 0.02);
  });
});

describe("famo", () => {
  test("weights are those of Σ z log L, T in sum", () => {
    const weights = weightsOf(famo().open(3), seenOf(losses));
    const slope = slopes((l) => l.reduce((sum, one) => sum + Math.log(one) / 3, 0), losses);
    const sum = slope.reduce((a, b) => a + b);
    expect(weights).toBeNear(
      slope.map((s) => (3 * s) / sum),
      1e-8,
    );
  });

  test("the first look at the losses after a step moves ξ by lr along the slope of zᵀ(log before − log after)", () => {
    const balancer = famo({ lr: 0.03, decay: 0 }).open(3);
    weightsOf(balancer, seenOf(losses));
    balancer.follow!(seenOf([0.4, 2.9, 40]));
    expect(Array.from(balancer.kept.subarray(0, 3))).toBeNear([-0.03, 0.03, 0.03], 1e-5); // Adam: the sign alone
    expect(weightsOf(balancer, seenOf([1, 1, 1]))[0]).toBeLessThan(1);
  });

  test("the losses' units do not count", () => {
    const [a, b] = [1, 1000].map((unit) => {
      const balancer = famo().open(2);
      for (let step = 1; step < 20; step++) {
        weightsOf(balancer, seenOf([unit / step, 1]));
        balancer.follow!(seenOf([(0.9 * unit) / step, 0.99]));
      }
      return Array.from(balancer.kept);
    });
    expect(a!).toBeNear(b!, 1e-9);
  });
});

describe.each(all)("$name", (balancing) => {
  test("what it keeps is finite, and goes on in another one", () => {
    const seen = seenOf([0.3, 2, 5], gramOf([[1, 2], [-1, 1], [0, 3]])); // biome-ignore format: rows
    const [a, b] = [balancing.open(3), balancing.open(3)];
    for (let step = 0; step < 5; step++) {
      weightsOf(a, seen);
      a.follow?.(seenOf([0.2, 1.9, 5.1]));
      a.epoch?.([0.3, 2 / (step + 1), 5]);
    }
    expect(a.kept.every(Number.isFinite)).toBe(true);
    b.kept.set(JSON.parse(JSON.stringify(Array.from(a.kept))));
    const fresh = (): typeof seen => seenOf([0.3, 2, 5], gramOf([[1, 2], [-1, 1], [0, 3]])); // biome-ignore format: rows
    expect(weightsOf(b, fresh())).toEqual(weightsOf(a, fresh()));
  });

  test("losses of 0 give finite weights", () => {
    const balancer = balancing.open(2);
    const seen = seenOf([0, 2], gramOf([[0, 0], [1, 3]])); // biome-ignore format: rows
    for (let step = 0; step < 3; step++) {
      expect(weightsOf(balancer, seen).every(Number.isFinite)).toBe(true);
      balancer.follow?.(seen);
      balancer.epoch?.([0, 1]);
    }
  });
});

test("what is no rate, temperature or share is refused", () => {
  expect(() => uncertainty({ lr: 0 })).toThrow("uncertainty.lr: expected a finite number > 0, got 0");
  expect(() => dwa({ temperature: -1 })).toThrow("dwa.temperature: expected a finite number > 0, got -1");
  expect(() => gradNorm({ alpha: -1 })).toThrow("gradNorm.alpha: expected a finite number >= 0, got -1");
  expect(() => gradNorm({ lr: NaN })).toThrow("gradNorm.lr: expected a finite number > 0, got NaN");
  expect(() => famo({ lr: Infinity })).toThrow("famo.lr: expected a finite number > 0, got Infinity");
  expect(() => famo({ decay: -0.1 })).toThrow("famo.decay: expected a finite number >= 0, got -0.1");
});
