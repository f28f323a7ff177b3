// One step of an optimiser over all weights of a network: w weights, g their gradient, m and v what it keeps. The step is written down
// first, and is done by lines of LINE floats, from one to another, so that several threads can share them.
// `clip` scales the gradient, `decay` then adds that share of w to it, for matrices alone. Twin: test/network/optimizer.test.ts.
// What does not change stays in registers: there are fifteen, and what is spilled costs as much as a division.
import { madd } from "./simd";

export const LINE: i32 = 1024;

/** Where in a step its rule begins: what is before belongs to the network. */
export const RULE: usize = 24;

/** Numbers that fade away, as a dead unit's moments do, are 0 before they are subnormal: those take a hundred times as long. */
// @ts-ignore: decorator
@inline const faint: f32 = 1e-36;

/** What stays, as src/kernel/network.ts writes it. */
@unmanaged
export class Step {
  w: usize;
  g: usize;
  m: usize;
  v: usize;
  /** How many floats there are, and how many of them are those of matrices; multiples of four. */
  size: i32;
  matrices: i32;
  rate: f32;
  decay: f32;
  clip: f32;
}

@unmanaged
export class Sgd extends Step {
  momentum: f32;
  nesterov: i32;
}

@unmanaged
export class Adam extends Step {
  b1: f32;
  b2: f32;
  a1: f32;
  a2: f32;
  epsilon: f32;
  inverse: f32;
  shrunk: f32;
}

export function begin_sgd(step: Sgd, rate: f32, decay: f32, clip: f32, momentum: f32, nesterov: i32): void {
  begin(step, rate, decay, clip);
  step.momentum = momentum;
  step.nesterov = nesterov;
}

/** Step number k, from 1. */
export function begin_adam(
  step: Adam, rate: f64, decay: f64, clip: f32, b1: f64, b2: f64, epsilon: f32, decoupled: i32, k: i32,
): void {
  begin(step, <f32>(rate / (1 - power(b1, k))), decoupled ? 0 : <f32>decay, clip);
  step.b1 = <f32>b1;
  step.b2 = <f32>b2;
  step.a1 = <f32>(1 - b1);
  step.a2 = <f32>(1 - b2);
  step.epsilon = epsilon;
  step.inverse = <f32>(1 / sqrt<f64>(1 - power(b2, k)));
  step.shrunk = decoupled ? <f32>(1 - rate * decay) : 1;
}

/** base^k for k >= 0, by squaring. */
function power(base: f64, k: i32): f64 {
  let out: f64 = 1;
  for (let square = base; k > 0; k >>= 1, square *= square) if (k & 1) out *= square;
  return out;
}

// @ts-ignore: decorator
@inline function begin(step: Step, rate: f32, decay: f32, clip: f32): void {
  step.rate = rate;
  step.decay = decay;
  step.clip = clip;
}

/** Stochastic gradient descent: m <- momentum m + g, w <- w - rate m, or with Nesterov's look ahead w - rate (g + momentum m). */
export function step_sgd(step: Sgd, from: i32, to: i32): void {
  const first = from * LINE, end = min(to * LINE, step.size);
  const middle = max(first, min(end, step.matrices));
  sgd(step, first, middle, step.decay);
  sgd(step, middle, end, 0);
}

function sgd(step: Sgd, from: i32, to: i32, decay: f32): void {
  const at = <usize>from << 2;
  let w = step.w + at, g = step.g + at, m = step.m + at;
  const momentum = step.momentum, nesterov = step.nesterov != 0;
  const descent = f32x4.splat(-step.rate), share = f32x4.splat(momentum), shrink = f32x4.splat(decay), scale = f32x4.splat(step.clip);
  const tiny = f32x4.splat(faint), size = i32x4.splat(0x7fffffff);
  for (const end = w + (<usize>(to - from) << 2); w < end; w += 16, g += 16, m += 16) {
    const x = v128.load(w);
    let d = madd<f32>(shrink, x, v128.mul<f32>(scale, v128.load(g)));
    if (momentum != 0) {
      const kept = madd<f32>(share, v128.load(m), d);
      v128.store(m, flushed(kept, tiny, size));
      d = nesterov ? madd<f32>(share, kept, d) : kept;
    }
    v128.store(w, madd<f32>(descent, d, x));
  }
}

/**
 * Adam: m <- b1 m + a1 g, v <- b2 v + a2 g^2, w <- shrunk w - rate m / (sqrt(v) inverse + epsilon). `rate` and `inverse` carry the
 * corrections of the first steps; `shrunk` is 1 less what decoupled decay takes. Where there is a decay, g keeps what it adds.
 */
export function step_adam(step: Adam, from: i32, to: i32): void {
  const first = from * LINE, end = min(to * LINE, step.size);
  const middle = max(first, min(end, step.matrices));
  adam(step, first, middle, step.decay, step.shrunk);
  adam(step, middle, end, 0, 1);
}

function adam(step: Adam, from: i32, to: i32, decay: f32, shrunk: f32): void {
  const at = <usize>from << 2;
  let w = step.w + at, g = step.g + at, m = step.m + at, v = step.v + at;
  let clip = step.clip;
  if (decay != 0) {
    decayed(g, w, to - from, decay, clip);
    clip = 1;
  }
  const descent = f32x4.splat(-step.rate), correction = f32x4.splat(step.inverse), least = f32x4.splat(step.epsilon), keep = f32x4.splat(shrunk);
  const share = f32x4.splat(step.b1), fresh = f32x4.splat(step.a1 * clip), share2 = f32x4.splat(step.b2), fresh2 = f32x4.splat(step.a2 * clip * clip);
  const tiny = f32x4.splat(faint), size = i32x4.splat(0x7fffffff);
  for (const end = w + (<usize>(to - from) << 2); w < end; w += 16, g += 16, m += 16, v += 16) {
    const d = v128.load(g);
    const second = madd<f32>(share2, v128.load(v), v128.mul<f32>(v128.mul<f32>(fresh2, d), d));
    v128.store(v, v128.and(second, v128.gt<f32>(second, tiny)));
    const width = madd<f32>(v128.sqrt<f32>(second), correction, least);
    const first = madd<f32>(share, v128.load(m), v128.mul<f32>(fresh, d));
    v128.store(m, flushed(first, tiny, size));
    v128.store(w, madd<f32>(descent, v128.div<f32>(first, width), v128.mul<f32>(v128.load(w), keep)));
  }
}

/** g <- clip g + decay w */
function decayed(g: usize, w: usize, n: i32, decay: f32, clip: f32): void {
  const shrink = f32x4.splat(decay), scale = f32x4.splat(clip);
  for (const end = w + (<usize>n << 2); w < end; w += 16, g += 16)
    v128.store(g, madd<f32>(shrink, v128.load(w), v128.mul<f32>(scale, v128.load(g))));
}

/** x, or 0 where it is faint; `size` has all bits but the sign. */
// @ts-ignore: decorator
@inline function flushed(x: v128, tiny: v128, size: v128): v128 {
  return v128.and(x, v128.gt<f32>(v128.and(x, size), tiny));
}
