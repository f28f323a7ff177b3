import { reject, said } from "../check/reject.ts";
import type { OpenNetwork } from "../kernel/network.ts";
import type { RandomState } from "../matrix/random.ts";
import type { NetworkData } from "./data.ts";
import type { Batch } from "./step.ts";

/**
 * Draws which tasks a step is for, their indices or names: `(random) => selector.sample(random)` of a `TaskSelector`, for one. Where it
 * draws none it is asked again.
 */
export type TaskSampler = (random: RandomState) => ArrayLike<number | string>;

/** Which tasks a step is for: all, one after the other, one drawn by its number of targets, or those that a sampler draws. */
export type Batches = "joint" | "roundRobin" | "proportional" | TaskSampler;

/** Where a network's batches come from: an object that is the same for all of them, as steps make nothing. */
export interface Feed {
  /** Begins an epoch. */
  begin(number: number): void;
  /** The next batch, good until the one after; or what has to be awaited before there is one; nothing at the end of the epoch. */
  next(): FedBatch | Promise<unknown> | undefined;
}

/** A batch, and how much of the epoch there is before it. */
export type FedBatch = Batch & { readonly before: number };

/** Batches of samples that lie in the network's memory, in random order: all tasks at once. */
export function jointFeed(network: OpenNetwork, rows: Int32Array, batch: number, random: RandomState): Feed {
  const n = rows.length;
  const fed = { first: 0, count: 0, before: 0 };
  return {
    begin() {
      const order = network.order;
      const drawn = random.permutation(n);
      for (let i = 0; i < n; i++) order[i] = rows[drawn[i]!]!;
      fed.first = fed.count = 0;
    },
    next() {
      fed.first += fed.count;
      fed.count = Math.min(batch, n - fed.first);
      fed.before = fed.first / n;
      return fed.count > 0 ? fed : undefined;
    },
  };
}

/**
 * Batches for some tasks at a time, on rows where they have targets: as many rows for each of them, and as many steps as joint batches
 * have. Rows of a task come in random order, and again when all have come. Each loss is the mean over the rows of the batch that have it.
 */
export function alternatingFeed(
  network: OpenNetwork,
  { n, weights, taskNames }: NetworkData,
  rows: Int32Array,
  batch: number,
  random: RandomState,
  kind: Exclude<Batches, "joint">,
  where: string,
): Feed {
  const T = taskNames.length;
  const lists = weights.map((own) => rows.filter((i) => own[i]! > 0));
  const cursors = new Int32Array(T);
  const scale = new Float64Array(T);
  const steps = Math.ceil(rows.length / batch);
  const total = lists.reduce((sum, list) => sum + list.length, 0);
  const one = new Int32Array(1);

  /** Which tasks step k is for. */
  const choose = (k: number): ArrayLike<number> => {
    if (typeof kind === "function") return drawn(kind, random, taskNames, where);
    if (kind === "roundRobin") one[0] = k % T;
    else {
      let left = random.randint(total);
      for (one[0] = 0; left >= lists[one[0]]!.length; one[0]++) left -= lists[one[0]]!.length;
    }
    return one;
  };

  /** Puts the next row of task t at a place of the order. */
  const take = (t: number, place: number): void => {
    const list = lists[t]!;
    if (cursors[t] === 0) random.shuffle(list);
    network.order[place] = list[cursors[t]!]!;
    cursors[t] = (cursors[t]! + 1) % list.length;
  };

  const fed = { first: 0, count: 0, scale, before: 0 };
  let [done, k] = [0, 0];
  return {
    begin(number) {
      cursors.fill(0);
      for (const list of lists) list.sort();
      done = (number - 1) * steps;
      k = 0;
    },
    next() {
      if (k === steps) return undefined;
      const tasks = choose(done + k);
      const each = Math.max(1, Math.floor(batch / tasks.length));
      const count = Math.min(batch, each * tasks.length);
      for (let i = 0; i < count; i++) take(tasks[Math.floor(i / each)]!, i);
      scale.fill(0);
      const { order } = network;
      const own = network.sampleWeights.values;
      for (let c = 0; c < tasks.length; c++) {
        const t = tasks[c]!;
        let sum = 0;
        for (let i = 0; i < count; i++) sum += own[t * n + order[i]!]!;
        scale[t] = sum > 0 ? count / sum : 0;
      }
      fed.count = count;
      fed.before = k++ / steps;
      return fed;
    },
  };
}

/** So often a sampler may draw nobody. */
const patience = 1000;

function drawn(
  sampler: TaskSampler,
  random: RandomState,
  names: readonly string[],
  where: string,
): ArrayLike<number> {
  const label = `${where} batches`;
  for (let tries = 0; tries < patience; tries++) {
    const given = sampler(random);
    if (typeof given?.length !== "number") reject("value", label, "a sampler that draws tasks", given);
    if (given.length === 0) continue;
    return Int32Array.from(given, (task) => {
      const t = typeof task === "string" ? names.indexOf(task) : task;
      if (Number.isInteger(t) && t >= 0 && t < names.length) return t;
      return reject("value", label, `tasks from 0 to ${names.length - 1}, or their names`, task);
    });
  }
  return reject("value", label, "a sampler that draws a task now and then", said("none in 1000 draws"));
}
