import { checkOptions } from "../check/options.ts";
import { reject } from "../check/reject.ts";
import type { BatchSource, NetworkBatch } from "../network/loader.ts";
import { named, unnamed } from "./answer.ts";
import { chunksOf } from "./pages.ts";
import { type Question, questionOf, tasksOf } from "./question.ts";
import { type Feature, type Request, readRequest } from "./request.ts";
import type { Source } from "./source.ts";
import { checkWeights, counting } from "./survey.ts";

export interface BatchOptions extends Omit<Request, "fold"> {
  /** A column whose values are all different: rows come in its order. Without it in the engine's, where it hands over its columns. */
  readonly key?: string;
  /** Rows of a batch. Default 32. */
  readonly batchSize?: number;
  /** Whether rows come in another order every epoch, that of a hash of `key`: the engine sorts. */
  readonly shuffle?: boolean;
  /** The seed of the order; the order of an epoch depends on it and on the epoch's number alone. Default 0. */
  readonly randomState?: number;
  /** Cancels the query that runs. */
  readonly signal?: AbortSignal;
}

/** Batches that an engine gives, for `fitAsync` of a network. */
export interface EngineBatches extends BatchSource {
  epoch(number: number): AsyncIterable<NetworkBatch>;
  /** How many batches an epoch has. */
  readonly length: number;
  /** p features, as `statisticsFrom` has them. */
  readonly features: readonly Feature[];
}

const where = "batchesFrom";
const known = ["features", "targets", "task", "weight", "key", "batchSize", "shuffle", "randomState", "signal"] as const; // biome-ignore format: a list

/**
 * Batches of rows that an engine holds, for `MultiTaskNetwork.fitAsync`: a table larger than memory trains, as only a few batches of it are here.
 * Targets are named by their columns, or by the values of `task`. Classes are the numbers 0 ... K − 1.
 *
 * DuckDB hands over its columns as they lie. Other engines are asked for pages of rows, in the order of `key`.
 *
 * @throws PolytaskError where columns are unknown or hold no numbers, where rows are shuffled or paged without a key, where there are none
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { batchesFrom, openDuckdb } from "polytask/engine";
 * import { adam, MultiTaskNetwork, regression } from "polytask/network";
 *
 * const database = await openDuckdb();
 * const rows = database.query("SELECT i, (i % 10) / 5 - 1 AS a, (i % 7) / 3 - 1 AS b, a + b AS sum FROM range(70) AS t(i)");
 * const batches = await batchesFrom(rows, { features: ["a", "b"], targets: ["sum"], key: "i", shuffle: true, batchSize: 16 });
 * const tasks = { sum: regression() };
 * const network = new MultiTaskNetwork({ hidden: [8], tasks, optimizer: adam({ lr: 0.02 }), epochs: 30, randomState: 0 });
 * await network.fitAsync(batches);
 * assert.ok(network.history.at(-1)!.loss < network.history[0]!.loss / 4);
 * database.close();
 * ```
 */
export async function batchesFrom(source: Source, options: BatchOptions): Promise<EngineBatches> {
  checkOptions(where, options, known);
  const { key, batchSize = 32, shuffle = false, randomState = 0, signal, ...request } = options;
  if (!(Number.isInteger(batchSize) && batchSize >= 1))
    reject("param", `${where}.batchSize`, "an integer >= 1", batchSize);
  if (!Number.isInteger(randomState)) reject("param", `${where}.randomState`, "an integer", randomState);
  if (key === undefined && (shuffle || !source.stream))
    reject(
      "param",
      `${where}.key`,
      "a column whose values are all different, by which rows are ordered",
      key,
    );
  const columns = await source.columns(signal);
  if (key !== undefined && !columns.some(({ name }) => name === key))
    reject("value", `${where}.key`, `one of the columns ${columns.map(({ name }) => name).join(", ")}`, key);
  const asked = await readRequest(where, source, request as Request, signal);
  await checkWeights(source, asked, signal);
  const tasks = asked.task ? await tasksOf(source, asked, signal) : undefined;
  const names = tasks?.map(String) ?? asked.targets.map(({ name }) => name);
  const counted = await source.query(`SELECT count(*) AS ${named("n")} FROM ${source.from} ${counting(asked)}`, signal); // biome-ignore format: one line
  const rows = Number(unnamed(counted[0]!)["n"]);
  if (rows === 0) reject("value", where, "rows that count", rows);
  const { dialect } = source;
  const { places } = questionOf(source, asked);
  const by = key === undefined ? [] : [dialect.name(key)];
  const drawn = (epoch: number): string =>
    dialect.bucket(
      dialect.joined([dialect.text(by[0]!), dialect.value(` ${randomState} ${epoch}`)]),
      2 ** 31,
    );
  return {
    length: Math.ceil(rows / batchSize),
    features: asked.features,
    epoch: (number) => {
      const order = shuffle ? [drawn(number), ...by] : by;
      return batched(chunksOf(source, asked, order, signal), places, names, batchSize);
    },
  };
}

/** Runs of rows as batches of equal size, in arrays that are used again. */
async function* batched(
  chunks: AsyncIterable<readonly Float64Array[]>,
  places: Question["places"],
  names: readonly string[],
  batchSize: number,
): AsyncGenerator<NetworkBatch> {
  const p = places.features.length;
  const X = new Float64Array(batchSize * p);
  const targets = names.map(() => new Float64Array(batchSize));
  const weight = places.weight === undefined ? undefined : new Float64Array(batchSize);
  let filled = 0;
  const batch = (): NetworkBatch => ({
    X: { data: X.subarray(0, filled * p), rows: filled, columns: p },
    targets: Object.fromEntries(names.map((name, t) => [name, targets[t]!.subarray(0, filled)])),
    ...(weight && { sampleWeight: weight.subarray(0, filled) }),
  });
  for await (const columns of chunks) {
    const whose = places.task === undefined ? undefined : columns[places.task]!;
    for (let i = 0; i < columns[0]!.length; i++) {
      for (let j = 0; j < p; j++) X[filled * p + j] = columns[j]![i]!;
      for (const [t, own] of targets.entries()) {
        const from = columns[places.targets[whose ? 0 : t]!]!;
        own[filled] = whose && whose[i] !== t ? Number.NaN : from[i]!;
      }
      if (weight) weight[filled] = columns[places.weight!]![i]!;
      if (++filled < batchSize) continue;
      yield batch();
      filled = 0;
    }
  }
  if (filled > 0) yield batch();
}
