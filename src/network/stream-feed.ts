import { reject, said } from "../check/reject.ts";
import type { OpenNetwork } from "../kernel/network.ts";
import type { NetworkData } from "./data.ts";
import type { Feed } from "./feed.ts";
import { putRows } from "./samples.ts";
import type { Stream } from "./stream.ts";

/** Batches out of a stream, put into the network's memory one after the other. */
export function streamFeed(
  network: OpenNetwork,
  stream: Stream,
  taskNames: readonly string[],
  room: number,
  length: number,
  where: string,
): Feed {
  const { p, inputs } = stream.first;
  const widthOf = (task: string | undefined): number =>
    task === undefined ? p : inputs![taskNames.indexOf(task)]!;
  const T = taskNames.length;
  const scale = new Float64Array(T);
  const seen = new Uint8Array(T);

  const fill = (batch: NetworkData): void => {
    const { n } = batch;
    for (const { columns, task } of batch.X) {
      const known = widthOf(task);
      if (columns !== known)
        reject("shape", `${where} batch X`, `${known} columns, as the first batch`, said(`${columns}`));
    }
    if (n > room)
      reject(
        "shape",
        `${where} batch`,
        `at most ${room} rows, as batchSize or the first batch`,
        said(`${n}`),
      );
    putRows(network, batch.X, taskNames, inputs);
    const [targets, weights] = [network.targets.values, network.sampleWeights.values];
    const { order } = network;
    for (let i = 0; i < n; i++) order[i] = i;
    scale.fill(0);
    weights.fill(0);
    for (const [own, name] of batch.taskNames.entries()) {
      const t = taskNames.indexOf(name);
      const s = batch.weights[own]!;
      const sum = s.reduce((total, one) => total + one, 0);
      if (!(sum > 0)) continue;
      seen[t] = 1;
      scale[t] = 1;
      targets.set(batch.targets[own]!, t * room);
      for (let i = 0; i < n; i++) weights[t * room + i] = (s[i]! * n) / sum;
    }
  };

  return {
    *epoch(number) {
      seen.fill(0);
      let k = 0;
      for (const got of stream.epoch(number)) {
        if (got instanceof Promise) {
          yield got;
          continue;
        }
        fill(got);
        yield { first: 0, count: got.n, scale, before: length > 0 ? Math.min(1, k / length) : 0 };
        k++;
      }
      const never = seen.indexOf(0);
      if (never >= 0) {
        const label = `${where} ${JSON.stringify(taskNames[never])}`;
        reject("value", label, "an observed target", said(`none in the whole of epoch ${number}`));
      }
    },
  };
}
