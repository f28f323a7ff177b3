import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { PolytaskError, RandomState } from "../../src/index.ts";
import {
  adam,
  adamW,
  type BatchSource,
  binary,
  caGrad,
  classification,
  crossStitch,
  customizedGates,
  DataLoader,
  dwa,
  equal,
  famo,
  gradNorm,
  MultiTaskDataset,
  MultiTaskNetwork,
  mixtureOfExperts,
  type NetworkBatch,
  poisson,
  readCheckpoint,
  regression,
  sgd,
  uncertainty,
} from "../../src/network/index.ts";

/** What everybody may hand in wrong: ends in one sentence, and a network that was fitted before knows what it knew. */

const n = 31;
const random = new RandomState(5);
const X = Array.from({ length: n }, () => [random.randn(), random.randn(), random.randn()]);
const targets = {
  size: X.map(([a, b]) => a! - b! / 2),
  kind: X.map(([a, , c]) => Number(a! > 0.6) + Number(c! > 0)),
  sign: X.map(([, b]) => Number(b! > 0)),
};
const tasks = { size: regression(), kind: classification(3), sign: binary() };
const params = { hidden: [7], tasks, batchSize: 8, epochs: 3, randomState: 3 };
const make = (changes: object = {}) => new MultiTaskNetwork({ ...params, ...changes });
const dataset = new MultiTaskDataset(X, targets);
const whole = new DataLoader(dataset, { batchSize: 8 });

const network = make().fit(X, targets);
const { model, state } = network;
const answers = () => [network.predict(X), network.predictProba(X), network.history];
const known = structuredClone(answers().map((answer) => JSON.stringify(answer)));

const folder = mkdtempSync(join(tmpdir(), "polytask-bad-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, "state.json");
const checkpoint = (text: string) => {
  writeFileSync(file, text);
  return readCheckpoint(file);
};
const stateText = JSON.stringify(state);

/** The sentence of an error of ours: one line, of one sentence, that says where and what. */
function sentenceOf(error: unknown): string {
  expect(error).toBeInstanceOf(PolytaskError);
  const { message } = error as Error;
  expect(message).toMatch(/^[^\n]{10,400}$/);
  expect(message).toMatch(/^\S.*: (expected .*, got |has no |a thread was lost)/);
  return message;
}

/** What a fit refuses to do. */
const refused = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return sentenceOf(error);
  }
  throw new Error("nobody refused");
};

const refusedSoon = async (work: () => Promise<unknown>): Promise<string> =>
  work().then(() => {
    throw new Error("nobody refused");
  }, sentenceOf);

const nothingIsLost = () => {
  expect(network.model).toBe(model);
  expect(answers().map((answer) => JSON.stringify(answer))).toEqual(known);
};

describe("what is wrong with the network itself", () => {
  const { loss: _, ...lossless } = regression();
  const unlike = "a record of heads by task name";
  const counts = "an array of integers >= 1";
  test.each<[string, object, string]>([
    ["a head without a loss", { tasks: { size: lossless } }, unlike],
    ["a head whose loss is undefined", { tasks: { size: { ...regression(), loss: undefined } } }, unlike],
    ["a head with a loss that nobody knows", { tasks: { size: { ...regression(), loss: "hinge" } } }, unlike],
    ["no heads", { tasks: {} }, unlike],
    ["a hidden size of 0", { hidden: [0] }, counts],
    ["one of them 0", { hidden: [8, 0] }, counts],
    ["a hidden size below 0", { hidden: [-4] }, counts],
    ["half a unit", { hidden: [8, 2.5] }, counts],
    ["NaN units", { hidden: [NaN] }, counts],
    ["adapters of 0 units", { inputs: "own", adapters: [0] }, counts],
  ])("%s", (__, changes, rule) => {
    expect(refused(() => make(changes))).toContain(rule);
    expect(refused(() => network.setParams(changes))).toContain(rule);
    nothingIsLost();
  });
});

const sizes = { size: X.map(() => NaN) };
const badTargets: [string, object, string][] = [
  ["a class out of range", { kind: targets.kind.with(5, 3) }, '"kind" row 5: expected classes, integers'],
  ["a class below 0", { kind: targets.kind.with(5, -1) }, "integers from 0 to 2, got -1"],
  ["a class that is no integer", { kind: targets.kind.with(5, 0.5) }, "integers from 0 to 2, got 0.5"],
  ["an infinite class", { kind: targets.kind.with(5, Infinity) }, '"kind"'],
  ["a class that is a text", { kind: targets.kind.map(String) }, '"kind"'],
  ["a task without an observed target", sizes, '"size": expected '],
  ["a task that is not there", { size: undefined }, '"size": expected targets, one a row of X'],
  ["targets of another length", { size: [1, 2] }, "size"],
];

