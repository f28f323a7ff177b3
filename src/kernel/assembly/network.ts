// A batch of samples on its way into a network and out of it; in between there are layers (network-layer.ts) and mixtures
// (network-mix.ts), one after the other.
//
//   x      samples x stride floats, stride a multiple of four: what lies beyond the features is zero
//   order  i32 each: which samples the batch has
//
// Twin: test/kernel/network.test.ts.
import { Batch } from "./network-batch";
import { Head, judge } from "./network-head";
import { Step } from "./optimizer";

/** As src/kernel/network.ts writes it. */
@unmanaged
export class Network {
  batch: Batch;
  step: Step;
  /** The panels of the features. */
  features: usize;
  featureRows: i32;
  x: usize;
  stride: i32;
  headCount: i32;
  /** One after the other. */
  heads: usize;
  /** The steps of its plan, one after the other (network-learn.ts). */
  stepCount: i32;
  steps: usize;
}

/** Writes a batch down: of 2^24 hidden outputs `threshold` are to be zeroed. */
export function begin_batch(batch: Batch, order: usize, count: i32, threshold: i32, scale: f32, seed: i32): void {
  batch.order = order;
  batch.count = count;
  batch.panels = (count + 7) / 8;
  batch.threshold = threshold;
  batch.scale = scale;
  batch.seed = seed;
}

/** The samples of the batch as panels, from one panel to another, four by four transposed; places without a sample repeat the last. */
export function network_take(network: Network, from: i32, to: i32): void {
  const batch = network.batch;
  const bytes = <usize>network.stride << 2;
  const order = batch.order, count = batch.count;
  for (let i = from * 8; i < to * 8; i += 4) {
    const p0 = rowOf(network.x, bytes, order, i, count), p1 = rowOf(network.x, bytes, order, i + 1, count);
    const p2 = rowOf(network.x, bytes, order, i + 2, count), p3 = rowOf(network.x, bytes, order, i + 3, count);
    let to = network.features + (<usize>((i >> 3) * network.featureRows) << 5) + (<usize>(i & 4) << 2);
    for (let j: usize = 0; j < bytes; j += 16, to += 128) {
      const a = v128.load(p0 + j), b = v128.load(p1 + j), c = v128.load(p2 + j), d = v128.load(p3 + j);
      const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5), cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
      const AB = v128.shuffle<i32>(a, b, 2, 6, 3, 7), CD = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
      v128.store(to, v128.shuffle<i64>(ab, cd, 0, 2));
      v128.store(to, v128.shuffle<i64>(ab, cd, 1, 3), 32);
      v128.store(to, v128.shuffle<i64>(AB, CD, 0, 2), 64);
      v128.store(to, v128.shuffle<i64>(AB, CD, 1, 3), 96);
    }
  }
}

/** Adds the losses of the batch to those of the heads, and leaves their derivatives in the outputs. */
export function network_judge(network: Network): void {
  const batch = network.batch;
  for (let t = 0; t < network.headCount; t++) {
    const head = headOf(network, t);
    takeTargets(head, batch.order, batch.count, batch.panels);
    judge(head, batch.panels, batch.count);
  }
}

/** Multiplies the loss of task t with a number, as its derivatives have it. */
export function network_weigh(network: Network, t: i32, weight: f32): void {
  const head = headOf(network, t);
  const factor = f32x4.splat(weight);
  const bytes = <usize>head.columns << 5;
  let panel = head.delta;
  for (let g = 0; g < network.batch.panels; g++, panel += <usize>head.rows << 5) {
    for (let at = panel; at < panel + bytes; at += 16) v128.store(at, v128.mul<f32>(v128.load(at), factor));
  }
}

/** The outputs of the batch, count x outputs, row-major. */
export function network_outputs(network: Network, to: usize): void {
  for (let i = 0; i < network.batch.count; i++) {
    for (let t = 0; t < network.headCount; t++) {
      const head = headOf(network, t);
      let from = head.output + (<usize>((i >> 3) * head.rows) << 5) + (<usize>(i & 7) << 2);
      for (let k = 0; k < head.columns; k++, from += 32, to += 4) store<f32>(to, load<f32>(from));
    }
  }
}

// @ts-ignore: decorator
@inline function headOf(network: Network, t: i32): Head {
  return changetype<Head>(network.heads + <usize>t * offsetof<Head>());
}

// @ts-ignore: decorator
@inline function rowOf(x: usize, bytes: usize, order: usize, i: i32, count: i32): usize {
  return x + <usize>load<i32>(order + (<usize>min(i, count - 1) << 2)) * bytes;
}

/** Targets and weights of the batch; places without a sample weigh nothing. */
function takeTargets(head: Head, order: usize, count: i32, panels: i32): void {
  for (let i: usize = 0; i < <usize>panels << 3; i++) {
    const row = <usize>load<i32>(order + (min(i, <usize>count - 1) << 2)) << 2;
    store<f32>(head.y + (i << 2), load<f32>(head.targets + row));
    store<f32>(head.s + (i << 2), i < <usize>count ? load<f32>(head.weights + row) : 0);
  }
}
