// A layer of a network: outputs = activation(W inputs + b), there and back. Samples go in panels of eight: a panel of a layer
// with u units is u rows of eight floats, one a sample, which is how the register tile (tile.ts) reads and writes them, so
// that nothing but the weights is packed. Panels have room for whole tiles: their `rows` are units rounded up to ROWS, and what
// lies beyond the units is never read.
//
//   weights  outputs x inputs, row-major, and a gradient alike; biases and theirs one an output
//
// A weight's gradient is the sum over the samples in order, in blocks of DEPTH; the bits of a sample's outputs do not depend
// on the samples beside it. All of a layer's work is done by strips, ROWS units each, from one to another: no strip needs
// another one, so several threads can share them, in any order, with the same bits. Twin: test/kernel/network.test.ts.
import { activate } from "./activation";
import { DEPTH, WIDTH as COLUMNS, cut } from "./gemm";
import { Batch } from "./network-batch";
import { drop } from "./network-dropout";
import { packAlong, splat } from "./pack";
import { ADD, ROWS, SET, tile } from "./tile";
import { tileFrom } from "./tile-from";

/** A packed block of inputs is at most DEPTH by WIDTH floats: as many bytes as a block of doubles in the workspace of gemm.ts. */
const WIDTH: i32 = 2 * COLUMNS;

/** How many inputs are summed forward in one go: six rows of so many weights and a panel of inputs stay in the second cache. */
const REACH: i32 = 1024;

/** As src/kernel/network.ts writes it; whatever is no count is an address. */
@unmanaged
export class Layer {
  inputs: i32;
  inputRows: i32;
  outputs: i32;
  outputRows: i32;
  activation: i32;
  weights: usize;
  biases: usize;
  weightGradient: usize;
  biasGradient: usize;
  /**
   * Panels of what comes in, of its slope, and of the loss's derivative in it. The slope is 0 where it is 1, and where other readers of
   * the same units come later on the way back: the last one multiplies.
   */
  input: usize;
  inputSlope: usize;
  inputDelta: usize;
  output: usize;
  outputSlope: usize;
  outputDelta: usize;
  batch: Batch;
  /** Which of the network's layers it is, where its outputs can be dropped; -1 where they cannot. */
  drops: i32;
  /** SET or, where another reader of the same units was before on the way back, ADD. */
  mode: i32;
}

/** The outputs of strips, of all panels, and their slopes. */
export function layer_forward(layer: Layer, first: i32, end: i32): void {
  const panels = layer.batch.panels;
  const k = layer.inputs;
  const fromPanel = <usize>layer.inputRows << 5;
  const toPanel = <usize>layer.outputRows << 5;
  const blocks = max(1, (k + REACH - 1) / REACH); // one without inputs: biases alone
  const depth = (k + blocks - 1) / blocks;
  for (let block = 0; block < blocks; block++) {
    const l = block * depth;
    const d = min(depth, k - l);
    const mode = block > 0 ? ADD : SET;
    for (let i = first * ROWS; i < min(end * ROWS, layer.outputs); i += ROWS) {
      const rows = min(ROWS, layer.outputs - i);
      const weights = layer.weights + (<usize>(i * k + l) << 2);
      let from = layer.input + (<usize>l << 5);
      let to = <usize>i << 5;
      for (let g = 0; g < panels; g++, from += fromPanel, to += toPanel) {
        strips(layer.output + to, 32, weights, <usize>k << 2, rows, 0, from, d, mode);
        if (l + d == k) activate(layer.output + to, layer.outputSlope + to, layer.biases + (<usize>i << 2), rows, layer.activation);
      }
    }
  }
  if (layer.drops >= 0 && layer.batch.threshold > 0) dropStrips(layer, first, end);
}

/** Drops outputs of strips; who is dropped depends on where he stands among all. */
function dropStrips(layer: Layer, first: i32, end: i32): void {
  const batch = layer.batch;
  const seed = batch.seed + layer.drops * <i32>0x9e3779b9;
  const bytes = <usize>((end - first) * ROWS) << 5;
  for (let g = 0; g < batch.panels; g++) {
    const row = g * layer.outputRows + first * ROWS;
    const at = <usize>row << 5;
    drop(layer.output + at, layer.outputSlope + at, bytes, seed + (row << 3), batch.threshold, batch.scale);
  }
}

