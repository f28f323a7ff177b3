// The gradients of several tasks, one array a task, `stride` bytes apart: the products between them, and a weighted sum of them.
// Lengths are n floats, any number. Twin: test/kernel/network-tasks.test.ts.

/** gram (T x T doubles) += products of the gradients of tasks, summed in doubles: four partial sums, added pairwise, then the tail. */
export function network_gram(from: usize, stride: usize, T: i32, n: i32, gram: usize): void {
  for (let s = 0; s < T; s++) {
    for (let t = 0; t <= s; t++) {
      const sum = product(from + <usize>s * stride, from + <usize>t * stride, n);
      const at = gram + (<usize>(s * T + t) << 3), mirror = gram + (<usize>(t * T + s) << 3);
      store<f64>(at, load<f64>(at) + sum);
      if (s != t) store<f64>(mirror, load<f64>(at));
    }
  }
}

function product(x: usize, y: usize, n: i32): f64 {
  let s0 = f64x2.splat(0), s1 = s0;
  let i = 0;
  for (; i + 4 <= n; i += 4, x += 16, y += 16) {
    const a = v128.load(x), b = v128.load(y);
    s0 = v128.add<f64>(s0, v128.mul<f64>(low(a), low(b)));
    s1 = v128.add<f64>(s1, v128.mul<f64>(high(a), high(b)));
  }
  const both = v128.add<f64>(s0, s1);
  let sum = f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
  for (; i < n; i++, x += 4, y += 4) sum += <f64>load<f32>(x) * <f64>load<f32>(y);
  return sum;
}

// @ts-ignore: decorator
@inline function low(x: v128): v128 {
  return f64x2.promote_low_f32x4(x);
}

// @ts-ignore: decorator
@inline function high(x: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i64>(x, x, 1, 0));
}

/** to <- sum_t weight_t x the gradient of task t, summed in doubles; weights are T doubles. */
export function network_mix(to: usize, from: usize, stride: usize, weights: usize, T: i32, n: i32): void {
  const end = weights + (<usize>T << 3);
  let i = 0;
  for (; i + 4 <= n; i += 4, to += 16, from += 16) {
    let s0 = f64x2.splat(0), s1 = s0;
    for (let w = weights, at = from; w < end; w += 8, at += stride) {
      const weight = v128.load64_splat(w), x = v128.load(at);
      s0 = v128.add<f64>(s0, v128.mul<f64>(weight, low(x)));
      s1 = v128.add<f64>(s1, v128.mul<f64>(weight, high(x)));
    }
    v128.store(to, v128.shuffle<i64>(f32x4.demote_f64x2_zero(s0), f32x4.demote_f64x2_zero(s1), 0, 2));
  }
  for (; i < n; i++, to += 4, from += 4) {
    let sum: f64 = 0;
    for (let w = weights, at = from; w < end; w += 8, at += stride) sum += load<f64>(w) * <f64>load<f32>(at);
    store<f32>(to, <f32>sum);
  }
}
