import { describe, expect, test } from "vitest";
import { RandomState } from "../../src/index.ts";
import {
  adam,
  type Balancing,
  binary,
  classification,
  equal,
  MultiTaskNetwork,
  type NetworkState,
  regression,
  type TaskSampler,
  upGrad,
} from "../../src/network/index.ts";
import { TaskSelector } from "../../src/select/index.ts";

const n = 61;
const random = new RandomState(5);
const X = Array.from({ length: n }, () => [random.randn(), random.randn(), random.randn()]);
const targets = {
  size: X.map(([a, b]) => a! - b! / 2),
  kind: X.map(([a, , c]) => (a! > 0.6 ? "round" : c! > 0 ? "flat" : "long")),
  sign: X.map(([, b]) => b! > 0),
};
const tasks = { size: regression(), kind: classification(), sign: binary() };
const params = { hidden: [9], tasks, batchSize: 8, epochs: 6, optimizer: adam({ lr: 0.02 }), randomState: 3 };
const selector = new TaskSelector({ scores: [1, -1, 0], taskNames: ["size", "kind", "sign"] });
const samplers: Record<string, TaskSampler> = {
  "two of three": (draw) => [0, 1 + draw.randint(2)],
  selector: (draw) => selector.sample(draw) as string[],
};

describe.each(["roundRobin", "proportional", ...Object.keys(samplers)])("%s", (name) => {
  const batches = samplers[name] ?? (name as "roundRobin");

  test("learns all tasks, the same bits for a seed, on after resume", () => {
    const long = new MultiTaskNetwork({
      ...params,
      hidden: [24],
      batches,
      epochs: 250,
      optimizer: adam({ lr: 0.01 }),
    }).fit(X, targets);
    for (const [task, score] of Object.entries(long.score(X, targets)))
      expect(score, task).toBeGreaterThan(0.85);
    const all = new MultiTaskNetwork({ ...params, batches }).fit(X, targets);
    const half = new MultiTaskNetwork({ ...params, batches, epochs: 2 }).fit(X, targets);
    const resume = JSON.parse(JSON.stringify(half.state)) as NetworkState;
    const rest = new MultiTaskNetwork({ ...params, batches }).fit(X, targets, { resume });
    expect(rest.state).toEqual(all.state);
  });

  test("tasks with rows of their own, of very different numbers", () => {
    const own = { hidden: [7], batches, epochs: 4, batchSize: 5, randomState: 0 };
    const network = new MultiTaskNetwork({ ...own, tasks, balancing: upGrad() }).fit({
      size: { X: X.slice(0, 40), y: targets.size.slice(0, 40) },
      kind: { X: X.slice(40, 58), y: targets.kind.slice(40, 58) },
      sign: { X: X.slice(57), y: targets.sign.slice(57) },
    });
    for (const { losses } of network.history)
      for (const loss of Object.values(losses)) expect(loss).toBeGreaterThanOrEqual(0);
    expect(network.model.ending).toBe("epochs");
  });
});

test("a step is for its tasks alone: the heads of others stay as they are", () => {
  const fitted = (batches: TaskSampler): readonly number[] =>
    new MultiTaskNetwork({ ...params, batches }).fit(X, targets).model.describe().weights;
  const start = (params.hidden[0] as number) * 3;
  const [a, b] = [fitted(() => [0]), fitted(() => [2])];
  const head = (weights: readonly number[], row: number): readonly number[] =>
    weights.slice(start + 9 * row, start + 9 * (row + 1));
  expect(head(a!, 0)).not.toEqual(head(b!, 0)); // rows: size, three of kind, sign
  for (const row of [1, 2, 3]) expect(head(a!, row)).toEqual(head(b!, row));
  expect(head(a!, 4)).not.toEqual(head(b!, 4));
});

test("round robin with one task is joint batches in another order: all rows once an epoch", () => {
  const one = { ...params, tasks: { size: regression() }, batchSize: n, epochs: 1 };
  const y = { size: targets.size };
  const weights = (batches: "joint" | "roundRobin"): readonly number[] =>
    new MultiTaskNetwork({ ...one, batches, randomState: 8 }).fit(X, y).model.describe().weights;
  expect(weights("roundRobin")).toBeNear(weights("joint"), 1e-5);
});

test("steps for tasks: as many as joint batches have, by their rows, in turn, or by a sampler", () => {
  const data = {
    a: { X: X.slice(0, 50), y: targets.size.slice(0, 50) },
    b: { X: X.slice(50), y: targets.size.slice(50) },
  };
  const own = { hidden: [4], tasks: { a: regression(), b: regression() }, batchSize: 1, epochs: 40 };
  const share = (batches: "roundRobin" | "proportional" | TaskSampler): number => {
    const seen = [0, 0];
    const balancing: Balancing = {
      ...equal(),
      open: () => ({
        kept: new Float64Array(0),
        weigh({ tasks: [t] }, weights) {
          seen[t!]! += 1;
          weights[0] = 1;
        },
      }),
    };
    new MultiTaskNetwork({ ...own, batches, balancing, randomState: 0 }).fit(data);
    expect(seen[0]! + seen[1]!).toBe(40 * n);
    return seen[0]! / (40 * n);
  };
  expect(share("roundRobin")).toBe(0.5);
  expect(share("proportional")).toBeNear(50 / n, 0.03);
  expect(share((draw) => [Number(draw.random() < 0.2)])).toBeNear(0.8, 0.03);
});

test("bad samplers are refused in one sentence", () => {
  const go = (batches: unknown) => () =>
    new MultiTaskNetwork({ ...params, batches: batches as TaskSampler }).fit(X, targets);
  expect(go(() => [3])).toThrow(
    "MultiTaskNetwork.fit batches: expected tasks from 0 to 2, or their names, got 3",
  );
  expect(go(() => ["colour"])).toThrow('or their names, got "colour"');
  expect(go(() => undefined)).toThrow("batches: expected a sampler that draws tasks, got undefined");
  expect(go(() => [])).toThrow("expected a sampler that draws a task now and then, got none in 1000 draws");
  expect(go("all")).toThrow('MultiTaskNetwork.batches: expected "joint", "proportional", "roundRobin"');
});