describe("options that do not exist, or are none", () => {
  const makers: Record<string, (options: never) => unknown> = {
    ...{ regression, binary, poisson, adam, adamW, sgd, mixtureOfExperts, customizedGates, crossStitch },
    ...{ uncertainty, gradNorm, dwa, famo, caGrad, equal },
    classification: (options: never) => classification(3, options),
    DataLoader: (options: never) => new DataLoader(dataset, options),
    MultiTaskDataset: (options: never) => new MultiTaskDataset(X, targets, options),
  };
  test.each(Object.entries(makers))("%s", (name, make) => {
    const wrong = { ...(name === "sgd" && { lr: 1 }), speed: 1 };
    expect(refused(() => make(wrong as never))).toMatch(
      new RegExp(`^${name}: has no option speed; it has \\w`),
    );
    for (const none of [3, "0.1", null])
      expect(refused(() => make(none as never))).toMatch(new RegExp(`^${name}\\b.*: expected `));
    nothingIsLost();
  });

  test("of a checkpoint, of a data set's columns, and of a loader's order", () => {
    const evry = { file, evry: 2 } as unknown as { file: string };
    expect(refused(() => network.fit(X, targets, { checkpoint: evry }))).toBe(
      "MultiTaskNetwork.fit checkpoint: has no option evry; it has file, every",
    );
    const shuffle = "yes" as unknown as boolean;
    expect(refused(() => new DataLoader(dataset, { shuffle }))).toBe(
      'DataLoader.shuffle: expected true or false, got "yes"',
    );
    const sampleWeight = 3 as unknown as number[];
    expect(refused(() => new MultiTaskDataset(X, targets, { sampleWeight }))).toBe(
      "MultiTaskDataset sampleWeight: expected a record of vectors by task, got 3",
    );
    nothingIsLost();
  });
});

describe("what is wrong with rows in memory", () => {
  test.each<[string, unknown, object, string]>(
    [
      ...badTargets.map(([name, bad, sentence]) => [name, X, { ...targets, ...bad }, sentence] as const),
      [
        "no rows",
        [],
        { size: [], kind: [], sign: [] },
        '"size": expected at least one row, got none',
      ] as const,
      [
        "a number that is none",
        X.with(2, [1, NaN, 1]),
        targets,
        "X row 2, column 1: expected a finite number",
      ],
      ["rows that are not equally wide", X.with(2, [1]), targets, "X row 2"],
    ].map((row) => row as [string, unknown, object, string]),
  )("%s", async (_, x, y, sentence) => {
    const given = [x as number[][], y as typeof targets] as const;
    const said = refused(() => network.fit(...given));
    expect(said).toContain(`MultiTaskNetwork.fit`);
    expect(said).toContain(sentence);
    nothingIsLost();
    const soon = await refusedSoon(() => network.fitAsync(...given));
    expect(soon).toBe(said.replace("MultiTaskNetwork.fit", "MultiTaskNetwork.fitAsync"));
    nothingIsLost();
  });

  test("a task whose targets are all held back", () => {
    const few = { ...targets, size: X.map((_, i) => (i === 0 ? 1 : NaN)) };
    const stopping = { earlyStopping: { validationFraction: 0.9 }, randomState: 0 };
    expect(refused(() => make(stopping).fit(X, few))).toBe(
      'MultiTaskNetwork.fit "size": expected an observed target among the rows that train, got all of them held back',
    );
  });
});

const batch = dataset.batch(Int32Array.from(X.keys()).subarray(0, 8)) as NetworkBatch & {
  X: object;
  targets: object;
};
const good = () => [...whole.epoch(1)];
const eight = (of: object) => Object.fromEntries(Object.entries(of).map(([k, y]) => [k, y?.slice?.(0, 8)]));

/** Epochs of batches, from the second one on other batches. */
const later = (...bad: unknown[]) => ({ epoch: (k: number) => (k < 2 ? good() : (bad as NetworkBatch[])) });
const withEpochs = (epochs: (k: number) => Iterable<unknown>) => ({ epoch: epochs });

