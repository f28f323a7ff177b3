import { describe, expect, test } from "vitest";
import { RandomState } from "../../src/index.ts";
import {
  adam,
  binary,
  classification,
  DataLoader,
  MultiTaskDataset,
  MultiTaskNetwork,
  type NetworkBatch,
  type NetworkState,
  regression,
  upGrad,
} from "../../src/network/index.ts";

const n = 61;
const random = new RandomState(5);
const X = Array.from({ length: n }, () => [random.randn(), random.randn(), random.randn()]);
const targets = {
  size: X.map(([a, b]) => a! - b! / 2),
  kind: X.map(([a, , c]) => Number(a! > 0.6) + Number(c! > 0)),
  sign: X.map(([, b]) => Number(b! > 0)),
};
const tasks = { size: regression(), kind: classification(3), sign: binary() };
const params = { hidden: [9], tasks, batchSize: 8, epochs: 5, optimizer: adam({ lr: 0.02 }), randomState: 3 };
const make = (changes: object = {}) => new MultiTaskNetwork({ ...params, ...changes });
const dataset = new MultiTaskDataset(X, targets);
const own = {
  size: { X: X.slice(0, 40), y: targets.size.slice(0, 40) },
  kind: { X: X.slice(40, 55), y: targets.kind.slice(40, 55) },
  sign: { X: X.slice(55), y: targets.sign.slice(55) },
};

/** The rows of a loader's epoch, as their first input says. */
const firsts = (loader: DataLoader, epoch: number): number[] =>
  [...loader.epoch(epoch)].flatMap((batch) => {
    const { data, columns } = (batch as { X: { data: Float64Array; columns: number } }).X;
    return Array.from(data).filter((_, k) => k % columns === 0);
  });

describe("DataLoader", () => {
  test("all rows once, in order or shuffled, another order every epoch and the same for a seed", () => {
    const inOrder = X.map(([a]) => a!);
    expect(firsts(new DataLoader(dataset, { batchSize: 7 }), 1)).toEqual(inOrder);
    const shuffled = new DataLoader(dataset, { batchSize: 7, shuffle: true, randomState: 4 });
    const [one, two] = [firsts(shuffled, 1), firsts(shuffled, 2)];
    expect(one).not.toEqual(inOrder);
    expect(one).not.toEqual(two);
    expect(one.toSorted()).toEqual(inOrder.toSorted());
    expect(firsts(new DataLoader(dataset, { batchSize: 7, shuffle: true, randomState: 4 }), 1)).toEqual(one);
  });

  test("dropLast leaves out the rows that do not fill a batch", () => {
    expect(new DataLoader(dataset, { batchSize: 7 }).length).toBe(9);
    const loader = new DataLoader(dataset, { batchSize: 7, dropLast: true });
    expect(loader.length).toBe(8);
    expect(firsts(loader, 1).length).toBe(56);
  });

  test("bad options", () => {
    expect(() => new DataLoader(dataset, { batchSize: 0 })).toThrow(
      "DataLoader.batchSize: expected an integer >= 1, got 0",
    );
    expect(() => new DataLoader(dataset, { batchSize: 62, dropLast: true })).toThrow(
      "DataLoader.dropLast: expected a batchSize of at most 61 beside it, got 62",
    );
    expect(() => new DataLoader({ length: 0, batch: () => ({}) })).toThrow(
      "DataLoader dataset: expected { length, batch(rows) } with at least one row",
    );
    expect(() => new MultiTaskDataset(X, { size: [1, 2] })).toThrow(
      'MultiTaskDataset "size": expected 61 values, one a row of X, got 2',
    );
  });
});

