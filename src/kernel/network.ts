import { reject } from "../check/reject.ts";
import { type Block, f32, f64, openArena } from "./arena.ts";
import { alone, type Hands } from "./hands.ts";
import type { Build } from "./module.ts";
import { layoutOf, type NetworkLayout } from "./network-layout.ts";
import { networkKernels } from "./network-module.ts";
import { type Floats, openWeightsAndSamples, type WeightsAndSamples } from "./weights-and-samples.ts";

/** What hidden units do to their sums, by the kernels' numbers. */
export const activations = ["identity", "relu", "tanh", "sigmoid", "gelu", "silu"] as const;
export type Activation = (typeof activations)[number];

/** The losses, by the kernels' numbers. */
export const losses = ["squared", "huber", "binary", "poisson", "softmax"] as const;

export interface HeadShape {
  readonly loss: (typeof losses)[number];
  /** Outputs: one, or one a class. */
  readonly columns: number;
  /** What its loss counts for. */
  readonly weight: number;
  /** Where Huber's squares end. */
  readonly bend?: number;
}

export interface NetworkShape {
  /** Units from the features to the last hidden layer. */
  readonly units: readonly number[];
  readonly activation: Activation;
  readonly heads: readonly HeadShape[];
  /** How many samples there is room for, and how many a batch has at most. */
  readonly samples: number;
  readonly batch: number;
  /** The chance that a hidden output is zeroed while learning. */
  readonly dropout: number;
  /** Numbers that the optimiser keeps for every weight. */
  readonly moments: number;
}

/** A network in the kernels' memory, with room for its samples. Close it in a `finally`. */
export interface OpenNetwork extends WeightsAndSamples {
  readonly layout: NetworkLayout;
  readonly hands: Hands;
  readonly common: WeightsAndSamples & { readonly order: Floats };
  /** What the kernels know of it. */
  readonly table: Floats;
  /** The gradient that `backward` leaves, as the weights lie. */
  readonly gradient: Floats;
  /** What a step of the optimiser is written down in. */
  readonly step: Floats;
  readonly stride: number;
  /** Σ s ℓ of every task, added up batch by batch. */
  readonly losses: Block;
  /** In which order the samples come. */
  readonly order: Int32Array;
  /** Writes a batch down for learning, as `forward` does for the network itself. */
  plan(at: Floats, first: number, count: number, seed: number): void;
  /** Adds up the losses of samples order[first], order[first + 1], ...; `seed` is that of dropout, which is for learning only. */
  forward(first: number, count: number, learn: boolean, seed: number): void;
  /** Multiplies what the gradient has of task t's loss, once after `forward`. */
  weigh(t: number, weight: number): void;
  /** Leaves the gradient of all losses of the last `forward`; or that of task t's alone, where all that is its own and all that is shared are written. */
  backward(t?: number): void;
  /** The outputs of those samples, count x outputs, row-major, until the next call. */
  outputs(first: number, count: number): Float32Array;
  close(): void;
}

/** Strips of so many units are what hands share. */
const stripsOf = (units: number): number => Math.ceil(units / 6);
const rowsOf = (units: number): number => 6 * stripsOf(units);

/** Words of the kernels' structures. */
const [networkWords, batchWords, layerWords, headWords, stepWords] = [8, 6, 17, 10, 16];

