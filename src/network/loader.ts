import type { MatrixLike } from "../check/matrix.ts";
import { checkOptions } from "../check/options.ts";
import { reject } from "../check/reject.ts";
import type { NamedOptions, NamedTargets, NamedTask } from "../estimator/named-data.ts";
import { RandomState } from "../matrix/random.ts";

/**
 * Rows of a step: all tasks' targets on the same rows, or some tasks each with rows of its own. A batch is read before the next one is
 * asked for, so whoever makes it may use its arrays again.
 */
export type NetworkBatch =
  | ({ readonly X: MatrixLike; readonly targets: Readonly<Record<string, NamedTargets>> } & NamedOptions)
  | Readonly<Record<string, NamedTask>>;

/** Whatever gives batches, once through for every epoch; asynchronous ones are for `fitAsync`. */
export interface BatchSource {
  /** The batches of epoch 1, 2, ...; without it the source itself is gone through every time. */
  epoch?(number: number): Iterable<NetworkBatch> | AsyncIterable<NetworkBatch>;
  /** How many batches an epoch has, where that is known. */
  readonly length?: number;
}

/** Rows that can be had by number, from memory or from elsewhere: then `batch` gives a promise. */
export interface BatchDataset {
  readonly length: number;
  batch(rows: Int32Array): NetworkBatch | Promise<NetworkBatch>;
}

export interface DataLoaderOptions {
  readonly batchSize?: number;
  /** Whether rows come in random order, another one every epoch. */
  readonly shuffle?: boolean;
  /** Whether the rows that do not fill a batch are left out. */
  readonly dropLast?: boolean;
  /** The seed of the order; the order of an epoch depends on it and on the epoch's number alone. */
  readonly randomState?: number;
}

/**
 * Batches of a data set: `fit(loader)`, or `fitAsync(loader)` where the rows come from a disk or a wire. Only a batch of them has to be in memory.
 *
 * @throws PolytaskError where an option is out of its range, or the data set has no rows
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { adam, DataLoader, MultiTaskNetwork, regression } from "polytask/network";
 *
 * const row = (i: number) => [(i % 10) / 5 - 1, (i % 7) / 3 - 1]; // as if read from a file
 * const dataset = {
 *   length: 70,
 *   async batch(rows: Int32Array) {
 *     const X = Array.from(rows, row);
 *     return { X, targets: { sum: X.map(([a, b]) => a! + b!) } };
 *   },
 * };
 * const loader = new DataLoader(dataset, { batchSize: 16, shuffle: true, randomState: 1 });
 * const tasks = { sum: regression() };
 * const network = new MultiTaskNetwork({ hidden: [8], tasks, optimizer: adam({ lr: 0.02 }), epochs: 30, randomState: 0 });
 * await network.fitAsync(loader);
 * assert.ok(network.history.at(-1)!.loss < network.history[0]!.loss / 4);
 * ```
 */
export class DataLoader implements BatchSource {
  readonly dataset: BatchDataset;
  readonly #options: Required<DataLoaderOptions>;

  constructor(dataset: BatchDataset, options: DataLoaderOptions = {}) {
    const where = "DataLoader";
    checkOptions(where, options, ["batchSize", "shuffle", "dropLast", "randomState"]);
    const { batchSize = 32, shuffle = false, dropLast = false } = options;
    for (const [name, value] of Object.entries({ shuffle, dropLast }))
      if (typeof value !== "boolean") reject("param", `${where}.${name}`, "true or false", value);
    if (!(Number.isInteger(dataset?.length) && dataset.length >= 1 && typeof dataset.batch === "function"))
      reject("value", `${where} dataset`, "{ length, batch(rows) } with at least one row", dataset);
    if (!(Number.isInteger(batchSize) && batchSize >= 1))
      reject("param", `${where}.batchSize`, "an integer >= 1", batchSize);
    if (dropLast && batchSize > dataset.length)
      reject("pair", `${where}.dropLast`, `a batchSize of at most ${dataset.length} beside it`, batchSize);
    const { randomState = new RandomState().randint(2 ** 32) } = options;
    new RandomState(randomState); // refuses what is no seed
    this.dataset = dataset;
    this.#options = { batchSize, shuffle, dropLast, randomState };
  }

  get length(): number {
    const { batchSize, dropLast } = this.#options;
    const batches = this.dataset.length / batchSize;
    return dropLast ? Math.floor(batches) : Math.ceil(batches);
  }

  /** The batches of an epoch, in the order that is its own. */
  epoch(number: number): Iterable<NetworkBatch> & AsyncIterable<NetworkBatch> {
    const { batchSize, shuffle, randomState } = this.#options;
    const { dataset, length } = this;
    const order = Int32Array.from({ length: dataset.length }, (_, i) => i);
    if (shuffle) new RandomState((randomState + number) % 2 ** 32).shuffle(order);
    const batch = (k: number) => dataset.batch(order.subarray(k * batchSize, (k + 1) * batchSize));
    return {
      *[Symbol.iterator]() {
        for (let k = 0; k < length; k++) {
          const got = batch(k);
          if (got instanceof Promise)
            reject("pair", "DataLoader", "fitAsync for a data set whose batches are promises", got);
          yield got;
        }
      },
      async *[Symbol.asyncIterator]() {
        for (let k = 0; k < length; k++) yield await batch(k);
      },
    };
  }
}