describe("fit(loader)", () => {
  test("one batch of all rows is what fit on the rows does", () => {
    const loader = new DataLoader(dataset, { batchSize: n });
    const whole = make({ batchSize: n }).fit(X, targets).model.describe().weights;
    expect(make({ batchSize: n }).fit(loader).model.describe().weights).toBeNear(whole, 1e-4);
  });

  test("learns; missing targets and weights count as in fit", () => {
    const half = { ...targets, size: targets.size.map((y, i) => (i % 2 ? y : NaN)) };
    const weight = { size: X.map((_, i) => 1 + (i % 3)), kind: X.map(() => 2), sign: X.map(() => 1) };
    const set = new MultiTaskDataset(X, half, { sampleWeight: weight });
    const network = make({ batchSize: n }).fit(new DataLoader(set, { batchSize: n }));
    const same = make({ batchSize: n }).fit(X, half, { sampleWeight: weight });
    expect(network.model.describe().weights).toBeNear(same.model.describe().weights, 1e-4);
    const long = make({ epochs: 150 }).fit(new DataLoader(set, { shuffle: true, randomState: 0 }));
    expect(long.score(X, targets)["size"]).toBeGreaterThan(0.9);
    expect(long.classes).toEqual({ kind: [0, 1, 2], sign: [0, 1] });
  });

  test("tasks with rows of their own, whose batches have some of the tasks", () => {
    const loader = new DataLoader(new MultiTaskDataset(own), { batchSize: 9, shuffle: true, randomState: 1 });
    const network = make({ epochs: 80, balancing: upGrad() }).fit(loader);
    const score = network.score({ size: { X, y: targets.size }, kind: own.kind, sign: own.sign });
    expect(score["size"]).toBeGreaterThan(0.8);
    expect(score["kind"]).toBeGreaterThan(0.8);
  });

  test("fitAsync with promises gives the same bits; resume goes on with the orders of its epochs", async () => {
    const slow = {
      length: n,
      batch: async (rows: Int32Array) => {
        await new Promise((resolve) => setTimeout(resolve, 0));
        return dataset.batch(rows);
      },
    };
    const options = { batchSize: 8, shuffle: true, randomState: 2 };
    const fast = make().fit(new DataLoader(dataset, options));
    const network = await make().fitAsync(new DataLoader(slow, options));
    expect(network.state).toEqual(fast.state);
    const half = make({ epochs: 2 }).fit(new DataLoader(dataset, options));
    const resume = JSON.parse(JSON.stringify(half.state)) as NetworkState;
    expect(make().fit(new DataLoader(dataset, options), { resume }).state).toEqual(fast.state);
    expect(() => make().fit(new DataLoader(slow, options))).toThrow(
      "DataLoader: expected fitAsync for a data set whose batches are promises",
    );
  });

  test("any iterable of batches will do, asynchronous ones for fitAsync", async () => {
    const batches = [...new DataLoader(dataset, { batchSize: 8 }).epoch(1)];
    const known = make()
      .fit({ epoch: () => batches })
      .model.describe().weights;
    expect(make().fit(batches).model.describe().weights).toEqual(known); // a list of batches is no matrix
    const stream = {
      async *[Symbol.asyncIterator]() {
        yield* batches;
      },
    };
    const network = await make().fitAsync(stream);
    expect(network.model.describe().weights).toEqual(known);
    expect(() => make().fit(stream as unknown as Iterable<NetworkBatch>)).toThrow(
      "MultiTaskNetwork.fit loader: expected fitAsync for asynchronous batches, got fit",
    );
  });
});

describe("early stopping looks at rows beside the loader", () => {
  const loader = new DataLoader(new MultiTaskDataset(own), { batchSize: 16, shuffle: true, randomState: 2 });
  const weight = X.map((_, i) => 1 + (i % 3));
  const changes = { epochs: 200, optimizer: adam({ lr: 0.05 }), earlyStopping: { patience: 6 } };

  test("keeps the best weights; what it judged is the loss of their predictions", async () => {
    const validation = { X, targets: { ...targets, size: targets.size.with(4, NaN) }, sampleWeight: weight };
    const network = await make(changes).fitAsync(loader, { validation });
    const { model, history } = network;
    const judged = history.map((epoch) => epoch.validation!);
    expect(model.ending).toBe("patience");
    expect(model.epoch).toBe(1 + judged.indexOf(Math.min(...judged)));
    const { size } = network.predict(X) as { size: Float64Array };
    const { kind, sign } = network.predictProba(X);
    const losses = [
      (i: number) => (targets.size[i]! - size[i]!) ** 2 / 2,
      (i: number) => -Math.log(kind!.get(i, targets.kind[i]!)),
      (i: number) => -Math.log(sign!.get(i, targets.sign[i]!)),
    ];
    const want = losses.reduce((sum, loss, t) => {
      const rows = X.map((_, i) => i).filter((i) => t > 0 || i !== 4);
      const total = rows.reduce((s, i) => s + weight[i]!, 0);
      return sum + rows.reduce((s, i) => s + weight[i]! * loss(i), 0) / total;
    }, 0);
    expect(judged[model.epoch - 1]).toBeNear(want, 1e-4);
  });

  test("fit and fitAsync agree bit for bit, resumed too, and inputs may change meanwhile", async () => {
    const table = { data: Float64Array.from(X.flat()), rows: n, columns: 3 };
    const validation = { X: table, targets };
    const all = make(changes).fit(loader, { validation });
    const half = make({ ...changes, epochs: 3 }).fit(loader, { validation });
    const work = make(changes).fitAsync(loader, { validation, resume: half.state });
    table.data.fill(0);
    expect((await work).state).toEqual(all.state);
  });

  test("tasks with inputs of their own, some of them", () => {
    const rows = { ...own, sign: { ...own.sign, X: own.sign.X.map((x) => [...x, 1]) } };
    const batches = new DataLoader(new MultiTaskDataset(rows), { batchSize: n });
    const network = make({ ...changes, inputs: "own", hidden: [9, 5], epochs: 4 });
    network.fit(batches, { validation: { size: own.size, sign: rows.sign } });
    expect(network.history.every(({ validation }) => validation! > 0)).toBe(true);
  });
});

