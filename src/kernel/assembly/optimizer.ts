// One step of an optimiser over n floats, n a multiple of four: w weights, g their gradient, m and v what it keeps.
// `clip` scales the gradient, `decay` adds that share of w to it. Twin: test/network/optimizer.test.ts.
import { madd } from "./simd";

/** Stochastic gradient descent: m <- momentum m + g, w <- w - rate m, or with Nesterov's look ahead w - rate (g + momentum m). */
export function step_sgd(w: usize, g: usize, m: usize, n: i32, rate: f32, momentum: f32, nesterov: bool, decay: f32, clip: f32): void {
  const descent = f32x4.splat(-rate), share = f32x4.splat(momentum), shrink = f32x4.splat(decay), scale = f32x4.splat(clip);
  const end = <usize>n << 2;
  for (let at: usize = 0; at < end; at += 16) {
    const x = v128.load(w + at);
    let d = madd<f32>(shrink, x, v128.mul<f32>(scale, v128.load(g + at)));
    if (momentum != 0) {
      const kept = madd<f32>(share, v128.load(m + at), d);
      v128.store(m + at, flushed(kept));
      d = nesterov ? madd<f32>(share, kept, d) : kept;
    }
    v128.store(w + at, madd<f32>(descent, d, x));
  }
}

/**
 * Adam: m <- b1 m + (1 - b1) g, v <- b2 v + (1 - b2) g^2, w <- w shrunk - rate m / (sqrt(v) inverse + epsilon). `rate` and `inverse` carry
 * the corrections of the first steps; `shrunk` is 1 less what decoupled decay takes.
 */
export function step_adam(
  w: usize, g: usize, m: usize, v: usize, n: i32, rate: f32, b1: f32, b2: f32, a1: f32, a2: f32, epsilon: f32, inverse: f32, decay: f32, shrunk: f32, clip: f32,
): void {
  const descent = f32x4.splat(-rate), correction = f32x4.splat(inverse), least = f32x4.splat(epsilon), keep = f32x4.splat(shrunk);
  const share = f32x4.splat(b1), fresh = f32x4.splat(a1), share2 = f32x4.splat(b2), fresh2 = f32x4.splat(a2);
  const shrink = f32x4.splat(decay), scale = f32x4.splat(clip);
  const end = <usize>n << 2;
  for (let at: usize = 0; at < end; at += 16) {
    const x = v128.load(w + at);
    const d = madd<f32>(shrink, x, v128.mul<f32>(scale, v128.load(g + at)));
    const first = madd<f32>(share, v128.load(m + at), v128.mul<f32>(fresh, d));
    const second = madd<f32>(share2, v128.load(v + at), v128.mul<f32>(v128.mul<f32>(fresh2, d), d));
    v128.store(m + at, flushed(first));
    v128.store(v + at, flushed(second));
    const width = madd<f32>(v128.sqrt<f32>(second), correction, least);
    v128.store(w + at, madd<f32>(descent, v128.div<f32>(first, width), v128.mul<f32>(x, keep)));
  }
}

/** Numbers that fade away, as a dead unit's moments do, are 0 before they are subnormal: those take a hundred times as long. */
// @ts-ignore: decorator
@inline function flushed(x: v128): v128 {
  return v128.and(x, v128.gt<f32>(v128.abs<f32>(x), f32x4.splat(1e-36)));
}
