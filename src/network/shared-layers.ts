import { reject, said } from "../check/reject.ts";
import { openNetwork } from "../kernel/network.ts";
import type { NetworkData } from "./data.ts";
import type { Head } from "./head.ts";
import { columnsOf, type NetworkModel } from "./network-model.ts";
import { fillSamples } from "./samples.ts";

/** What tasks of a network share, all layers but the last, on some rows: plain answers for whoever asks, `gradientAffinity` above all. */
export interface SharedLayers {
  readonly T: number;
  /** The slope of task t's loss in the shared weights: matrices layer by layer, then biases. */
  gradient(t: number): Float64Array;
  /** The mean losses of all tasks at the shared weights + step. */
  losses(step?: ArrayLike<number>): Float64Array;
}

/** Refuses data that are not shaped as those of the fit. */
export function checkSame(where: string, model: NetworkModel, data: NetworkData): void {
  if (model.units.length === 1) reject("pair", where, "hidden layers that tasks share", said("none"));
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
  const { units, activation, tasks, T } = model;
  const shapes = heads.map(({ loss, delta, weight }, t) => ({
    ...{ loss, weight, columns: columnsOf(tasks[t]!) },
    ...(delta !== undefined && { bend: delta }),
  }));
  const { weights: start } = model.describe();

  /** Goes through all rows at the weights + step; `each` sees every batch before the next. */
  const pass = (step: ArrayLike<number> | undefined, each: (network: Opened, share: number) => void) => {
    const shape = { units, activation, heads: shapes, samples: n, batch, dropout: 0, moments: 0 };
    const network = openNetwork(shape);
    try {
      const rows = Int32Array.from({ length: n }, (_, i) => i);
      fillSamples(network, data, rows, where);
      network.order.set(rows);
      const values = network.weights.values;
      values.set(start);
      let k = 0;
      for (const { from, to } of ranges(network.layout))
        for (let i = from; i < to; i++) values[i]! += step?.[k++] ?? 0;
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
        const own = ranges(network.layout).flatMap(({ from, to }) => Array.from(values.subarray(from, to)));
        sum ??= new Float64Array(own.length);
        for (const [k, slope] of own.entries()) sum[k]! += share * slope;
      });
      return sum!;
    },
    losses: (step) => pass(step, () => {}),
  };
}

type Opened = ReturnType<typeof openNetwork>;

/** Where the shared layers lie in the flat array. */
function ranges({ layers, matrices }: Opened["layout"]): { from: number; to: number }[] {
  const { weights, biases } = layers.at(-1)!;
  return [
    { from: 0, to: weights },
    { from: matrices, to: biases },
  ];
}
