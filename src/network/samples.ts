import { reject, said } from "../check/reject.ts";
import type { OpenNetwork } from "../kernel/network.ts";
import type { NetworkData } from "./data.ts";

/** Rows and targets into the kernels' memory. A task's weights are scaled so that the mean over `rows` is the mean over its own. */
export function fillSamples(network: OpenNetwork, data: NetworkData, rows: Int32Array, where: string): void {
  const { n, p, taskNames } = data;
  const x = network.x.values;
  let row = 0;
  for (const block of data.X) {
    for (let i = 0; i < block.rows; i++, row++)
      x.set(block.data.subarray(i * p, (i + 1) * p), row * network.stride);
  }
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
