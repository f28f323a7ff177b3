// A network on a batch of samples: layers one after the other, then every task's loss, then back.
//
//   x      samples x stride floats, stride a multiple of four: what lies beyond the features is zero
//   order  i32 each: which samples the batch has
//
// Twin: test/kernel/network.test.ts.
import { drop } from "./network-dropout";
import { Head, judge } from "./network-head";
import { Layer, backward, forward, gradient } from "./network-layer";

/** As src/kernel/network.ts writes it. */
@unmanaged
class Network {
  layerCount: i32;
  headCount: i32;
  /** One after the other. */
  layers: usize;
  heads: usize;
  x: usize;
  stride: i32;
  /** Of 2^24 hidden outputs so many are zeroed while learning, and the others are scaled. */
  threshold: i32;
  scale: f32;
  workspace: usize;
}

/** Adds the losses of the batch to those of the heads, and leaves their derivatives in the outputs. */
export function network_forward(network: Network, order: usize, count: i32, drops: bool, seed: i32): void {
  const panels = (count + 7) / 8;
  const last = layerOf(network, network.layerCount - 1);
  outputs(network, order, count, drops && network.threshold > 0, seed);
  for (let t = 0; t < network.headCount; t++) {
    const head = headOf(network, t);
    takeTargets(head, order, count, panels);
    judge(head, panels, last.output, last.outputDelta, last.outputRows, count);
  }
}

/** Multiplies the loss of task t with a number, as its derivatives have it. */
export function network_weigh(network: Network, t: i32, count: i32, weight: f32): void {
  const last = layerOf(network, network.layerCount - 1);
  const head = headOf(network, t);
  const factor = f32x4.splat(weight);
  const bytes = <usize>head.columns << 5;
  let panel = last.outputDelta + (<usize>head.first << 5);
  for (let g = 0; g < (count + 7) / 8; g++, panel += <usize>last.outputRows << 5) {
    for (let at = panel; at < panel + bytes; at += 16) v128.store(at, v128.mul<f32>(v128.load(at), factor));
  }
}

/** Leaves the gradient. `last` is the last layer, or the part of it that is one task's, for the gradient of its loss alone. */
export function network_backward(network: Network, last: Layer, count: i32): void {
  const panels = (count + 7) / 8;
  for (let l = network.layerCount - 1; l >= 0; l--) {
    const layer = l == network.layerCount - 1 ? last : layerOf(network, l);
    gradient(layer, panels, network.workspace);
    if (l > 0) backward(layer, panels, network.workspace);
  }
}

/** The outputs of the batch, count x outputs, row-major. */
export function network_outputs(network: Network, order: usize, count: i32, to: usize): void {
  outputs(network, order, count, false, 0);
  const last = layerOf(network, network.layerCount - 1);
  for (let i = 0; i < count; i++) {
    let from = last.output + (<usize>((i >> 3) * last.outputRows) << 5) + (<usize>(i & 7) << 2);
    for (let k = 0; k < last.outputs; k++, from += 32, to += 4) store<f32>(to, load<f32>(from));
  }
}

// @ts-ignore: decorator
@inline function layerOf(network: Network, l: i32): Layer {
  return changetype<Layer>(network.layers + <usize>l * offsetof<Layer>());
}

// @ts-ignore: decorator
@inline function headOf(network: Network, t: i32): Head {
  return changetype<Head>(network.heads + <usize>t * offsetof<Head>());
}

function outputs(network: Network, order: usize, count: i32, drops: bool, seed: i32): void {
  const panels = (count + 7) / 8;
  takeRows(network, layerOf(network, 0), order, count, panels);
  for (let l = 0; l < network.layerCount; l++) {
    const layer = layerOf(network, l);
    forward(layer, panels, network.workspace);
    if (!drops || l + 1 == network.layerCount) continue;
    const bytes = <usize>(panels * layer.outputRows) << 5;
    drop(layer.output, layer.outputSlope, bytes, seed + l * <i32>0x9e3779b9, network.threshold, network.scale);
  }
}

/** The samples of the batch as panels, four by four transposed; places without a sample repeat the last. */
function takeRows(network: Network, first: Layer, order: usize, count: i32, panels: i32): void {
  const bytes = <usize>network.stride << 2;
  for (let i = 0; i < panels * 8; i += 4) {
    const p0 = rowOf(network.x, bytes, order, i, count), p1 = rowOf(network.x, bytes, order, i + 1, count);
    const p2 = rowOf(network.x, bytes, order, i + 2, count), p3 = rowOf(network.x, bytes, order, i + 3, count);
    let to = first.input + (<usize>((i >> 3) * first.inputRows) << 5) + (<usize>(i & 4) << 2);
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
