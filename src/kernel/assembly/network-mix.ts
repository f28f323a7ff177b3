// Mixtures of units: every output is sum_i gate_i source_i, where the gates of a sample are numbers of its own. All of it lies
// in panels (network-layer.ts). Where they are made by softmax, the gates are first their logarithms up to a constant.
//
// A Mix is followed by its mixtures, and every mixture by its links, one a source. Twin: test/kernel/network.test.ts.
import { exponential } from "./exponential-f32";
import { Batch } from "./network-batch";
import { madd } from "./simd";

/** As src/kernel/network-table.ts writes it; whatever is no count is an address. */
@unmanaged
export class Mix {
  batch: Batch;
  mixtures: i32;
  softmax: i32;
}

@unmanaged
class Mixture {
  units: i32;
  rows: i32;
  output: usize;
  delta: usize;
  gateRows: i32;
  gates: usize;
  gateDelta: usize;
  links: i32;
}

/** A source. Its slope is 0 where it is 1 or others multiply, as that of a layer's inputs; `adds` says whether there was a reader before. */
@unmanaged
class Link {
  rows: i32;
  value: usize;
  slope: usize;
  delta: usize;
  adds: i32;
}

/** The outputs of panels, from one panel to another. */
export function mix_forward(mix: Mix, first: i32, end: i32): void {
  let at = changetype<usize>(mix) + offsetof<Mix>();
  for (let k = 0; k < mix.mixtures; k++) {
    const mixture = changetype<Mixture>(at);
    at += offsetof<Mixture>();
    for (let g = first; g < end; g++) {
      const gates = mixture.gates + <usize>(g * mixture.gateRows << 5);
      if (mix.softmax) {
        softmax(gates, mixture.links);
        softmax(gates + 16, mixture.links);
      }
      const to = mixture.output + <usize>(g * mixture.rows << 5);
      for (let i = 0; i < mixture.links; i++) {
        const link = changetype<Link>(at + <usize>i * offsetof<Link>());
        addTo(to, link.value + <usize>(g * link.rows << 5), gates + <usize>(i << 5), mixture.units, i > 0);
      }
    }
    at += <usize>mixture.links * offsetof<Link>();
  }
}

/** The derivatives of the loss in the sources' own sums and in the gates', of panels. */
export function mix_backward(mix: Mix, first: i32, end: i32): void {
  let at = changetype<usize>(mix) + offsetof<Mix>();
  for (let k = 0; k < mix.mixtures; k++) {
    const mixture = changetype<Mixture>(at);
    at += offsetof<Mixture>();
    for (let g = first; g < end; g++) {
      const gates = mixture.gates + <usize>(g * mixture.gateRows << 5);
      const slopes = mixture.gateDelta + <usize>(g * mixture.gateRows << 5);
      const delta = mixture.delta + <usize>(g * mixture.rows << 5);
      for (let i = 0; i < mixture.links; i++) {
        const link = changetype<Link>(at + <usize>i * offsetof<Link>());
        const row = <usize>(i << 5);
        takeBack(link, <usize>(g * link.rows << 5), delta, gates + row, mixture.units, slopes + row, mixture.gateDelta != 0);
      }
      if (mix.softmax) {
        softmaxBack(gates, slopes, mixture.links);
        softmaxBack(gates + 16, slopes + 16, mixture.links);
      }
    }
    at += <usize>mixture.links * offsetof<Link>();
  }
}

/** to (+)= gate x value, row by row. */
function addTo(to: usize, value: usize, gate: usize, units: i32, adds: bool): void {
  const w0 = v128.load(gate), w1 = v128.load(gate, 16);
  const zero = f32x4.splat(0);
  for (const end = to + (<usize>units << 5); to < end; to += 32, value += 32) {
    v128.store(to, madd<f32>(w0, v128.load(value), adds ? v128.load(to) : zero));
    v128.store(to, madd<f32>(w1, v128.load(value, 16), adds ? v128.load(to, 16) : zero), 16);
  }
}

/** The derivatives in a source, (+)= gate x delta x slope, and in its gate, sum value x delta. */
function takeBack(link: Link, panel: usize, delta: usize, gate: usize, units: i32, gateSlope: usize, learns: bool): void {
  const w0 = v128.load(gate), w1 = v128.load(gate, 16);
  let s0 = f32x4.splat(0), s1 = s0;
  let to = link.delta + panel, value = link.value + panel, slope = link.slope + panel;
  for (const end = to + (<usize>units << 5); to < end; to += 32, value += 32, slope += 32, delta += 32) {
    const d0 = v128.load(delta), d1 = v128.load(delta, 16);
    s0 = madd<f32>(v128.load(value), d0, s0);
    s1 = madd<f32>(v128.load(value, 16), d1, s1);
    let t0 = v128.mul<f32>(w0, d0), t1 = v128.mul<f32>(w1, d1);
    if (link.adds) {
      t0 = v128.add<f32>(v128.load(to), t0);
      t1 = v128.add<f32>(v128.load(to, 16), t1);
    }
    if (link.slope != 0) {
      t0 = v128.mul<f32>(t0, v128.load(slope));
      t1 = v128.mul<f32>(t1, v128.load(slope, 16));
    }
    v128.store(to, t0);
    v128.store(to, t1, 16);
  }
  if (!learns) return;
  v128.store(gateSlope, s0);
  v128.store(gateSlope, s1, 16);
}

/** Four samples: n rows, 32 bytes apart, become their softmax. */
function softmax(rows: usize, n: i32): void {
  const end = rows + (<usize>n << 5);
  let most = f32x4.splat(-Infinity), total = f32x4.splat(0);
  for (let at = rows; at < end; at += 32) most = v128.max<f32>(most, v128.load(at));
  for (let at = rows; at < end; at += 32) {
    const part = exponential(v128.sub<f32>(v128.load(at), most));
    v128.store(at, part);
    total = v128.add<f32>(total, part);
  }
  const inverse = v128.div<f32>(f32x4.splat(1), total);
  for (let at = rows; at < end; at += 32) v128.store(at, v128.mul<f32>(v128.load(at), inverse));
}

/** The derivatives in the logarithms: gate_i (slope_i - sum_j gate_j slope_j). */
function softmaxBack(gates: usize, slopes: usize, n: i32): void {
  const bytes = <usize>n << 5;
  let mean = f32x4.splat(0);
  for (let at: usize = 0; at < bytes; at += 32) mean = madd<f32>(v128.load(gates + at), v128.load(slopes + at), mean);
  for (let at: usize = 0; at < bytes; at += 32) {
    const over = v128.sub<f32>(v128.load(slopes + at), mean);
    v128.store(slopes + at, v128.mul<f32>(v128.load(gates + at), over));
  }
}