const badLoaders: [string, object, string][] = [
  ...badTargets
    .filter(([name]) => name !== "a task without an observed target" && !name.includes("length"))
    .map(
      ([name, bad, sentence]) =>
        [name, later(batch, { ...batch, targets: { ...batch.targets, ...eight(bad) } }), sentence] as const,
    )
    .map(([name, loader, sentence]) => [name, loader, sentence] as [string, object, string]),
  ["targets of another length", later({ ...batch, targets: { ...batch.targets, size: [1] } }), "batch"],
  [
    "a batch without rows",
    later(batch, { X: [], targets: { size: [], kind: [], sign: [] } }),
    'batch "size": expected at least one row, got none',
  ],
  [
    "a batch of no tasks",
    later(batch, {}),
    "batch: expected { X, targets } or { name: { X, y } }, with rows, got an object with no keys",
  ],
  ["a batch of a task without rows", later(batch, { size: { X: [], y: [] } }), "batch"],
  ["a batch that is none", later(batch, 7), "with rows, got 7"],
  ["a list with something else in it", [batch, 7], "with rows, got 7"],
  ["nothing for a batch", later(batch, null), "with rows, got null"],
  ["batches of another width", later({ ...batch, X: X.slice(0, 8).map((x) => x.slice(1)) }), "3 columns"],
  ["too large a batch", later(dataset.batch(Int32Array.from(X.keys()))), "at most 8 rows"],
  [
    "an end before its length",
    { length: 4, epoch: (k: number) => (k < 3 ? good() : good().slice(1)) },
    "loader: expected 4 batches in epoch 3, got 3",
  ],
  ["no batches where they should be", { epoch: () => 7 }, "loader: expected batches in epoch 1, got 7"],
  ["a letter for every batch", { epoch: () => "abc" }, 'loader: expected batches in epoch 1, got "abc"'],
  [
    "nothing where batches should be",
    { epoch: () => null },
    "loader: expected batches in epoch 1, got an object with epoch",
  ],
  [
    "half a batch an epoch",
    { length: 0.5, epoch: good },
    "loader.length: expected how many batches an epoch has, got 0.5",
  ],
  ["an end before the first batch", { epoch: () => [] }, "loader: expected batches in epoch 1, got none"],
  [
    "a generator, which comes once and not again",
    (function* () {
      yield* good();
    })(),
    "loader: expected batches in epoch 2, got none",
  ],
  [
    "an error on the way",
    withEpochs(function* (k) {
      yield batch;
      if (k === 2) throw new Error("the disk is gone");
      yield* good().slice(1);
    }),
    "loader: expected batches in epoch 2, got an error: the disk is gone",
  ],
  [
    "an error of its data set",
    new DataLoader(
      {
        length: n,
        batch(rows) {
          if (rows.includes(17)) throw new TypeError("row 17 cannot be read");
          return dataset.batch(rows);
        },
      },
      { batchSize: 8 },
    ),
    "loader: expected batches in epoch 1, got an error: row 17 cannot be read",
  ],
  [
    "an error that is none",
    withEpochs(function* () {
      yield batch;
      throw "a word";
    }),
    "loader: expected batches in epoch 1, got an error: a word",
  ],
  [
    "an error as its epoch begins",
    {
      epoch(k: number) {
        if (k === 2) throw new Error("no such file");
        return good();
      },
    },
    "loader: expected batches in epoch 2, got an error: no such file",
  ],
  [
    "an error as it is let go of, after a batch that is none",
    withEpochs(function* () {
      try {
        yield batch;
        yield 7;
      } finally {
        // biome-ignore lint/correctness/noUnsafeFinally: what loaders may do
        throw new Error("the file does not close");
      }
    }),
    "with rows, got 7",
  ],
  [
    "a task without a target in the whole of an epoch",
    later(
      ...good().map((one) => ({ ...one, targets: { ...(one as typeof batch).targets, size: nans(one) } })),
    ),
    '"size": expected an observed target, got none in the whole of epoch 2',
  ],
  [
    "a task that no batch of an epoch has",
    later({ size: { X: X.slice(0, 8), y: targets.size.slice(0, 8) } }),
    '"kind": expected an observed target, got none in the whole of epoch 2',
  ],
  ["a task that nobody knows", later({ colour: { X, y: targets.size } }), "tasks out of size, kind, sign"],
];

