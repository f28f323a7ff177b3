import { reject, said } from "../check/reject.ts";
import type { OpenNetwork } from "../kernel/network.ts";
import type { NetworkData, RowBlock } from "./data.ts";
import { stretchesOf } from "./own-inputs.ts";

/**
 * Rows into the kernels' memory, from a place on; a task's own inputs come to its columns, beside zeros, and where there are
 * columns behind all inputs, they say whose row it is.
 */
export function putRows(
  network: Pick<OpenNetwork, "x" | "features" | "stride">,
  blocks: readonly RowBlock[],
  taskNames: readonly string[],
  inputs: readonly number[] | undefined,
  from = 0,
): void {
  const x = network.x.values;
  const { stride, features } = network;
  const stretches = stretchesOf(inputs);
  const p = inputs?.reduce((sum, width) => sum + width, 0) ?? features;
  let row = from;
  for (const { data, rows, columns, task } of blocks) {
    const t = task === undefined ? 0 : taskNames.indexOf(task);
    const first = stretches?.[t]?.first ?? 0;
    for (let i = 0; i < rows; i++, row++) {
      if (task !== undefined) x.fill(0, row * stride, (row + 1) * stride);
      x.set(data.subarray(i * columns, (i + 1) * columns), row * stride + first);
      if (p < features) x[row * stride + p + t] = 1;
    }
  }
}

/** Rows and targets of some tasks into the kernels' memory, from a place on. A task's weights are scaled so that their mean is 1. */
export function putBatch(
  network: OpenNetwork,
  batch: NetworkData,
  from: number,
  taskNames: readonly string[],
  inputs: readonly number[] | undefined,
): void {
  const { n } = batch;
  const { samples } = network;
  putRows(network, batch.X, taskNames, inputs, from);
  for (const [own, name] of batch.taskNames.entries()) {
    const at = taskNames.indexOf(name) * samples + from;
    const s = batch.weights[own]!;
    const sum = s.reduce((total, one) => total + one, 0);
    if (!(sum > 0)) continue;
    network.targets.values.set(batch.targets[own]!, at);
    for (let i = 0; i < n; i++) network.sampleWeights.values[at + i] = (s[i]! * n) / sum;
  }
}

/** Rows and targets into the kernels' memory. A task's weights are scaled so that the mean over `rows` is the mean over its own. */
export function fillSamples(network: OpenNetwork, data: NetworkData, rows: Int32Array, where: string): void {
  const { n, taskNames } = data;
  putRows(network, data.X, taskNames, data.inputs);
  for (const [t, name] of taskNames.entries()) {
    const own = data.weights[t]!;
    const sum = rows.reduce((total, i) => total + own[i]!, 0);
    if (!(sum > 0)) {
      const rule = "an observed target among the rows that train";
      reject("value", `${where} ${JSON.stringify(name)}`, rule, said("all of them held back"));
    }
    network.targets.values.set(data.targets[t]!, t * n);
    for (let i = 0; i < n; i++) network.sampleWeights.values[t * n + i] = (own[i]! * rows.length) / sum;
  }
}