/** The derivative of the loss in the inputs' own sums, strips of them: W' delta, times the slope. */
export function layer_backward(layer: Layer, first: i32, end: i32, strip: usize): void {
  const panels = layer.batch.panels;
  const k = layer.outputs;
  const fromPanel = <usize>layer.outputRows << 5;
  const toPanel = <usize>layer.inputRows << 5;
  const blocks = (k + DEPTH - 1) / DEPTH;
  const depth = (k + blocks - 1) / blocks;
  for (let l = 0; l < k; l += depth) {
    const d = min(depth, k - l);
    const mode = l > 0 ? ADD : layer.mode;
    for (let i = first * ROWS; i < min(end * ROWS, layer.inputs); i += ROWS) {
      const rows = min(ROWS, layer.inputs - i);
      splatRows(strip, layer.weights + (<usize>(l * layer.inputs + i) << 2), 4, <usize>layer.inputs << 2, rows, d);
      let from = layer.outputDelta + (<usize>l << 5);
      let to = <usize>i << 5;
      for (let g = 0; g < panels; g++, from += fromPanel, to += toPanel) {
        tile<f32>(layer.inputDelta + to, 32, strip, from, d, mode);
        if (l + d == k && layer.inputSlope != 0) times(layer.inputDelta + to, layer.inputSlope + to, rows);
      }
    }
  }
}

/** The gradient of the weights and biases of strips of outputs: the sum of delta input' over the samples. */
export function layer_gradient(layer: Layer, first: i32, end: i32, workspace: usize): void {
  const panels = layer.batch.panels;
  const strip = workspace + <usize>(DEPTH * WIDTH * 4);
  const corner = strip + <usize>(DEPTH * ROWS * 16);
  const k = layer.inputs;
  const inPanel = <usize>layer.inputRows << 5;
  const outPanel = <usize>layer.outputRows << 5;
  for (let start = 0; start < panels; start += DEPTH / 8) {
    const count = min(DEPTH / 8, panels - start);
    const d = count * 8;
    const mode = start > 0 ? ADD : SET;
    for (let j = 0; j < k; j += WIDTH) {
      const width = min(WIDTH, k - j);
      const input = layer.input + inPanel * start + (<usize>j << 5);
      for (let s = 0; s < width; s += 8) {
        for (let g = 0; g < count; g++) {
          packAlong<f32>(workspace + (<usize>(s * d + g * 64) << 2), input + inPanel * g + (<usize>s << 5), 8, width - s, 8);
        }
      }
      for (let i = first * ROWS; i < min(end * ROWS, layer.outputs); i += ROWS) {
        const rows = min(ROWS, layer.outputs - i);
        const delta = layer.outputDelta + outPanel * start + (<usize>i << 5);
        for (let s = 0; s < width; s += 8) {
          const at = layer.weightGradient + (<usize>(i * k + j + s) << 2);
          const q = workspace + (<usize>(s * d) << 2);
          if (rows == ROWS && s + 8 <= width) strips(at, <usize>k << 2, delta, 32, rows, outPanel - 32, q, d, mode);
          else {
            strips(corner, 32, delta, 32, rows, outPanel - 32, q, d, SET);
            cut<f32>(at, k, corner, rows, min(8, width - s), mode, 8);
          }
        }
      }
    }
  }
  sums(layer, first, end);
}

/** The gradient of the biases. */
function sums(layer: Layer, first: i32, end: i32): void {
  const panels = layer.batch.panels;
  const panel = <usize>layer.outputRows << 5;
  for (let i = first * ROWS; i < min(end * ROWS, layer.outputs); i++) {
    let s = f32x4.splat(0);
    let at = layer.outputDelta + (<usize>i << 5);
    for (let g = 0; g < panels; g++, at += panel) s = v128.add<f32>(s, v128.add<f32>(v128.load(at), v128.load(at, 16)));
    const left = f32x4.extract_lane(s, 0) + f32x4.extract_lane(s, 1);
    store<f32>(layer.biasGradient + (<usize>i << 2), left + (f32x4.extract_lane(s, 2) + f32x4.extract_lane(s, 3)));
  }
}

// @ts-ignore: decorator
@inline function times(at: usize, slope: usize, rows: i32): void {
  const end = at + (<usize>rows << 5);
  for (; at < end; at += 16, slope += 16) v128.store(at, v128.mul<f32>(v128.load(at), v128.load(slope)));
}

/** A tile of ROWS rows that lie `across` bytes apart; a row that is missing repeats the last. */
// @ts-ignore: decorator
@inline function strips(
  c: usize, stride: usize, from: usize, across: usize, rows: i32, jump: usize, q: usize, d: i32, mode: i32,
): void {
  const p1 = rows > 1 ? from + across : from;
  const p2 = rows > 2 ? p1 + across : p1;
  const p3 = rows > 3 ? p2 + across : p2;
  const p4 = rows > 4 ? p3 + across : p3;
  const p5 = rows > 5 ? p4 + across : p4;
  tileFrom(c, stride, from, p1, p2, p3, p4, p5, jump, q, d, mode);
}

/** A strip of ROWS rows that lie `across` bytes apart; a row that is missing repeats the last. */
function splatRows(to: usize, from: usize, across: usize, along: usize, rows: i32, d: i32): void {
  const p1 = rows > 1 ? from + across : from;
  const p2 = rows > 2 ? p1 + across : p1;
  const p3 = rows > 3 ? p2 + across : p2;
  const p4 = rows > 4 ? p3 + across : p3;
  const p5 = rows > 5 ? p4 + across : p4;
  splat<f32>(to, from, p1, p2, p3, p4, p5, along, d);
}
