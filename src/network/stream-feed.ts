import { reject, said } from "../check/reject.ts";
import type { OpenNetwork } from "../kernel/network.ts";
import type { NetworkData } from "./data.ts";
import type { Feed } from "./feed.ts";
import { putBatch } from "./samples.ts";
import { checkWidths, type Stream } from "./stream.ts";

/** Batches out of a stream, put into the network's memory one after the other. */
export function streamFeed(
  network: OpenNetwork,
  stream: Stream,
  taskNames: readonly string[],
  room: number,
  length: number,
  where: string,
): Feed {
  const { inputs } = stream.first;
  const T = taskNames.length;
  const scale = new Float64Array(T);
  const seen = new Uint8Array(T);

  const fill = (batch: NetworkData): void => {
    const { n } = batch;
    checkWidths(`${where} batch`, batch, stream.first, taskNames);
    if (n > room)
      reject(
        "shape",
        `${where} batch`,
        `at most ${room} rows, as batchSize or the first batch`,
        said(`${n}`),
      );
    const { order, samples } = network;
    for (let i = 0; i < n; i++) order[i] = i;
    for (let t = 0; t < T; t++) network.sampleWeights.values.fill(0, t * samples, t * samples + room);
    putBatch(network, batch, 0, taskNames, inputs);
    scale.fill(0);
    for (const [own, name] of batch.taskNames.entries()) {
      if (!batch.weights[own]!.some((weight) => weight > 0)) continue;
      const t = taskNames.indexOf(name);
      seen[t] = 1;
      scale[t] = 1;
    }
  };

  const fed = { first: 0, count: 0, scale, before: 0 };
  let [epoch, k] = [0, 0];
  let batches: ReturnType<Stream["epoch"]> | undefined;
  return {
    begin(number) {
      seen.fill(0);
      [epoch, k] = [number, 0];
      batches = stream.epoch(number);
    },
    next() {
      const { done, value: got } = batches!.next();
      if (done) {
        const never = seen.indexOf(0);
        if (never < 0) return undefined;
        const label = `${where} ${JSON.stringify(taskNames[never])}`;
        return reject("value", label, "an observed target", said(`none in the whole of epoch ${epoch}`));
      }
      if (got instanceof Promise) return got;
      fill(got);
      fed.count = got.n;
      fed.before = length > 0 ? Math.min(1, k / length) : 0;
      k++;
      return fed;
    },
  };
}
