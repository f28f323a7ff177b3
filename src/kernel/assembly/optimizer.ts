// One step of an optimiser over n floats, n a multiple of four: w weights, g their gradient, m and v what it keeps.
// `clip` scales the gradient, `decay` then adds that share of w to it. Twin: test/network/optimizer.test.ts.
// What does not change stays in registers: there are fifteen, and what is spilled costs as much as a division.
import { madd } from "./simd";

/** Numbers that fade away, as a dead unit's moments do, are 0 before they are subnormal: those take a hundred times as long. */
// @ts-ignore: decorator
@inline const faint: f32 = 1e-36;

/** Stochastic gradient descent: m <- momentum m + g, w <- w - rate m, or with Nesterov's look ahead w - rate (g + momentum m). */
export function step_sgd(w: usize, g: usize, m: usize, n: i32, rate: f32, momentum: f32, nesterov: bool, decay: f32, clip: f32): void {
  const descent = f32x4.splat(-rate), share = f32x4.splat(momentum), shrink = f32x4.splat(decay), scale = f32x4.splat(clip);
  const tiny = f32x4.splat(faint), size = i32x4.splat(0x7fffffff);
  for (const end = w + (<usize>n << 2); w < end; w += 16, g += 16, m += 16) {
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
export function step_adam(
  w: usize, g: usize, m: usize, v: usize, n: i32, rate: f32, b1: f32, b2: f32, a1: f32, a2: f32, epsilon: f32, inverse: f32, decay: f32, shrunk: f32, clip: f32,
): void {
  if (decay != 0) {
    decayed(g, w, n, decay, clip);
    clip = 1;
  }
  const descent = f32x4.splat(-rate), correction = f32x4.splat(inverse), least = f32x4.splat(epsilon), keep = f32x4.splat(shrunk);
  const share = f32x4.splat(b1), fresh = f32x4.splat(a1 * clip), share2 = f32x4.splat(b2), fresh2 = f32x4.splat(a2 * clip * clip);
  const tiny = f32x4.splat(faint), size = i32x4.splat(0x7fffffff);
  for (const end = w + (<usize>n << 2); w < end; w += 16, g += 16, m += 16, v += 16) {
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