function nans(one: NetworkBatch): number[] {
  return Array.from((one as unknown as { targets: { size: number[] } }).targets.size, () => NaN);
}

describe("what a loader may do wrong", () => {
  /** The same loader, every one of whose batches is awaited. */
  const slow = (loader: object) => ({
    ...("length" in loader && { length: loader.length }),
    async *epoch(k: number) {
      const { epoch } = loader as { epoch?: (k: number) => Iterable<NetworkBatch> };
      await new Promise((resolve) => setTimeout(resolve, 0));
      for (const one of epoch ? epoch.call(loader, k) : (loader as Iterable<NetworkBatch>)) {
        yield one;
        await Promise.resolve();
      }
    },
  });
  const iterableAtAll = badLoaders.filter(
    ([name]) => !/^(a generator|no batches where|nothing where|a letter)/.test(name),
  );

  test.each(badLoaders)("%s", (_, loader, sentence) => {
    const said = refused(() => network.fit(loader as Iterable<NetworkBatch>));
    expect(said).toContain("MultiTaskNetwork.fit ");
    expect(said).toContain(sentence);
    nothingIsLost();
  });

  test.each(iterableAtAll)("awaited: %s", async (_, loader, sentence) => {
    const said = await refusedSoon(() => network.fitAsync(slow(loader) as BatchSource));
    expect(said).toContain(sentence.replace("MultiTaskNetwork.fit", "MultiTaskNetwork.fitAsync"));
    nothingIsLost();
  });

  test("a promise that is not kept, of a data set or of a loader", async () => {
    const cut = { length: n, batch: () => Promise.reject(new Error("the wire is cut")) };
    expect(await refusedSoon(() => network.fitAsync(new DataLoader(cut)))).toBe(
      "MultiTaskNetwork.fitAsync loader: expected batches in epoch 1, got an error: the wire is cut",
    );
    nothingIsLost();
  });

  test("a file that does not close, awaited: nobody else hears of it", async () => {
    const heard: unknown[] = [];
    const hear = (reason: unknown) => heard.push(reason);
    process.on("unhandledRejection", hear);
    try {
      const loader = {
        async *[Symbol.asyncIterator]() {
          try {
            yield batch;
            yield 7 as unknown as NetworkBatch;
          } finally {
            // biome-ignore lint/correctness/noUnsafeFinally: what loaders may do
            throw new Error("the file does not close");
          }
        },
      };
      expect(await refusedSoon(() => network.fitAsync(loader))).toContain("with rows, got 7");
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(heard).toEqual([]);
      nothingIsLost();
    } finally {
      process.off("unhandledRejection", hear);
    }
  });

  test("a batch that never comes is waited for until a signal says otherwise", async () => {
    const never = {
      async *[Symbol.asyncIterator]() {
        yield batch;
        await new Promise(() => {});
      },
    };
    const work = network.fitAsync(never, { signal: AbortSignal.timeout(50) });
    await expect(work).rejects.toThrow(/timeout/);
    nothingIsLost();
  });

  test("whoever is refused lets go of the epoch it has begun", async () => {
    let open = 0;
    const counted = {
      *epoch() {
        open++;
        try {
          yield* good();
        } finally {
          open--;
        }
      },
    };
    const work = () => network.fit(counted, { resume: { ...state, units: [3, 8, 5] } });
    expect(refused(work)).toContain("resume units");
    expect(open).toBe(0);
    const validation = { X: X.map((x) => [...x, 1]), targets };
    const stops = make({ earlyStopping: {} });
    expect(refused(() => stops.fit(counted, { validation }))).toContain("validation X: expected 3 columns");
    expect(open).toBe(0);
    network.clone().fit(counted, { onProgress: () => false });
    expect(open).toBe(0);
  });
});

