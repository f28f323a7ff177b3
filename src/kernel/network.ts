import { reject } from "../check/reject.ts";
import { type Block, f32, f64, openArena } from "./arena.ts";
import type { Build } from "./module.ts";
import { layoutOf, type NetworkLayout } from "./network-layout.ts";
import { networkKernels } from "./network-module.ts";
import type { NetworkPlan, Step } from "./network-plan.ts";
import { type Addresses, kinds, recordsOf } from "./network-table.ts";
import { workspace } from "./workspace.ts";

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
  /** Weights and biases, and the gradient that `batch` leaves: one flat array each, as `layout` says. */
  readonly weights: Floats;
  readonly gradient: Floats;
  /** What the optimiser keeps: `moments` arrays as long. */
  readonly state: Floats;
  /** Samples x stride, where what lies beyond the features is zero. */
  readonly x: Floats;
  readonly stride: number;
  /** How many features there are. */
  readonly features: number;
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

const rowsOf = (units: number): number => Math.ceil(units / 6) * 6;

/** A step in the kernels' memory: where its record is, and its parts, of which none needs another one. */
interface OpenStep {
  readonly kind: Step["kind"];
  readonly at: number;
  /** Strips of its outputs and, where the loss's derivative in its inputs is needed, of those. */
  readonly outputs: number;
  readonly inputs: number;
}

/** Opens a network. Everything in it is zero. */
export function openNetwork(shape: NetworkShape, build?: Build): OpenNetwork {
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
  const arena = openArena({
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
    step: f32(7),
  });
  const { blocks } = arena;
  for (const block of Object.values(blocks)) block.values.fill(0);

  const each = 32 * panels; // bytes of a row in all panels
  const addresses: Addresses = {
    batch: blocks.step.address,
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
  const networkWords = 7;
  const words = [
    ...[
      blocks.step.address,
      addresses.panel("value", plan.features),
      rows[0]!,
      blocks.x.address,
      stride,
      T,
      0,
    ],
    ...headWords,
    ...programs.flatMap((records) => records.flatMap((record) => record.words)),
  ];
  const tables = openArena({ table: f32(words.length) });
  const { table } = tables.blocks;
  words[networkWords - 1] = table.address + 4 * networkWords;
  new Int32Array(table.values.buffer, table.address, words.length).set(words);
  let at = table.address + 4 * (networkWords + headWords.length);
  const [whole, ...own] = programs.map((records) =>
    records.map(({ step, words: { length } }): OpenStep => {
      at += 4 * length;
      const strips = (units: number): number => Math.ceil(units / 6);
      const [outputs, inputs] =
        step.kind === "mix"
          ? [0, 0]
          : [strips(step.to.count), step.from.place > 0 ? strips(step.from.count) : 0];
      return { kind: step.kind, at: at - 4 * length, outputs, inputs };
    }),
  );

  const kernels = networkKernels(build);
  const scratch = workspace();
  const threshold = Math.round(shape.dropout * 2 ** 24);
  let current = 0;
  let order: Int32Array | undefined;
  const go = (first: number, count: number, drops: boolean, seed: number): void => {
    if (!(first >= 0 && count >= 1 && count <= batch && first + count <= samples))
      reject("internal", "network batch", `1 to ${batch} of ${samples} samples`, count);
    current = Math.ceil(count / 8);
    const from = blocks.order.address + 4 * first;
    kernels.network_begin(table.address, from, count, drops ? threshold : 0, 1 / (1 - shape.dropout), seed);
    kernels.network_take(table.address, 0, current);
    for (const step of whole!) {
      if (step.kind === "mix") kernels.mix_forward(step.at, 0, current);
      else kernels.layer_forward(step.at, 0, step.outputs, scratch);
    }
  };
  return {
    layout,
    stride,
    features: plan.features.count,
    ...blocks,
    get order() {
      const { buffer, byteOffset, length } = blocks.order.values;
      if (order?.buffer !== buffer) order = new Int32Array(buffer, byteOffset, length);
      return order;
    },
    forward(first, count, learn, seed) {
      go(first, count, learn, seed);
      kernels.network_judge(table.address);
    },
    weigh: (t, weight) => {
      kernels.network_weigh(table.address, t, weight);
    },
    backward(t) {
      const steps = t === undefined ? whole! : own[t]!;
      for (let k = steps.length - 1; k >= 0; k--) {
        const step = steps[k]!;
        if (step.kind === "mix") kernels.mix_backward(step.at, 0, current);
        else {
          kernels.layer_gradient(step.at, 0, step.outputs, scratch);
          if (step.inputs > 0) kernels.layer_backward(step.at, 0, step.inputs, scratch);
        }
      }
    },
    outputs(first, count) {
      go(first, count, false, 0);
      kernels.network_outputs(table.address, blocks.outputs.address);
      return blocks.outputs.values.subarray(0, count * columns);
    },
    close() {
      tables.close();
      arena.close();
    },
  };
}

const floatBits = (x: number): number => new Int32Array(Float32Array.of(x).buffer)[0]!;
