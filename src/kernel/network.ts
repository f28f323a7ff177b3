import { reject } from "../check/reject.ts";
import { type Block, f32, f64, openArena } from "./arena.ts";
import { alone, type Hands } from "./hands.ts";
import type { Build } from "./module.ts";
import { layoutOf, type NetworkLayout } from "./network-layout.ts";
import { networkKernels } from "./network-module.ts";
import { type Piece, piecesOf, stripsOf } from "./network-pieces.ts";
import type { NetworkPlan } from "./network-plan.ts";
import { type Addresses, kinds, recordsOf } from "./network-table.ts";
import { type Floats, openWeightsAndSamples, type WeightsAndSamples } from "./weights-and-samples.ts";

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
  readonly plan: NetworkPlan;
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
  /** How many features there are, and for how many samples there is room. */
  readonly features: number;
  readonly samples: number;
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
  /** Puts other derivatives of task t's loss, which has one output, in the place of those that `forward` has left, one a sample. */
  bend(t: number, slopes: Float64Array): void;
  /** The outputs of the samples of the last `forward`, count x outputs, row-major, until the next call. */
  answered(): Float32Array;
  /** The outputs of those samples, count x outputs, row-major, until the next call. */
  outputs(first: number, count: number): Float32Array;
  close(): void;
}

const rowsOf = (units: number): number => 6 * stripsOf(units);

/** Words of the kernels' structures. */
const [networkWords, batchWords, stepWords] = [10, 6, 16];

