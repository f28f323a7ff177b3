import { describe, expect, test } from "vitest";
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
  mixtureOfExperts,
  type NetworkBatch,
  poisson,
  regression,
  sgd,
  uncertainty,
} from "../../src/network/index.ts";
import { badLoaders, badTargets, batch, good } from "./bad-loaders.ts";
import {
  dataset,
  make,
  n,
  network,
  nothingIsLost,
  refused,
  refusedSoon,
  state,
  targets,
  X,
} from "./refused.ts";

/** What everybody may hand in wrong: ends in one sentence, and a network that was fitted before knows what it knew. */

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
    const evry = { file: "state.json", evry: 2 } as unknown as { file: string };
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
