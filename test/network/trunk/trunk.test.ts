import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { RandomState } from "../../../src/index.ts";
import { dump, parse } from "../../../src/io/index.ts";
import {
  adam,
  classification,
  crossStitch,
  customizedGates,
  DataLoader,
  equal,
  MultiTaskDataset,
  MultiTaskNetwork,
  mgda,
  mixtureOfExperts,
  NetworkModel,
  oneTrunk,
  ownTrunks,
  readCheckpoint,
  regression,
} from "../../../src/network/index.ts";
import { gradientAffinity } from "../../../src/select/index.ts";
import { all } from "../balancing/parts.ts";

const n = 61;
const random = new RandomState(7);
const X = Array.from({ length: n }, () => [random.randn(), random.randn(), random.randn()]);
const y = {
  size: X.map(([a, b]) => a! - b! / 2),
  product: X.map(([a, , c]) => a! * c!),
  shape: X.map(([a, , c]) => (a! > 0.6 ? "round" : c! > 0 ? "flat" : "long")),
};
const tasks = { size: regression(), product: regression({ weight: 2 }), shape: classification() };
const flat = { data: Float64Array.from(X.flat()), rows: n, columns: 3 };
const folder = mkdtempSync(join(tmpdir(), "polytask-trunk-"));
afterAll(() => rmSync(folder, { recursive: true }));

const trunks = [
  mixtureOfExperts({ experts: 3 }),
  customizedGates({ shared: 2, own: 1 }),
  crossStitch({ keep: 0.8 }),
  ownTrunks(),
];
const sharing = trunks.filter(({ name }) => name !== "ownTrunks");

describe.each(trunks)("$name", (trunk) => {
  const make = (changes: object = {}) =>
    new MultiTaskNetwork({
      ...{ hidden: [9, 5], trunk, activation: "tanh", tasks, optimizer: adam({ lr: 0.02 }) },
      ...{ batchSize: 8, epochs: 4, dropout: 0.1, randomState: 3, ...changes },
    });

  test("learns", () => {
    const network = make({ epochs: 200, dropout: 0 }).fit(X, y);
    for (const score of Object.values(network.score(X, y))) expect(score).toBeGreaterThan(0.95);
  });

  test("the same seed, the same bits; a row alone is that row among others; plain is relaxed but for rounding", () => {
    const [a, b] = [make().fit(X, y), make().fit(X, y)];
    expect(b.model.describe()).toEqual(a.model.describe());
    expect(X.map((x) => a.predict([x])["size"]![0])).toEqual(Array.from(a.predict(X)["size"]!));
  });

  test("comes back from JSON, from a file and as a description of its parameters", async () => {
    const network = make().fit(X, y);
    const outputs = network.model.outputs(flat);
    expect(NetworkModel.from(JSON.parse(JSON.stringify(network.model))).outputs(flat)).toEqual(outputs);
    const loaded = (await parse(await dump(network))) as MultiTaskNetwork;
    expect(loaded.model.outputs(flat)).toEqual(outputs);
    expect(loaded.getParams().trunk).toMatchObject({ name: trunk.name, parameters: trunk.parameters });
    expect(loaded.fit(X, y).state).toEqual(network.state);
  });

  test("a checkpoint goes on bit for bit", () => {
    const file = join(folder, `${trunk.name}.json`);
    const all = make().fit(X, y);
    make({ epochs: 2 }).fit(X, y, { checkpoint: { file } });
    expect(make({ randomState: 99 }).fit(X, y, { resume: readCheckpoint(file) }).state).toEqual(all.state);
    expect(() => make({ trunk: oneTrunk() }).fit(X, y, { resume: readCheckpoint(file) })).toThrow(
      `resume trunk: expected {"name":"oneTrunk","parameters":{}}, as this network has, got {"name":"${trunk.name}"`,
    );
  });

  test("batches from a loader, tasks in turn, and tasks with inputs of their own", () => {
    const codes = { ...y, shape: X.map((_, i) => i % 3) };
    const known = { ...tasks, shape: classification(3) };
    const loader = new DataLoader(new MultiTaskDataset(X, codes), { batchSize: 16 });
    expect(make({ tasks: known }).fit(loader).history.length).toBe(4);
    expect(make({ batches: "roundRobin" }).fit(X, y).history.length).toBe(4);
    const own = {
      size: { X: X.map(([a, b]) => [a!, b!]), y: y.size },
      product: { X, y: y.product },
      shape: { X: X.map((x) => [...x, 1]), y: y.shape },
    };
    for (const adapters of [[], [7], [7, 6]]) {
      const network = make({ inputs: "own", adapters, hidden: [8], epochs: 200, dropout: 0 }).fit(own);
      for (const score of Object.values(network.score(own))) expect(score).toBeGreaterThan(0.85);
      const again = NetworkModel.from(JSON.parse(JSON.stringify(network.model)));
      expect(again.outputs(flat, "product")).toEqual(network.model.outputs(flat, "product"));
    }
  });
});

