import { describe, expect, test } from "vitest";
import { RandomState } from "../../../src/index.ts";
import {
  adam,
  type Balancing,
  binary,
  classification,
  dwa,
  equal,
  famo,
  MultiTaskNetwork,
  mgda,
  type NetworkState,
  pcGrad,
  poisson,
  regression,
  sgd,
  upGrad,
} from "../../../src/network/index.ts";
import { all } from "./parts.ts";

const n = 61;
const random = new RandomState(7);
const X = Array.from({ length: n }, () => [random.randn(), random.randn(), random.randn()]);
const targets = {
  size: X.map(([a, b]) => 3 * (a! - b! / 2)),
  shape: X.map(([a, , c]) => (a! > 0.6 ? "round" : c! > 0 ? "flat" : "long")),
  sign: X.map(([, b, c]) => b! > c!),
};
const tasks = { size: regression({ weight: 0.5 }), shape: classification(), sign: binary() };
const small = {
  hidden: [9, 5],
  ...{ tasks, batchSize: 8, epochs: 6, dropout: 0.1, optimizer: adam({ lr: 0.01 }), randomState: 3 },
};

describe.each(all)("$name", (balancing) => {
  const params = { ...small, balancing };

  test("learns all tasks", () => {
    const network = new MultiTaskNetwork({ ...params, hidden: [24], dropout: 0, epochs: 150 }).fit(
      X,
      targets,
    );
    const score = network.score(X, targets);
    expect(score["size"]).toBeGreaterThan(0.8);
    expect(score["shape"]).toBeGreaterThan(0.8);
    expect(score["sign"]).toBeGreaterThan(0.8);
  });

  test("the same seed gives the same bits, and resume goes on bit for bit", () => {
    const all = new MultiTaskNetwork(params).fit(X, targets);
    const half = new MultiTaskNetwork({ ...params, epochs: 3 }).fit(X, targets);
    const resume = JSON.parse(JSON.stringify(half.state)) as NetworkState;
    const rest = new MultiTaskNetwork(params).fit(X, targets, { resume });
    expect(rest.state).toEqual(all.state);
    expect(new MultiTaskNetwork(params).fit(X, targets).state).toEqual(all.state);
  });

  test("the history has every task's loss and weight, and cosines where gradients are read", () => {
    const { history } = new MultiTaskNetwork(params).fit(X, targets);
    for (const { weights, losses, cosines } of history) {
      expect(Object.keys(weights)).toEqual(["size", "shape", "sign"]);
      expect(Object.values({ ...weights, ...losses }).every(Number.isFinite)).toBe(true);
      expect(cosines !== undefined).toBe(balancing.reads === "gradients");
      for (let t = 0; cosines && t < 3; t++) {
        expect(cosines[t]![t]).toBeNear(1, 1e-12);
        for (let s = 0; s < 3; s++) {
          expect(Math.abs(cosines[t]![s]!)).toBeLessThanOrEqual(1 + 1e-12);
          expect(cosines[t]![s]).toBe(cosines[s]![t]);
        }
      }
    }
  });

  test("tasks that are not in a batch stay out of it: each with rows of its own", () => {
    const own = { ...params, batchSize: 3, tasks: { a: regression(), b: regression() } };
    const network = new MultiTaskNetwork(own).fit({
      a: { X: X.slice(0, 50), y: targets.size.slice(0, 50) },
      b: { X: X.slice(50), y: targets.size.slice(50) },
    });
    expect(network.model.describe().weights.every(Number.isFinite)).toBe(true);
    expect(network.model.ending).toBe("epochs");
  });
});

test("equal with cosines takes the steps of equal, up to rounding", () => {
  const weights = (balancing: Balancing): readonly number[] =>
    new MultiTaskNetwork({ ...small, balancing }).fit(X, targets).model.describe().weights;
  expect(weights(equal({ cosines: true }))).toBeNear(weights(equal()), 1e-4);
});

test("one task is trained the same by whoever sums up", () => {
  const weights = (balancing: Balancing): readonly number[] =>
    new MultiTaskNetwork({ ...small, tasks: { size: regression() }, balancing })
      .fit(X, { size: targets.size })
      .model.describe().weights;
  for (const balancing of [pcGrad(), mgda(), upGrad(), dwa(), famo()])
    expect(weights(balancing), balancing.name).toBeNear(weights(equal()), 1e-3);
});

test("upGrad: a small step for two tasks in conflict betters both, where the sum betters one", () => {
  const two = { big: regression({ weight: 30 }), small: regression() };
  const y = { big: targets.size, small: targets.size.map((value, i) => -value + X[i]![2]!) };
  const after = (balancing: Balancing) => {
    const optimizer = sgd({ lr: 1e-3 });
    const params = { tasks: two, hidden: [12], batchSize: n, randomState: 0, balancing, optimizer };
    const { history } = new MultiTaskNetwork({ ...params, epochs: 2 }).fit(X, y);
    return Object.keys(two).map((name) => history[1]!.losses[name]! - history[0]!.losses[name]!);
  };
  const [sum, up] = [after(equal()), after(upGrad())];
  expect(sum[0]).toBeLessThan(0);
  for (const change of up) expect(change).toBeLessThan(0);
});

test("what a balancing cannot have is refused before any work", () => {
  const make = (changes: object) => () =>
    new MultiTaskNetwork({ ...small, ...changes }).fit(X, { size: targets.size.map(Math.abs) });
  expect(make({ hidden: [], tasks: { size: regression() }, balancing: mgda() })).toThrow(
    "balancing: expected hidden layers that tasks share, as mgda asks for, got none",
  );
  expect(make({ tasks: { size: poisson() }, balancing: famo() })).toThrow(
    'balancing: expected losses >= 0, as famo asks for, got poisson for "size"',
  );
  const { state } = new MultiTaskNetwork({ ...small, balancing: dwa() }).fit(X, targets);
  const go = (balancing: Balancing, changes: object) => () =>
    new MultiTaskNetwork({ ...small, balancing }).fit(X, targets, { resume: { ...state, ...changes } });
  expect(go(famo(), {})).toThrow('resume balancing: expected "famo", as this network has, got "dwa"');
  expect(go(dwa(), { kept: [] })).toThrow("resume kept: expected 7 finite numbers, got an empty array");
});
