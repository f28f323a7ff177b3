import { describe, expect, test } from "vitest";
import { RandomState } from "../../src/index.ts";
import {
  adam,
  classification,
  DataLoader,
  MultiTaskDataset,
  MultiTaskNetwork,
  mgda,
  NetworkModel,
  type NetworkState,
  regression,
} from "../../src/network/index.ts";

const random = new RandomState(5);
const rows = (n: number, p: number) =>
  Array.from({ length: n }, () => Array.from({ length: p }, () => random.randn()));
const wide = rows(53, 7);
const narrow = rows(31, 2);
const data = {
  digit: { X: wide, y: wide.map(([a, b]) => (a! > 0.5 ? "one" : b! > 0 ? "two" : "three")) },
  load: { X: narrow, y: narrow.map(([a, b]) => a! - b! / 2) },
};
const params = {
  ...{ inputs: "own" as const, hidden: [11, 6], tasks: { digit: classification(), load: regression() } },
  ...{ batchSize: 8, epochs: 5, optimizer: adam({ lr: 0.01 }), randomState: 3 },
} as const;
const make = (changes: object = {}) => new MultiTaskNetwork({ ...params, ...changes });

test("learns tasks whose inputs have nothing in common, and predicts each from its own", () => {
  const network = make({ epochs: 150 }).fit(data);
  const score = network.score(data);
  expect(score["digit"]).toBeGreaterThan(0.95);
  expect(score["load"]).toBeGreaterThan(0.95);
  const { digit } = network.predict({ digit: wide.slice(0, 4) });
  expect(digit).toEqual((network.predict({ digit: wide, load: narrow })["digit"] as string[]).slice(0, 4));
  expect(network.predictProba({ digit: wide, load: narrow })["digit"]!.columns).toBe(3);
  const again = NetworkModel.from(JSON.parse(JSON.stringify(network.model)));
  const flat = { data: Float64Array.from(narrow.flat()), rows: 31, columns: 2 };
  expect(again.outputs(flat, "load")).toEqual(network.model.outputs(flat, "load"));
});

test("it is one first layer of all columns, where a row has zeros in those of other tasks", () => {
  const zeros = (p: number): number[] => Array.from({ length: p }, () => 0);
  const joint = new MultiTaskNetwork({ ...params, inputs: "shared", epochs: 1, batchSize: 200 }).fit(
    [...wide.map((x) => [...x, ...zeros(2)]), ...narrow.map((x) => [...zeros(7), ...x])],
    { digit: [...data.digit.y, ...narrow.map(() => null)], load: [...wide.map(() => NaN), ...data.load.y] },
  );
  const own = make({ epochs: 1, batchSize: 200 });
  expect(own.fit(data).history[0]!.losses["load"]).not.toBe(joint.history[0]!.losses["load"]); // other start: 1/√2, not 1/√9
  const resume: NetworkState = { ...joint.state, history: [] };
  const [a, b] = [
    make({ epochs: 1, batchSize: 200 }).fit(data, { resume: { ...resume, inputs: [7, 2], step: 1 } }),
    new MultiTaskNetwork({ ...params, inputs: "shared", epochs: 1, batchSize: 200 }).fit(
      [...wide.map((x) => [...x, ...zeros(2)]), ...narrow.map((x) => [...zeros(7), ...x])],
      { digit: [...data.digit.y, ...narrow.map(() => null)], load: [...wide.map(() => NaN), ...data.load.y] },
      { resume: { ...resume, step: 1 } },
    ),
  ];
  expect(a.model.describe().weights).toEqual(b.model.describe().weights);
});

test("with balancing, in turn, resumed, and out of a loader", () => {
  const changes = { balancing: mgda(), batches: "roundRobin" };
  const all = make(changes).fit(data);
  const half = make({ ...changes, epochs: 2 }).fit(data);
  expect(make(changes).fit(data, { resume: half.state }).state).toEqual(all.state);
  const tasks = { digit: classification(3), load: regression() };
  const codes = { ...data, digit: { X: wide, y: wide.map(([a, b]) => (a! > 0.5 ? 0 : b! > 0 ? 1 : 2)) } };
  const loader = new DataLoader(new MultiTaskDataset(codes), {
    batchSize: 84,
    shuffle: true,
    randomState: 1,
  });
  const network = make({ tasks, epochs: 200 }).fit(loader);
  expect(network.score(codes)["load"]).toBeGreaterThan(0.9);
  expect(network.score(codes)["digit"]).toBeGreaterThan(0.9);
});

describe("bad input", () => {
  test("is refused in one sentence", () => {
    expect(() => make({ hidden: [9] }).fit(data)).toThrow(
      "MultiTaskNetwork.fit hidden: expected two hidden layers or more: the first takes every task's own inputs, the others are shared, got 1",
    );
    expect(() => make().fit(wide, { digit: data.digit.y, load: wide.map(() => 1) })).toThrow(
      "MultiTaskNetwork.fit: expected { name: { X, y } }, as every task has inputs of its own",
    );
    const network = make().fit(data);
    const { state } = network;
    expect(() => make().fit(data, { resume: { ...state, inputs: [6, 3] } })).toThrow(
      "MultiTaskNetwork.fit resume inputs: expected [7,2], as this network has, got [6,3]",
    );
    expect(() => network.predict(wide)).toThrow(
      "MultiTaskNetwork.predict: expected { name: X }, as every task has inputs of its own",
    );
    expect(() => network.predict({ colour: wide })).toThrow("expected tasks out of digit, load");
    expect(() => network.predict({ load: wide })).toThrow('predict "load"');
    const codes = { digit: { X: wide, y: wide.map(() => 1) }, load: data.load };
    const tasks = { digit: classification(3), load: regression() };
    const loader = new DataLoader(new MultiTaskDataset(codes), { batchSize: 8 });
    expect(() => make({ tasks }).fit(loader)).toThrow(
      "MultiTaskNetwork.fit first batch: expected rows of digit, load, as inputs are their own, got digit",
    );
  });
});
