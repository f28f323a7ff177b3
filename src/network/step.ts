import type { OpenNetwork } from "../kernel/network.ts";
import { openTaskGradients } from "../kernel/network-tasks.ts";
import type { RandomState } from "../matrix/random.ts";
import type { Balancing, Seen } from "./balancing/balancing.ts";

/** Steps that a balancing weighs, and what an epoch of them was like. Close it in a `finally`. */
export interface BalancedSteps {
  /** What the balancing keeps. */
  readonly kept: Float64Array;
  /** Leaves the gradient of a batch, balanced, in the network. */
  take(first: number, count: number, seed: number): void;
  /** Shows the balancing the same batch after the step, where it wants to see it. */
  follow(first: number, count: number, seed: number): void;
  /** Ends an epoch: what it was like, as plain data. */
  end(samples: number): EpochOfTasks;
  close(): void;
}

export interface EpochOfTasks {
  /** Means over the samples, by task. */
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
  const [cosineSums, meetings] = [new Float64Array(T * T), new Float64Array(T * T)];
  const seen: { -readonly [K in keyof Seen]: Seen[K] } = { count: 0, tasks, losses, gram, random };

  /** The losses of a batch, of the tasks that have one. */
  const forward = (first: number, count: number, seed: number): void => {
    const sums = network.losses.values;
    sums.fill(0);
    network.forward(first, count, true, seed);
    seen.count = 0;
    for (let t = 0; t < T; t++) {
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
    take(first, count, seed) {
      forward(first, count, seed);
      const sums = network.losses.values;
      for (let t = 0; t < T; t++) lossSums[t]! += sums[t]!;
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
    follow(first, count, seed) {
      if (!balancer.follow) return;
      forward(first, count, seed);
      balancer.follow(seen);
    },
    end(samples) {
      const means = Array.from(lossSums, (sum) => sum / samples);
      balancer.epoch?.(means);
      const row = (t: number): number[] =>
        Array.from({ length: T }, (_, s) => cosineSums[t * T + s]! / Math.max(1, meetings[t * T + s]!));
      const was = {
        losses: means,
        weights: Array.from(weightSums, (sum, t) => sum / Math.max(1, steps[t]!)),
        ...(reads && { cosines: Array.from({ length: T }, (_, t) => row(t)) }),
      };
      for (const sums of [lossSums, weightSums, steps, cosineSums, meetings]) sums.fill(0);
      return was;
    },
    close: () => gradients?.close(),
  };
}
