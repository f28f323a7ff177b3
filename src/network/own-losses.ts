import type { Block } from "../kernel/arena.ts";
import { f64, openArena } from "../kernel/arena.ts";
import type { Hands } from "../kernel/hands.ts";
import { type NetworkShape, type OpenNetwork, openNetwork } from "../kernel/network.ts";
import type { Head } from "./head.ts";

/** Opens a network whose heads have losses that kernels know, or datafits: those judge in doubles what kernels have answered. */
export function openJudged(
  shape: NetworkShape,
  heads: readonly Pick<Head, "datafit">[],
  hands?: Hands,
): OpenNetwork {
  const network = openNetwork(shape, undefined, hands);
  if (heads.every(({ datafit }) => datafit === undefined)) return network;
  const { batch, samples } = shape;
  const columns = shape.heads.map((head) => head.columns);
  const firsts = columns.map((_, t) => columns.slice(0, t).reduce((sum, count) => sum + count, 0));
  const all = columns.reduce((sum, count) => sum + count, 0);
  const wish = { y: f64(batch), weight: f64(batch), f: f64(batch), slope: f64(batch), curvature: f64(batch) };
  const arena = openArena(wish);
  const rows: Readonly<Record<keyof typeof wish, Block>> = arena.blocks;
  const places = new Int32Array(batch);
  const slopes = new Float64Array(batch);

  /** Σ s ℓ of task t in the last batch, whose derivatives it leaves in the network. */
  const judge = (t: number, answers: Float32Array, first: number, count: number): number => {
    const { order, targets, sampleWeights } = network;
    const [y, weight, f] = [rows.y.values, rows.weight.values, rows.f.values];
    let n = 0;
    for (let i = 0; i < count; i++) {
      const at = t * samples + order[first + i]!;
      const s = sampleWeights.values[at]!;
      if (s === 0) continue;
      places[n] = i;
      y[n] = targets.values[at]!;
      weight[n] = s;
      f[n++] = answers[i * all + firsts[t]!]!;
    }
    const value = n > 0 ? heads[t]!.datafit!.evaluate({ n, K: 1, ...rows }) : 0;
    slopes.fill(0);
    const scale = shape.heads[t]!.weight / count;
    for (let k = 0; k < n; k++) slopes[places[k]!] = scale * rows.slope.values[k]!;
    network.bend(t, slopes);
    return value;
  };

  const own = {
    forward(first: number, count: number, learn: boolean, seed: number) {
      const before = network.losses.values.slice();
      network.forward(first, count, learn, seed);
      const answers = network.answered();
      for (const [t, { datafit }] of heads.entries())
        if (datafit) network.losses.values[t] = before[t]! + judge(t, answers, first, count);
    },
    close() {
      arena.close();
      network.close();
    },
  };
  const parts = { ...Object.getOwnPropertyDescriptors(network), ...Object.getOwnPropertyDescriptors(own) };
  return Object.defineProperties({} as OpenNetwork, parts);
}
