// Dropout: outputs and slopes of a layer are zeroed each with a chance, and the others scaled so that the mean stays. Who is
// zeroed is a hash of the seed and of where the number stands (Wellons 2018, lowbias32), so it needs no state.

/** Keeps a number where its hash, of 24 bits, is at least `threshold`. */
export function drop(output: usize, slope: usize, bytes: usize, seed: i32, threshold: i32, scale: f32): void {
  const kept = f32x4.splat(scale), least = i32x4.splat(threshold), four = i32x4.splat(4);
  let counter = v128.add<i32>(i32x4(0, 1, 2, 3), i32x4.splat(seed));
  for (let at: usize = 0; at < bytes; at += 16, counter = v128.add<i32>(counter, four)) {
    const factor = v128.and(kept, v128.ge<i32>(v128.shr<u32>(hash(counter), 8), least));
    v128.store(output + at, v128.mul<f32>(v128.load(output + at), factor));
    v128.store(slope + at, v128.mul<f32>(v128.load(slope + at), factor));
  }
}

// @ts-ignore: decorator
@inline function hash(x: v128): v128 {
  x = v128.mul<i32>(v128.xor(x, v128.shr<u32>(x, 16)), i32x4.splat(0x7feb352d));
  x = v128.mul<i32>(v128.xor(x, v128.shr<u32>(x, 15)), i32x4.splat(<i32>0x846ca68b));
  return v128.xor(x, v128.shr<u32>(x, 16));
}
