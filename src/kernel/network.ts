import { reject } from "../check/reject.ts";
import { type Block, f32, f64, openArena } from "./arena.ts";
import { alone, type Hands } from "./hands.ts";
import type { Build } from "./module.ts";
import { layoutOf, type NetworkLayout } from "./network-layout.ts";
import { networkKernels } from "./network-module.ts";
import { type Piece, piecesOf, stripsOf } from "./network-pieces.ts";
import type { NetworkPlan } from "./network-plan.ts";
import { type Addresses, kinds, recordsOf } from "./network-table.ts";

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

type Floats = Block<Float32Array<ArrayBuffer>>;

/** A network in the kernels' memory, with room for its samples. Close it in a `finally`. */
export interface OpenNetwork {
  readonly layout: NetworkLayout;
  readonly hands: Hands;
  /** Weights and biases, and the gradient that `batch` leaves: one flat array each, as `layout` says. */
  readonly weights: Floats;
  readonly gradient: Floats;
  /** What the optimiser keeps: `moments` arrays as long. */
  readonly state: Floats;
  /** What a step of the optimiser is written down in. */
  readonly step: Floats;
  /** Samples x stride, where what lies beyond the features is zero. */
  readonly x: Floats;
  readonly stride: number;
  /** How many features there are, and for how many samples there is room. */
  readonly features: number;
  readonly samples: number;
  /** Targets and weights, task after task, one a sample; where a weight is 0 the target is any finite number. */
  readonly targets: Floats;
  readonly sampleWeights: Floats;
  /** Σ s ℓ of every task, added up batch by batch. */
  readonly losses: Block;
  /** In which order the samples come. */
  readonly order: Int32Array;
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

const rowsOf = (units: number): number => 6 * stripsOf(units);

/** Words of the kernels' structures. */
const [networkWords, batchWords, stepWords] = [7, 6, 16];

/** Opens a network. Everything in it is zero. */
export function openNetwork(shape: NetworkShape, build?: Build, hands = alone(build)): OpenNetwork {
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
  const arena = openArena(
    {
      current: f32(batchWords),
      step: f32(stepWords),
      weights: f32(layout.size),
      gradient: f32(layout.size),
      state: f32(layout.size * shape.moments),
      x: f32(samples * stride),
      targets: f32(samples * T),
      sampleWeights: f32(samples * T),
      order: f32(samples),
      panels: f32(kinds.length * 8 * panels * allRows),
      batch: f32(2 * T * 8 * panels),
      outputs: f32(batch * columns),
      losses: f64(T),
    },
    hands.space,
  );
  const { blocks } = arena;
  for (const block of Object.values(blocks)) block.values.fill(0);

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
  const features = addresses.panel("value", plan.features);
  const words = [
    ...[blocks.current.address, features, rows[0]!, blocks.x.address, stride, T, 0],
    ...headWords,
    ...programs.flatMap((records) => records.flatMap((record) => record.words)),
  ];
  const tables = openArena({ table: f32(words.length) }, hands.space);
  const table = tables.blocks.table.address;
  words[networkWords - 1] = table + 4 * networkWords;
  new Int32Array(tables.blocks.table.values.buffer, table, words.length).set(words);
  let next = table + 4 * (networkWords + headWords.length);
  const [whole, ...own] = programs.map((records) => {
    const placed = records.map(({ step, words: { length } }) => {
      next += 4 * length;
      return { step, at: next - 4 * length };
    });
    return {
      there: placed.flatMap(({ step, at }) => piecesOf(step, at).there),
      back: placed.toReversed().flatMap(({ step, at }) => piecesOf(step, at).back),
    };
  });

  const kernels = networkKernels(hands.build, hands.space);
  const threshold = Math.round(shape.dropout * 2 ** 24);
  const scale = 1 / (1 - shape.dropout);
  let current = 0;
  let order: Int32Array | undefined;
  const go = (pieces: readonly Piece[]): void => {
    const all = Math.ceil(current / 8);
    for (const { kernel, at, parts, work } of pieces) hands.share(kernel, at, parts || all, current * work);
  };
  /** The outputs of samples, in all panels. */
  const run = (first: number, count: number, drops: boolean, seed: number): void => {
    if (!(first >= 0 && count >= 1 && count <= batch && first + count <= samples))
      reject("internal", "network batch", `1 to ${batch} of ${samples} samples`, count);
    kernels.network_begin(table, blocks.order.address + 4 * first, count, drops ? threshold : 0, scale, seed);
    current = count;
    hands.share("network_take", table, Math.ceil(count / 8), 4 * count * stride);
    go(whole!.there);
  };
  return {
    layout,
    hands,
    stride,
    features: plan.features.count,
    samples,
    ...blocks,
    get order() {
      const { buffer, byteOffset, length } = blocks.order.values;
      if (order?.buffer !== buffer) order = new Int32Array(buffer, byteOffset, length);
      return order;
    },
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
    outputs(first, count) {
      run(first, count, false, 0);
      kernels.network_outputs(table, blocks.outputs.address);
      return blocks.outputs.values.subarray(0, count * columns);
    },
    close() {
      tables.close();
      arena.close();
    },
  };
}

const floatBits = (x: number): number => new Int32Array(Float32Array.of(x).buffer)[0]!;