describe.each(sharing)("what tasks share in $name", (trunk) => {
  const params = { hidden: [7, 4], trunk, activation: "tanh", tasks, batchSize: 8, randomState: 1 } as const;

  test("gradients are central differences of the losses, and affinity takes them", () => {
    const network = new MultiTaskNetwork({ ...params, epochs: 3 }).fit(X, y);
    const shared = network.sharedLayers(X, y);
    const d = shared.gradient(0).map(() => random.randn());
    for (let t = 0; t < 3; t++) {
      const along = shared.gradient(t).reduce((sum, g, k) => sum + g * d[k]!, 0);
      const at = (h: number): number => shared.losses(d.map((x) => h * x))[t]!;
      expect(along).toBeNear((at(2e-3) - at(-2e-3)) / 4e-3, 3e-3);
    }
    const affinity = gradientAffinity(shared, { learningRate: 1e-3 });
    for (let t = 0; t < 3; t++) expect(affinity.get(t, t)).toBeGreaterThan(0);
  });

  test.each(all)("is balanced by $name", (balancing) => {
    const network = new MultiTaskNetwork({ ...params, balancing, epochs: 12 }).fit(X, y);
    expect(network.model.ending).toBe("epochs");
    const [first, last] = [network.history[0]!, network.history.at(-1)!];
    expect(last.loss).toBeLessThan(first.loss);
    if (balancing.reads === "gradients") expect(last.cosines![1]![1]).toBeNear(1, 1e-6);
  });
});

test("equal weights by gradients are equal weights by losses, but for rounding", () => {
  for (const trunk of [oneTrunk(), ...sharing]) {
    const [a, b] = [equal(), equal({ cosines: true })].map((balancing) => {
      const params = { hidden: [7, 4], trunk, tasks, balancing, epochs: 2, randomState: 1 } as const;
      return new MultiTaskNetwork(params).fit(X, y).model.describe().weights;
    });
    expect(a!).toBeNear(b!, 1e-5);
  }
});

test("cross-stitch that keeps all starts as trunks of their own", () => {
  const params = { hidden: [7, 4], tasks, epochs: 1, batchSize: n, randomState: 1 } as const;
  const [a, b] = [crossStitch({ keep: 1 }), ownTrunks()].map((trunk) =>
    new MultiTaskNetwork({ ...params, trunk }).fit(X, y),
  );
  expect(a!.history[0]!.losses).not.toEqual(b!.history[0]!.losses); // drawn in another order
  const stitches = a!.model.describe().weights;
  expect(stitches.filter((w) => Math.abs(w - 1) < 0.01).length).toBeGreaterThanOrEqual(2 * 3);
});

describe("bad input is refused in one sentence", () => {
  const make = (changes: object) => () => new MultiTaskNetwork({ tasks, ...changes }).fit(X, y);

  test("of trunks", () => {
    expect(() => mixtureOfExperts({ experts: 0 })).toThrow(
      "mixtureOfExperts.experts: expected an integer >= 1, got 0",
    );
    expect(() => customizedGates({ shared: 0.5 })).toThrow(
      "customizedGates.shared: expected an integer >= 1",
    );
    expect(() => customizedGates({ own: -1 })).toThrow(
      "customizedGates.own: expected an integer >= 0, got -1",
    );
    expect(() => crossStitch({ keep: 2 })).toThrow("crossStitch.keep: expected a number from 0 to 1, got 2");
    expect(make({ trunk: "mmoe" })).toThrow("MultiTaskNetwork.trunk: expected a trunk: oneTrunk()");
    for (const trunk of trunks)
      expect(make({ trunk, hidden: [] })).toThrow(
        `MultiTaskNetwork.fit hidden: expected a hidden layer, as ${trunk.name} asks for, got none`,
      );
  });

  test("of what asks for shared layers where there are none", () => {
    expect(make({ trunk: ownTrunks(), balancing: mgda() })).toThrow(
      "MultiTaskNetwork.fit balancing: expected hidden layers that tasks share, as mgda asks for, got none",
    );
    const network = make({ trunk: ownTrunks(), epochs: 1 })();
    expect(() => network.sharedLayers(X, y)).toThrow("expected hidden layers that tasks share, got none");
    expect(make({ adapters: [4] })).toThrow(
      'MultiTaskNetwork.fit adapters: expected inputs: "own" beside them, got "shared"',
    );
  });

  test("of described models", () => {
    const described = make({ trunk: crossStitch(), epochs: 1 })().model.describe();
    expect(() => NetworkModel.from({ ...described, trunk: { name: "oak", parameters: {} } })).toThrow(
      'NetworkModel.from trunk: expected one of crossStitch, customizedGates, mixtureOfExperts, oneTrunk, ownTrunks, got "oak"',
    );
    expect(() => NetworkModel.from({ ...described, weights: [1] })).toThrow(
      "NetworkModel.from weights: expected",
    );
    const { trunk: _, ...old } = make({ epochs: 1 })().model.describe();
    expect(NetworkModel.from(old as never).trunk.name).toBe("oneTrunk");
  });
});
