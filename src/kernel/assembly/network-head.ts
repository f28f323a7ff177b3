// The losses of a task's outputs: sum_i s_i loss(f_i, y_i), and its derivative in f. Outputs and deltas lie in panels
// (network-layer.ts); y and s are one float a sample, sample after sample; s is 0 where a target is missing.
//
//   SQUARED   (f - y)^2 / 2                             HUBER    the same up to |f - y| = bend, linear beyond
//   BINARY    log(1 + exp(-margin)), y 0 or 1           POISSON  exp f - y f
//   SOFTMAX   log sum_k exp f_k - f_y, y the number of the class, K outputs
//
// Twin: test/kernel/network.test.ts.
import { exponential, sigmoid } from "./exponential-f32";
import { logarithm } from "./logarithm-f32";

const HUBER: i32 = 1;
const BINARY: i32 = 2;
const POISSON: i32 = 3;
const SOFTMAX: i32 = 4;

/** As src/kernel/network.ts writes it; whatever is no count is an address. */
@unmanaged
export class Head {
  kind: i32;
  /** How many outputs it has. */
  columns: i32;
  /** Panels of them and of the loss's derivatives, so many rows each. */
  rows: i32;
  output: usize;
  delta: usize;
  bend: f32;
  /** What its loss counts for. */
  weight: f32;
  /** Targets and weights of all samples, and of the batch. */
  targets: usize;
  weights: usize;
  y: usize;
  s: usize;
  /** A double: the losses so far, without `weight`. */
  loss: usize;
}

/** Adds the losses of the batch to `loss`; deltas are those of the loss times weight / count. */
export function judge(head: Head, panels: i32, count: i32): void {
  const scale = f32x4.splat(head.weight / <f32>count);
  const panel = <usize>head.rows << 5;
  let at: usize = 0;
  let sums = f32x4.splat(0);
  for (let g: usize = 0; g < <usize>panels; g++, at += panel) {
    for (let half: usize = 0; half < 32; half += 16) {
      const y = v128.load(head.y + (g << 5) + half);
      const s = v128.load(head.s + (g << 5) + half);
      sums = v128.add<f32>(sums, v128.mul<f32>(s, four(head, head.output + at + half, head.delta + at + half, y, v128.mul<f32>(s, scale))));
    }
  }
  const left = <f64>f32x4.extract_lane(sums, 0) + <f64>f32x4.extract_lane(sums, 1);
  const right = <f64>f32x4.extract_lane(sums, 2) + <f64>f32x4.extract_lane(sums, 3);
  store<f64>(head.loss, load<f64>(head.loss) + (left + right));
}

/** The losses of four samples; s has the scale of the deltas. */
function four(head: Head, output: usize, delta: usize, y: v128, s: v128): v128 {
  if (head.kind == SOFTMAX) return softmax(head.columns, output, delta, y, s);
  const f = v128.load(output);
  const zero = f32x4.splat(0), one = f32x4.splat(1);
  const r = v128.sub<f32>(f, y);
  let slope = r;
  let loss = v128.mul<f32>(v128.mul<f32>(r, r), f32x4.splat(0.5));
  if (head.kind == HUBER) {
    const bend = f32x4.splat(head.bend);
    slope = v128.pmax<f32>(v128.pmin<f32>(r, bend), v128.neg<f32>(bend)); // a NaN stays
    loss = v128.mul<f32>(slope, v128.sub<f32>(r, v128.mul<f32>(slope, f32x4.splat(0.5))));
  } else if (head.kind == BINARY) {
    const minus = v128.and(v128.eq<f32>(y, one), f32x4.splat(-0.0)); // the sign bit, for the class 1
    const against = v128.xor(f, minus); // minus the margin
    slope = v128.xor(sigmoid(against), minus);
    const total = v128.add<f32>(one, exponential(v128.neg<f32>(v128.abs<f32>(against))));
    loss = v128.add<f32>(v128.pmax<f32>(against, zero), logarithm(total));
  } else if (head.kind == POISSON) {
    const mean = exponential(f);
    slope = v128.sub<f32>(mean, y);
    loss = v128.sub<f32>(mean, v128.mul<f32>(y, f));
  }
  v128.store(delta, v128.mul<f32>(s, slope));
  return loss;
}

/** Four samples, their K outputs 32 bytes apart. */
// @ts-ignore: decorator
@inline function softmax(K: i32, output: usize, delta: usize, y: v128, s: v128): v128 {
  const one = f32x4.splat(1);
  const end = <usize>K << 5;
  let most = f32x4.splat(-Infinity), own = f32x4.splat(0), k = own;
  for (let at: usize = 0; at < end; at += 32, k = v128.add<f32>(k, one)) {
    const f = v128.load(output + at);
    most = v128.max<f32>(most, f);
    own = v128.bitselect(f, own, v128.eq<f32>(y, k));
  }
  let total = f32x4.splat(0);
  for (let at: usize = 0; at < end; at += 32) {
    const part = exponential(v128.sub<f32>(v128.load(output + at), most));
    v128.store(delta + at, part);
    total = v128.add<f32>(total, part);
  }
  const inverse = v128.div<f32>(s, total);
  k = f32x4.splat(0);
  for (let at: usize = 0; at < end; at += 32, k = v128.add<f32>(k, one)) {
    const share = v128.mul<f32>(v128.load(delta + at), inverse);
    v128.store(delta + at, v128.sub<f32>(share, v128.and(s, v128.eq<f32>(y, k))));
  }
  return v128.add<f32>(v128.sub<f32>(most, own), logarithm(total));
}