describe("what is wrong with a checkpoint", () => {
  const goOn = (text: string, changes: object = {}) =>
    network.setParams(changes).fit(X, targets, { resume: checkpoint(text) });
  const changed = (changes: object) => JSON.stringify({ ...state, ...changes });

  test.each([0, 1, 2, 0.25, 0.5, 0.9, -1])("cut off: %s", (at) => {
    const size = at < 0 ? stateText.length + at : at < 1 ? Math.floor(at * stateText.length) : at;
    expect(refused(() => goOn(stateText.slice(0, size)))).toBe(
      `readCheckpoint ${JSON.stringify(file)}: expected a whole checkpoint, got ${size} characters that end early or are something else`,
    );
    nothingIsLost();
  });

  test.each(Object.keys(state).filter((name) => !["activation", "taskLosses"].includes(name)))(
    "without its %s",
    (name) => {
      const { [name as "kind"]: _, ...rest } = state;
      refused(() => goOn(JSON.stringify(rest)));
      nothingIsLost();
    },
  );

  test.each<[string, object, string]>([
    ["a newer version", { version: 2 }, "version: expected 1, the newest this library knows, got 2"],
    ["something else", { kind: "Network" }, "expected what `state` gave, got an object with kind"],
    ["fewer weights", { weights: state.weights.slice(1) }, "finite numbers, got an array of"],
    ["a weight that is none", { weights: state.weights.with(3, NaN) }, "finite numbers, got an array of"],
    ["fewer moments", { moments: [] }, "resume moments: expected "],
    ["a row held back that is none", { heldBack: [n] }, "heldBack[0]: expected an integer from 0 to 30"],
    ["rows held back for nobody", { heldBack: [1] }, "heldBack: expected none, without earlyStopping, got 1"],
    ["a history of something else", { history: [1] }, "history[0]: expected a record of epoch, rate"],
    [
      "a history of other tasks",
      { history: [{ ...state.history[0]!, losses: { a: 1 } }] },
      "history[0].losses",
    ],
    [
      "half a best epoch",
      { best: { weights: [1], loss: 1, epoch: 1 } },
      "resume best.weights: expected a list",
    ],
    ["a random state that is none", { random: {} }, "resume random: expected what getState gave"],
    ["half a step", { step: 1.5 }, "resume step: expected an integer >= 0, got 1.5"],
  ])("%s", (_, changes, sentence) => {
    expect(refused(() => goOn(changed(changes)))).toContain(sentence);
    nothingIsLost();
  });

  const other = { ...targets, kind: X.map((__, i) => i % 4) };
  test.each<[string, object, string]>([
    ["more units", { hidden: [8] }, "resume units: expected [3,8,5], as this network has, got [3,7,5]"],
    ["more layers", { hidden: [7, 7] }, "resume units: expected [3,7,7,5]"],
    [
      "another activation",
      { activation: "tanh" },
      'activation: expected "tanh", as this network has, got "relu"',
    ],
    ["another trunk", { trunk: mixtureOfExperts() }, 'resume trunk: expected {"name":"mixtureOfExperts"'],
    [
      "a head with another loss",
      { tasks: { ...tasks, size: poisson() } },
      'resume taskLosses: expected ["poisson","softmax","binary"], as this network has, got ["squared"',
    ],
    ["another class", { tasks: { ...tasks, kind: classification(4) } }, "resume units: expected [3,7,6]"],
    ["other tasks", { tasks: { size: regression(), kind: tasks.kind, up: binary() } }, "up"],
    ["another optimiser", { optimizer: adamW() }, 'resume optimizer: expected "adamW"'],
    ["another balancing", { balancing: dwa() }, 'resume balancing: expected "dwa"'],
    ["early stopping", { earlyStopping: {} }, "heldBack: expected some rows, as earlyStopping, got 0"],
  ])("of a network with %s", (name, changes, sentence) => {
    const y = name === "another class" ? other : targets;
    const at = name === "a head with another loss" ? { ...y, size: y.size.map(Math.abs) } : y;
    const fitted = () => network.setParams(changes).fit(X, at, { resume: checkpoint(stateText) });
    expect(refused(fitted)).toContain(sentence);
    nothingIsLost();
  });

  test("of other data", () => {
    const fewer = Object.fromEntries(Object.entries(targets).map(([name, y]) => [name, y.slice(1)]));
    expect(refused(() => network.fit(X.slice(1), fewer, { resume: state }))).toContain(
      "resume rows: expected 30, as this network has, got 31",
    );
    expect(refused(() => network.fit(whole, { resume: state }))).toContain("resume rows: expected 0");
    nothingIsLost();
  });

  test("the first ones, which had neither activation nor losses, go on", () => {
    const { activation: _, taskLosses: __, ...first } = state;
    expect(make({ epochs: 4 }).fit(X, targets, { resume: first }).state).toEqual(
      make({ epochs: 4 }).fit(X, targets).state,
    );
  });

  test("and the file is as it was", () => {
    refused(() => goOn(stateText, { hidden: [8] }));
    expect(readFileSync(file, "utf8")).toBe(stateText);
  });
});