describe("what loaders may do wrong ends in one sentence, and leaves what was known", () => {
  const batch = dataset.batch(Int32Array.from(X.keys()).subarray(0, 8));
  const rows = (given: unknown) => ({ epoch: () => given as Iterable<NetworkBatch> });
  const network = make().fit(X, targets);
  const { model } = network;
  const go = (given: unknown) => () => network.fit(given as Iterable<NetworkBatch>);

  test.each<[string, unknown, string]>([
    ["no batch", rows([]), "MultiTaskNetwork.fit loader: expected batches in epoch 1, got none"],
    [
      "one epoch only",
      [batch, batch].values(),
      "MultiTaskNetwork.fit loader: expected batches in epoch 2, got none",
    ],
    [
      "ends early",
      { length: 3, epoch: (k: number) => (k < 3 ? [batch, batch, batch] : [batch]) },
      "MultiTaskNetwork.fit loader: expected 3 batches in epoch 3, got 1",
    ],
    [
      "throws",
      {
        *epoch(k: number) {
          yield batch;
          if (k === 2) throw new Error("disk on fire");
        },
      },
      "MultiTaskNetwork.fit loader: expected batches in epoch 2, got an error: disk on fire",
    ],
    [
      "an empty batch",
      rows([{ X: [], targets: { size: [], kind: [], sign: [] } }]),
      "MultiTaskNetwork.fit batch",
    ],
    [
      "too long a batch",
      rows([batch, dataset.batch(Int32Array.from(X.keys()))]),
      "MultiTaskNetwork.fit batch: expected at most 8 rows, as batchSize or the first batch, got 61",
    ],
    [
      "another width",
      rows([batch, { ...batch, X: X.slice(0, 8).map((x) => x.slice(1)) }]),
      "MultiTaskNetwork.fit batch X: expected 3 columns, as the first batch, got 2",
    ],
    [
      "a class out of range",
      rows([
        {
          ...batch,
          targets: { ...(batch as { targets: object }).targets, kind: X.slice(0, 8).map(() => 3) },
        },
      ]),
      'MultiTaskNetwork.fit batch "kind" row 0: expected classes, integers from 0 to 2, got 3',
    ],
    [
      "a task without a target in a whole epoch",
      rows([{ size: own.size && { X: X.slice(0, 4), y: targets.size.slice(0, 4) } }]),
      'MultiTaskNetwork.fit "kind": expected an observed target, got none in the whole of epoch 1',
    ],
    [
      "a task nobody knows",
      rows([{ colour: { X, y: targets.size } }]),
      "expected tasks out of size, kind, sign",
    ],
    ["no batches", rows([7]), "MultiTaskNetwork.fit batch: expected { X, targets } or { name: { X, y } }"],
  ])("%s", (_, given, sentence) => {
    expect(go(given)).toThrow(sentence);
    expect(network.model).toBe(model);
  });

  test("asynchronous ones too", async () => {
    const broken = {
      async *[Symbol.asyncIterator]() {
        yield batch;
        throw new Error("the wire is cut");
      },
    };
    await expect(network.fitAsync(broken)).rejects.toThrow(
      "MultiTaskNetwork.fitAsync loader: expected batches in epoch 1, got an error: the wire is cut",
    );
    expect(network.model).toBe(model);
  });

  test("parameters that need the rows", () => {
    const loader = new DataLoader(dataset, { batchSize: 8 });
    expect(() => make({ earlyStopping: {} }).fit(loader)).toThrow(
      "MultiTaskNetwork.fit earlyStopping: expected validation: rows beside the loader that it looks at, got no validation",
    );
    const validation = { X, targets };
    expect(() => make().fit(loader, { validation })).toThrow("looks at, got no earlyStopping");
    expect(() => make({ earlyStopping: {} }).fit(X, targets, { validation } as object)).toThrow("validation");
    const bad: [NetworkBatch, string][] = [
      [
        { X: X.map((x) => [...x, 1]), targets },
        "fit validation X: expected 3 columns, as the first batch, got 4",
      ],
      [{ X, targets: { ...targets, kind: X.map(() => 3) } }, 'fit validation "kind" row 0: expected classes'],
      [{ size: { X, y: X.map(() => NaN) } }, "fit validation: expected an observed target, got none"],
      [{}, "fit validation: expected { X, targets } or { name: { X, y } }, with rows, got"],
    ];
    for (const [validation, sentence] of bad)
      expect(() => make({ earlyStopping: {} }).fit(loader, { validation })).toThrow(sentence);
    expect(() => make({ batches: "roundRobin" }).fit(loader)).toThrow("batches: expected");
    expect(() => make({ tasks: { kind: classification() } }).fit(loader)).toThrow(
      'MultiTaskNetwork.fit "kind": expected classification(K) for batches from a loader, got no K',
    );
  });

  test("told to stop while it waits for the first batch", async () => {
    const slow = {
      async *[Symbol.asyncIterator]() {
        yield batch;
      },
    };
    await expect(make().fitAsync(slow, { onProgress: () => false })).rejects.toThrow("stopped");
  });
});