/** Opens a network, in which everything is zero; or one beside another, with the same weights and samples. */
export function openNetwork(
  shape: NetworkShape,
  build?: Build,
  hands = alone(build),
  beside?: OpenNetwork,
): OpenNetwork {
  const { heads, samples, batch } = shape;
  if (!(samples >= 1 && batch >= 1)) reject("internal", "openNetwork", "samples and a batch", batch);
  const columns = heads.reduce((sum, head) => sum + head.columns, 0);
  const units = [...shape.units, columns];
  const layout = layoutOf(units);
  const stride = Math.ceil(units[0]! / 4) * 4;
  const panels = Math.ceil(batch / 8);
  const rows = units.map((count, l) => (l === 0 ? Math.max(stride, rowsOf(count)) : rowsOf(count)));
  const allRows = rows.reduce((sum, count) => sum + count, 0);
  const T = heads.length;
  const depth = layout.layers.length;
  const batchAt = networkWords;
  const layersAt = batchAt + batchWords;
  const ownAt = layersAt + layerWords * depth;
  const headsAt = ownAt + layerWords * T;
  const common = beside
    ? { blocks: beside.common, close: () => {} }
    : openWeightsAndSamples(layout.size, shape.moments, samples, stride, T, hands.space);
  const arena = openArena(
    {
      table: f32(headsAt + headWords * T),
      step: f32(stepWords),
      gradient: f32(layout.size),
      panels: f32(3 * 8 * panels * allRows),
      batch: f32(2 * T * 8 * panels),
      outputs: f32(batch * columns),
      losses: f64(T),
    },
    hands.space,
  );
  const blocks = { ...common.blocks, ...arena.blocks };
  for (const block of Object.values(beside ? arena.blocks : blocks)) block.values.fill(0);

  const { values } = blocks.table;
  const words = new Int32Array(values.buffer, values.byteOffset, values.length);
  const table = blocks.table.address;
  const addressOf = (word: number): number => table + 4 * word;
  const layerAt = (l: number): number => addressOf(layersAt + layerWords * l);
  words.set([depth, T, layerAt(0), addressOf(headsAt), blocks.x.address, stride]);
  words.set([addressOf(batchAt), blocks.step.address], 6);
  const { weights: w, gradient: g, state: m } = blocks;
  const second = m.address + 4 * layout.size;
  new Int32Array(values.buffer, blocks.step.values.byteOffset, stepWords).set([
    ...[w.address, g.address, m.address, second, layout.size, layout.matrices],
  ]);

  const each = 32 * panels; // bytes of a row in all panels
  const firsts = rows.map((_, l) => rows.slice(0, l).reduce((sum, count) => sum + count, 0));
  const panelAt = (kind: number, l: number): number =>
    blocks.panels.address + each * (kind * allRows + firsts[l]!);
  /** A layer, or so many of its outputs, from `first` on. */
  const writeLayer = (at: number, l: number, first: number, outputs: number): void => {
    const { inputs, ...place } = layout.layers[l]!;
    const last = l + 1 === depth;
    const [weights, biases] = [4 * (place.weights + first * inputs), 4 * (place.biases + first)];
    words.set(
      [
        ...[inputs, rows[l]!, outputs, rows[l + 1]!, last ? 0 : activations.indexOf(shape.activation)],
        ...[w.address + weights, w.address + biases, g.address + weights, g.address + biases],
        ...[0, 1, 2].map((kind) => panelAt(kind, l)),
        ...[0, 1, 2].map((kind) => panelAt(kind, l + 1) + 32 * first),
        ...[addressOf(batchAt), last ? -1 : l],
      ],
      at,
    );
  };
  layout.layers.forEach(({ outputs }, l) => {
    writeLayer(layersAt + layerWords * l, l, 0, outputs);
  });
  heads.forEach((head, t) => {
    const at = headsAt + headWords * t;
    const first = heads.slice(0, t).reduce((sum, one) => sum + one.columns, 0);
    words.set([losses.indexOf(head.loss), first, head.columns], at);
    values.set([head.bend ?? 0, head.weight], at + 3);
    writeLayer(ownAt + layerWords * t, depth - 1, first, head.columns);
    const targetsAt = blocks.batch.address + 2 * t * each;
    words.set(
      [
        blocks.targets.address + 4 * samples * t,
        blocks.sampleWeights.address + 4 * samples * t,
        ...[targetsAt, targetsAt + each, blocks.losses.address + 8 * t],
      ],
      at + 5,
    );
  });

  const kernels = networkKernels(hands.build, hands.space);
  const threshold = Math.round(shape.dropout * 2 ** 24);
  const scale = 1 / (1 - shape.dropout);
  let current = 0;
  let order: Int32Array | undefined;
  const begin = (at: number, first: number, count: number, drops: boolean, seed: number): void => {
    if (!(first >= 0 && count >= 1 && count <= batch && first + count <= samples))
      reject("internal", "network batch", `1 to ${batch} of ${samples} samples`, count);
    kernels.begin_batch(at, blocks.order.address + 4 * first, count, drops ? threshold : 0, scale, seed);
  };
  /** The outputs of samples, in all panels. */
  const run = (first: number, count: number, drops: boolean, seed: number): void => {
    begin(addressOf(batchAt), first, count, drops, seed);
    current = count;
    hands.share("network_take", table, Math.ceil(count / 8), 4 * count * stride);
    for (let l = 0; l < depth; l++) {
      const { inputs, outputs } = layout.layers[l]!;
      hands.share("layer_forward", layerAt(l), stripsOf(outputs), count * inputs * outputs);
    }
  };
  return {
    layout,
    hands,
    stride,
    ...blocks,
    common: common.blocks,
    get order() {
      const { buffer, byteOffset, length } = blocks.order.values;
      if (order?.buffer !== buffer) order = new Int32Array(buffer, byteOffset, length);
      return order;
    },
    plan: (at, first, count, seed) => begin(at.address, first, count, true, seed),
    forward(first, count, learn, seed) {
      run(first, count, learn, seed);
      kernels.network_judge(table);
    },
    weigh: (t, weight) => {
      kernels.network_weigh(table, t, weight);
    },
    backward(t) {
      for (let l = depth - 1; l >= 0; l--) {
        const own = l === depth - 1 && t !== undefined;
        const at = own ? addressOf(ownAt + layerWords * t) : layerAt(l);
        const { inputs, outputs } = layout.layers[l]!;
        const rows = own ? heads[t]!.columns : outputs;
        const work = current * inputs * rows;
        hands.share("layer_gradient", at, stripsOf(rows), work);
        if (l > 0) hands.share("layer_backward", at, stripsOf(inputs), work);
      }
    },
    outputs(first, count) {
      run(first, count, false, 0);
      kernels.network_outputs(table, blocks.outputs.address);
      return blocks.outputs.values.subarray(0, count * columns);
    },
    close() {
      arena.close();
      common.close();
    },
  };
}
