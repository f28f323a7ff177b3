// What a layer does to its sums z: h = a(z), and beside it the slope a'(z), which is all that the way back needs.
// z, h and slope are rows of eight floats, 32 bytes apart. Twin: test/kernel/network.test.ts.
import { exponential, hyperbolicTangent, sigmoid } from "./exponential-f32";
import { madd } from "./simd";

const RELU: i32 = 1;
const TANH: i32 = 2;
const SIGMOID: i32 = 3;
const GELU: i32 = 4;
const SILU: i32 = 5;

/** h <- a(h + bias) in `rows` rows, with its slope. The bias of a row is a float of its own. */
export function activate(h: usize, slope: usize, bias: usize, rows: i32, activation: i32): void {
  const end = h + (<usize>rows << 5);
  if (activation == RELU) return rectify(h, slope, bias, end);
  for (; h < end; h += 32, slope += 32, bias += 4) {
    const b = v128.load32_splat(bias);
    four(h, slope, b, activation);
    four(h + 16, slope + 16, b, activation);
  }
}

/** The same for the most usual one, without a question on the way. */
function rectify(h: usize, slope: usize, bias: usize, end: usize): void {
  const zero = f32x4.splat(0), one = f32x4.splat(1);
  for (; h < end; h += 32, slope += 32, bias += 4) {
    const b = v128.load32_splat(bias);
    const x = v128.add<f32>(v128.load(h), b), y = v128.add<f32>(v128.load(h, 16), b);
    v128.store(h, v128.pmax<f32>(x, zero)); // a NaN stays
    v128.store(h, v128.pmax<f32>(y, zero), 16);
    v128.store(slope, v128.and(one, v128.gt<f32>(x, zero)));
    v128.store(slope, v128.and(one, v128.gt<f32>(y, zero)), 16);
  }
}

// @ts-ignore: decorator
@inline function four(h: usize, slope: usize, bias: v128, activation: i32): void {
  const z = v128.add<f32>(v128.load(h), bias);
  const one = f32x4.splat(1);
  let a = z, d = one;
  if (activation == TANH) {
    a = hyperbolicTangent(z);
    d = v128.sub<f32>(one, v128.mul<f32>(a, a));
  } else if (activation == SIGMOID) {
    a = sigmoid(z);
    d = v128.mul<f32>(a, v128.sub<f32>(one, a));
  } else if (activation == GELU) {
    const bell = exponential(v128.mul<f32>(v128.mul<f32>(z, z), f32x4.splat(-0.5)));
    const share = normal(z, bell);
    a = v128.mul<f32>(z, share);
    d = madd<f32>(v128.mul<f32>(z, f32x4.splat(0.3989422804)), bell, share);
  } else if (activation == SILU) {
    const share = sigmoid(z);
    a = v128.mul<f32>(z, share);
    d = madd<f32>(a, v128.sub<f32>(one, share), share);
  }
  v128.store(h, a);
  v128.store(slope, d);
}

/** The normal distribution function, given e^(-z^2/2): Abramowitz & Stegun 7.1.26, within 1e-7. */
// @ts-ignore: decorator
@inline function normal(z: v128, bell: v128): v128 {
  const one = f32x4.splat(1);
  const t = v128.div<f32>(one, madd<f32>(v128.abs<f32>(z), f32x4.splat(0.3275911 * 0.70710678), one));
  let series = f32x4.splat(1.061405429 / 2);
  series = madd<f32>(series, t, f32x4.splat(-1.453152027 / 2));
  series = madd<f32>(series, t, f32x4.splat(1.421413741 / 2));
  series = madd<f32>(series, t, f32x4.splat(-0.284496736 / 2));
  series = madd<f32>(series, t, f32x4.splat(0.254829592 / 2));
  const tail = v128.mul<f32>(v128.mul<f32>(series, t), bell); // the share beyond |z|
  return v128.bitselect(tail, v128.sub<f32>(one, tail), v128.lt<f32>(z, f32x4.splat(0)));
}
