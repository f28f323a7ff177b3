import type { OpenNetwork } from "../kernel/network.ts";
import { openTaskGradients } from "../kernel/network-tasks.ts";
import type { RandomState } from "../matrix/random.ts";
import type { Balancing, Seen } from "./balancing/balancing.ts";

/** Steps that a balancing weighs, and what an epoch of them was like. Close it in a `finally`. */
export interface BalancedSteps {
  /** What the balancing keeps. */
  readonly kept: Float64Array;
  /** Leaves the gradient of a batch, balanced, in the network. */
  take(batch: Batch, seed: number): void;
  /** Shows the balancing the same batch after the step, where it wants to see it. */
  follow(batch: Batch, seed: number): void;
  /** Ends an epoch: what it was like, as plain data. */
  end(): EpochOfTasks;
  close(): void;
}

/** The samples of a step: so many in the network's order. */
export interface Batch {
  readonly first: number;
  readonly count: number;
  /** What every task's loss is multiplied with, 0 for tasks that sit it out; 1 for all where there is none. */
  readonly scale?: Float64Array;
}

export interface EpochOfTasks {
  /** Means over the samples of the steps in which it had a part, by task. */
  readonly losses: number[];
  /** Weights, by task: means over the steps in which the task had a loss. */
  readonly weights: number[];
  /** Cosines between the tasks' gradients, T x T: means over the steps in which both had one; 0 where there was none. */
  readonly cosines?: number[][];
}

export function openSteps(
  network: OpenNetwork,
  balancing: Balancing,
  heads: readonly { readonly weight: number }[],
  random: RandomState,
): BalancedSteps {
  const T = heads.length;
  const balancer = balancing.open(T);
  const reads = balancing.reads === "gradients";
  const gradients = reads ? openTaskGradients(network, T) : undefined;
  const tasks = new Int32Array(T);
  const losses = new Float64Array(T);
  const weights = new Float64Array(T);
  const gram = new Float64Array(T * T);
  const [lossSums, weightSums, steps] = [new Float64Array(T), new Float64Array(T), new Float64Array(T)];
  const samples = new Float64Array(T);
  const [cosineSums, meetings] = [new Float64Array(T * T), new Float64Array(T * T)];
  const seen: { -readonly [K in keyof Seen]: Seen[K] } = { count: 0, tasks, losses, gram, random };

  /** The losses of a batch, of the tasks that have one. */
  const forward = ({ first, count, scale }: Batch, seed: number): void => {
    const sums = network.losses.values;
    sums.fill(0);
    network.forward(first, count, true, seed);
    seen.count = 0;
    for (let t = 0; t < T; t++) {
      if (scale) {
        sums[t]! *= scale[t]!;
        network.weigh(t, scale[t]!);
      }
      if (sums[t] === 0) continue;
      tasks[seen.count] = t;
      losses[seen.count++] = (heads[t]!.weight * sums[t]!) / count;
    }
  };

  const addCosines = (n: number): void => {
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const square = gram[i * (n + 1)]! * gram[j * (n + 1)]!;
        if (!(square > 0)) continue;
        const at = tasks[i]! * T + tasks[j]!;
        cosineSums[at]! += gram[i * n + j]! / Math.sqrt(square);
        meetings[at]! += 1;
      }
    }
  };

  return {
    kept: balancer.kept,
    take(batch, seed) {
      forward(batch, seed);
      const sums = network.losses.values;
      for (let t = 0; t < T; t++) {
        lossSums[t]! += sums[t]!;
        if (batch.scale?.[t] !== 0) samples[t]! += batch.count;
      }
      const n = seen.count;
      if (gradients) {
        network.gradient.values.fill(0); // heads that have no loss in this batch
        for (let i = 0; i < n; i++) gradients.take(i, tasks[i]!);
        gradients.multiply(n);
        gram.set(gradients.gram);
        addCosines(n);
      }
      balancer.weigh(seen, weights);
      for (let i = 0; i < n; i++) {
        weightSums[tasks[i]!]! += weights[i]!;
        steps[tasks[i]!]! += 1;
      }
      if (gradients && balancing.weighs === "gradients") return gradients.mix(weights, n);
      for (let i = 0; i < n; i++) if (weights[i] !== 1) network.weigh(tasks[i]!, weights[i]!);
      network.backward();
    },
    follow(batch, seed) {
      if (!balancer.follow) return;
      forward(batch, seed);
      balancer.follow(seen);
    },
    end() {
      const means = Array.from(lossSums, (sum, t) => sum / Math.max(1, samples[t]!));
      balancer.epoch?.(means);
      const row = (t: number): number[] =>
        Array.from({ length: T }, (_, s) => cosineSums[t * T + s]! / Math.max(1, meetings[t * T + s]!));
      const was = {
        losses: means,
        weights: Array.from(weightSums, (sum, t) => sum / Math.max(1, steps[t]!)),
        ...(reads && { cosines: Array.from({ length: T }, (_, t) => row(t)) }),
      };
      for (const sums of [lossSums, weightSums, steps, samples, cosineSums, meetings]) sums.fill(0);
      return was;
    },
    close() {
      balancer.close?.();
      gradients?.close();
    },
  };
}
