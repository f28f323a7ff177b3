import { DataLoader, type NetworkBatch } from "../../src/network/index.ts";
import { dataset, n, targets, whole, X } from "./refused.ts";

const sizes = { size: X.map(() => NaN) };
export const badTargets: [string, object, string][] = [
  ["a class out of range", { kind: targets.kind.with(5, 3) }, '"kind" row 5: expected classes, integers'],
  ["a class below 0", { kind: targets.kind.with(5, -1) }, "integers from 0 to 2, got -1"],
  ["a class that is no integer", { kind: targets.kind.with(5, 0.5) }, "integers from 0 to 2, got 0.5"],
  ["an infinite class", { kind: targets.kind.with(5, Infinity) }, '"kind"'],
  ["a class that is a text", { kind: targets.kind.map(String) }, '"kind"'],
  ["a task without an observed target", sizes, '"size": expected '],
  ["a task that is not there", { size: undefined }, '"size": expected targets, one a row of X'],
  ["targets of another length", { size: [1, 2] }, "size"],
];

export const batch = dataset.batch(Int32Array.from(X.keys()).subarray(0, 8)) as NetworkBatch & {
  X: object;
  targets: object;
};
export const good = () => [...whole.epoch(1)];
const eight = (of: object) => Object.fromEntries(Object.entries(of).map(([k, y]) => [k, y?.slice?.(0, 8)]));

/** Epochs of batches, from the second one on other batches. */
const later = (...bad: unknown[]) => ({ epoch: (k: number) => (k < 2 ? good() : (bad as NetworkBatch[])) });
const withEpochs = (epochs: (k: number) => Iterable<unknown>) => ({ epoch: epochs });

export const badLoaders: [string, object, string][] = [
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