/** Opens a network, in which everything is zero; or one beside another, with the same weights and samples. */
export function openNetwork(
  shape: NetworkShape,
  build?: Build,
  hands = alone(build),
  beside?: OpenNetwork,
): OpenNetwork {
  const { plan, heads, samples, batch } = shape;
  if (!(samples >= 1 && batch >= 1)) reject("internal", "openNetwork", "samples and a batch", batch);
  const columns = heads.reduce((sum, head) => sum + head.columns, 0);
  const layout = layoutOf(plan.layers);
  const stride = Math.ceil(plan.features.count / 4) * 4;
  const panels = Math.ceil(batch / 8);
  const rows = plan.places.map((count, k) => (k === 0 ? Math.max(stride, rowsOf(count)) : rowsOf(count)));
  const firsts = rows.map((_, k) => rows.slice(0, k).reduce((sum, count) => sum + count, 0));
  const allRows = firsts.at(-1)! + rows.at(-1)!;
  const T = heads.length;
  const common = beside
    ? { blocks: beside.common, close: () => {} }
    : openWeightsAndSamples(layout.size, shape.moments, samples, stride, T, hands.space);
  const arena = openArena(
    {
      current: f32(batchWords),
      step: f32(stepWords),
      gradient: f32(layout.size),
      panels: f32(kinds.length * 8 * panels * allRows),
      batch: f32(2 * T * 8 * panels),
      outputs: f32(batch * columns),
      losses: f64(T),
    },
    hands.space,
  );
  const blocks = { ...common.blocks, ...arena.blocks };
  for (const block of Object.values(beside ? arena.blocks : blocks)) block.values.fill(0);

  const { weights: w, gradient: g, state: m } = blocks;
  const second = m.address + 4 * layout.size;
  new Int32Array(w.values.buffer, blocks.step.address, stepWords).set([
    ...[w.address, g.address, m.address, second, layout.size, layout.matrices],
  ]);

  const each = 32 * panels; // bytes of a row in all panels
  const addresses: Addresses = {
    batch: blocks.current.address,
    weights: blocks.weights.address,
    gradient: blocks.gradient.address,
    rows,
    panel: (kind, { place, first }) =>
      blocks.panels.address + each * (kinds.indexOf(kind) * allRows + firsts[place]!) + 32 * first,
  };
  const headWords = heads.flatMap((head, t) => {
    const own = plan.heads[t]!;
    const batchAt = blocks.batch.address + 2 * t * each;
    return [
      ...[losses.indexOf(head.loss), head.columns, rows[own.place]!],
      ...[addresses.panel("value", own), addresses.panel("delta", own)],
      ...[floatBits(head.bend ?? 0), floatBits(head.weight)],
      ...[blocks.targets.address + 4 * samples * t, blocks.sampleWeights.address + 4 * samples * t],
      ...[batchAt, batchAt + each, blocks.losses.address + 8 * t],
    ];
  });
  const programs = [plan.steps, ...heads.map((_, t) => plan.stepsOf(t))].map((steps) =>
    recordsOf(steps, plan, layout, addresses),
  );
  const records = programs.map((program) => program.flatMap((record) => record.words));
  const length = networkWords + headWords.length + records.flat().length + 2 * plan.steps.length;
  const tables = openArena({ table: f32(length) }, hands.space);
  const table = tables.blocks.table.address;
  const headsAt = table + 4 * networkWords;
  let next = headsAt + 4 * headWords.length;
  const placed = programs.map((program) =>
    program.map(({ step, words }) => {
      next += 4 * words.length;
      return { step, at: next - 4 * words.length };
    }),
  );
  const features = addresses.panel("value", plan.features);
  new Int32Array(tables.blocks.table.values.buffer, table, length).set([
    ...[blocks.current.address, blocks.step.address, features, rows[0]!, blocks.x.address, stride],
    ...[T, headsAt, plan.steps.length, next],
    ...headWords,
    ...records.flat(),
    ...placed[0]!.flatMap(({ step, at }) => [Number(step.kind === "mix"), at]),
  ]);
  const [whole, ...own] = placed.map((program) => ({
    there: program.flatMap(({ step, at }) => piecesOf(step, at).there),
    back: program.toReversed().flatMap(({ step, at }) => piecesOf(step, at).back),
  }));

  const kernels = networkKernels(hands.build, hands.space);
  const threshold = Math.round(shape.dropout * 2 ** 24);
  const scale = 1 / (1 - shape.dropout);
  let current = 0;
  let order: Int32Array | undefined;
  const go = (pieces: readonly Piece[]): void => {
    const all = Math.ceil(current / 8);
    for (const { kernel, at, parts, work } of pieces) hands.share(kernel, at, parts || all, current * work);
  };
  const begin = (at: number, first: number, count: number, drops: boolean, seed: number): void => {
    if (!(first >= 0 && count >= 1 && count <= batch && first + count <= samples))
      reject("internal", "network batch", `1 to ${batch} of ${samples} samples`, count);
    kernels.begin_batch(at, blocks.order.address + 4 * first, count, drops ? threshold : 0, scale, seed);
  };
  /** The outputs of samples, in all panels. */
  const run = (first: number, count: number, drops: boolean, seed: number): void => {
    begin(blocks.current.address, first, count, drops, seed);
    current = count;
    hands.share("network_take", table, Math.ceil(count / 8), 4 * count * stride);
    go(whole!.there);
  };
  const answered = (): Float32Array => {
    kernels.network_outputs(table, blocks.outputs.address);
    return blocks.outputs.values.subarray(0, current * columns);
  };
  return {
    layout,
    hands,
    stride,
    features: plan.features.count,
    samples,
    ...blocks,
    ...tables.blocks,
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
      go((t === undefined ? whole! : own[t]!).back);
    },
    bend(t, slopes) {
      const own = plan.heads[t]!;
      const at = (addresses.panel("delta", own) - blocks.panels.address) / 4;
      const deltas = blocks.panels.values;
      const each = 8 * rows[own.place]!;
      for (let i = 0; i < current; i++) deltas[at + (i >> 3) * each + (i & 7)] = slopes[i]!;
    },
    answered,
    outputs(first, count) {
      run(first, count, false, 0);
      return answered();
    },
    close() {
      tables.close();
      arena.close();
      common.close();
    },
  };
}

const floatBits = (x: number): number => new Int32Array(Float32Array.of(x).buffer)[0]!;
