import { reject, said } from "../check/reject.ts";
import type { OpenNetwork } from "../kernel/network.ts";
import { layoutOf } from "../kernel/network-layout.ts";
import type { NetworkData } from "./data.ts";
import { type Head, shapesOf } from "./head.ts";
import type { NetworkModel } from "./network-model.ts";
import { openJudged } from "./own-losses.ts";
import { fillSamples } from "./samples.ts";
import { planOf } from "./trunk/trunk.ts";

/** What tasks of a network share, on some rows: plain answers for whoever asks, `gradientAffinity` above all. */
export interface SharedLayers {
  readonly T: number;
  /** The slope of task t's loss in the shared weights: matrices layer by layer, then biases. Layers that some task has for itself are left out. */
  gradient(t: number): Float64Array;
  /** The mean losses of all tasks at the shared weights + step. */
  losses(step?: ArrayLike<number>): Float64Array;
}

/** Refuses data that are not shaped as those of the fit. */
export function checkSame(where: string, model: NetworkModel, data: NetworkData): void {
  if (data.p !== model.p) reject("shape", `${where} X`, `${model.p} columns`, said(`${data.p}`));
  for (const [t, name] of model.taskNames.entries()) {
    const [known, got] = [model.tasks[t]!.classes, data.classes[t]!].map((of) => JSON.stringify(of));
    if (known !== got)
      reject("value", `${where} ${JSON.stringify(name)}`, `the classes ${known}, as in training`, said(got!));
  }
}

const chunk = 1024;

/** The shared layers of a model on the rows of `data`. Memory is lent for the time of an answer. */
export function sharedLayers(
  model: NetworkModel,
  data: NetworkData,
  heads: readonly Head[],
  where: string,
): SharedLayers {
  const { n } = data;
  const batch = Math.min(n, chunk);
  const { tasks, T } = model;
  const shapes = shapesOf(
    heads,
    tasks.map(({ classes }) => classes),
  );
  const { weights: start } = model.describe();
  const plan = planOf(
    model,
    shapes.map(({ columns }) => columns),
  );
  const { shared } = layoutOf(plan.layers);
  if (shared.every(({ from, to }) => from === to))
    reject("pair", where, "hidden layers that tasks share", said("none"));

  /** Goes through all rows at the weights + step; `each` sees every batch before the next. */
  const pass = (step: ArrayLike<number> | undefined, each: (network: OpenNetwork, share: number) => void) => {
    const network = openJudged({ plan, heads: shapes, samples: n, batch, dropout: 0, moments: 0 }, heads);
    try {
      const rows = Int32Array.from({ length: n }, (_, i) => i);
      fillSamples(network, data, rows, where);
      network.order.set(rows);
      const values = network.weights.values;
      values.set(start);
      let k = 0;
      for (const { from, to } of shared) for (let i = from; i < to; i++) values[i]! += step?.[k++] ?? 0;
      for (let first = 0; first < n; first += batch) {
        const count = Math.min(batch, n - first);
        network.forward(first, count, false, 0);
        each(network, count / n);
      }
      return network.losses.values.map((sum, t) => (heads[t]!.weight * sum) / n);
    } finally {
      network.close();
    }
  };

  return {
    T,
    gradient(t) {
      let sum: Float64Array | undefined;
      pass(undefined, (network, share) => {
        network.backward(t);
        const { values } = network.gradient;
        const own = shared.flatMap(({ from, to }) => Array.from(values.subarray(from, to)));
        sum ??= new Float64Array(own.length);
        for (const [k, slope] of own.entries()) sum[k]! += share * slope;
      });
      return sum!;
    },
    losses: (step) => pass(step, () => {}),
  };
}
