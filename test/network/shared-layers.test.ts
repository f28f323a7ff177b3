import { expect, test } from "vitest";
import { RandomState } from "../../src/index.ts";
import { classification, MultiTaskNetwork, mgda, regression } from "../../src/network/index.ts";
import { gradientAffinity } from "../../src/select/index.ts";

const n = 53;
const random = new RandomState(2);
const X = Array.from({ length: n }, () => [random.randn(), random.randn()]);
const y = {
  a: X.map(([x]) => x!),
  b: X.map(([x]) => 1.5 * x! + 0.1),
  c: X.map(([x]) => -x!),
  kind: X.map(([, z]) => (z! > 0 ? "up" : "down")),
};
const tasks = { a: regression(), b: regression({ weight: 2 }), c: regression(), kind: classification() };
const params = { tasks, hidden: [7, 5], activation: "tanh", epochs: 20, randomState: 1 } as const;
const network = new MultiTaskNetwork(params).fit(X, y);
const shared = network.sharedLayers(X, y);

test("losses are those of the tasks, gradients their central differences in the shared weights", () => {
  const now = shared.losses();
  const predicted = network.predict(X);
  const squares = (name: "a" | "b"): number =>
    y[name].reduce((sum, value, i) => sum + (value - Number(predicted[name]![i])) ** 2 / (2 * n), 0);
  expect(now[0]).toBeNear(squares("a"), 1e-5);
  expect(now[1]).toBeNear(2 * squares("b"), 1e-5);
  const d = Float64Array.from({ length: 7 * 2 + 7 * 5 + 12 }, () => random.randn());
  for (let t = 0; t < 4; t++) {
    const gradient = shared.gradient(t);
    expect(gradient.length).toBe(d.length);
    const along = gradient.reduce((sum, g, k) => sum + g * d[k]!, 0);
    const at = (h: number): number => shared.losses(d.map((x) => h * x))[t]!;
    expect(along).toBeNear((at(2e-3) - at(-2e-3)) / 4e-3, 3e-3);
  }
  expect(shared.losses()).toEqual(now);
});

test("gradient affinity takes a network: to first order it is the product of gradients", () => {
  const early = new MultiTaskNetwork({ ...params, epochs: 3 }).fit(X, y);
  const affinity = gradientAffinity(early.sharedLayers(X, y), { learningRate: 0.01 });
  expect(affinity.rows).toBe(4);
  for (let t = 0; t < 4; t++) expect(affinity.get(t, t)).toBeGreaterThan(0);
  const own = early.sharedLayers(X, y);
  const now = own.losses();
  const small = gradientAffinity(own, { learningRate: 1e-3 });
  const [a, b] = [own.gradient(0), own.gradient(1)];
  const product = a.reduce((sum, g, k) => sum + g * b[k]!, 0);
  expect(small.get(0, 1)).toBeNear((1e-3 * product) / now[0]!, 0.02);
});

test("more rows than a chunk", () => {
  const many = Array.from({ length: 24 * n }, (_, i) => X[i % n]!);
  const targets = Object.fromEntries(
    Object.entries(y).map(([name, own]) => [name, many.map((_, i) => own[i % n]!)]),
  ) as typeof y;
  const all = network.sharedLayers(many, targets);
  expect(all.losses()).toBeNear(shared.losses(), 1e-6);
  expect(all.gradient(3)).toBeNear(shared.gradient(3), 1e-5);
});

test("bad input", () => {
  expect(() => network.sharedLayers(X, { ...y, kind: X.map(([x]) => (x! > 0 ? "up" : "left")) })).toThrow(
    'MultiTaskNetwork.sharedLayers "kind": expected the classes ["down","up"], as in training, got ["left","up"]',
  );
  expect(() =>
    network.sharedLayers(
      X.map((x) => [...x, 1]),
      y,
    ),
  ).toThrow("MultiTaskNetwork.sharedLayers X: expected 2 columns, got 3");
  const flat = new MultiTaskNetwork({ ...params, hidden: [] }).fit(X, y);
  expect(() => flat.sharedLayers(X, y)).toThrow("expected hidden layers that tasks share, got none");
  expect(() => new MultiTaskNetwork({ ...params, balancing: mgda() }).sharedLayers(X, y)).toThrow("fit");
});
