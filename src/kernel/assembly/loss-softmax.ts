// The softmax loss of n rows and K classes: returns sum_i s_i (log sum_k exp(f_ik) - f_iy), where y = y_i.
//
//   y, s  n doubles: the number of the class, from 0, and weights
//   f     n x K doubles, column after column: predictions
//   u, h  the same: the derivative s (p_k - [k = y]) and 2 s p_k (1 - p_k), which lies above the second one
//
// Even rows and odd rows are summed in order; a row's bits do not depend on where it stands. Twin: test/kernel/loss.test.ts.
import { exponential } from "./exponential";
import { logarithm } from "./logarithm";
import { across, put, take } from "./two-rows";

export function loss_softmax(y: usize, s: usize, f: usize, u: usize, h: usize, n: i32, K: i32): f64 {
  const long = <usize>n << 3;
  let sums = f64x2.splat(0);
  let at: usize = 0;
  for (; at + 16 <= long; at += 16) sums = v128.add<f64>(sums, rows(y + at, s + at, f + at, u + at, h + at, long, K, true));
  if (at < long) sums = v128.add<f64>(sums, rows(y + at, s + at, f + at, u + at, h + at, long, K, false));
  return across(sums);
}

// @ts-ignore: decorator
@inline function rows(y: usize, s: usize, f: usize, u: usize, h: usize, long: usize, K: i32, both: bool): v128 {
  const one = f64x2.splat(1), zero = f64x2.splat(0);
  const weight = take(s, both), label = take(y, both);
  const end = <usize>K * long;
  let most = f64x2.splat(-Infinity), own = zero;
  let k = zero;
  for (let at: usize = 0; at < end; at += long, k = v128.add<f64>(k, one)) {
    const value = take(f + at, both);
    most = v128.max<f64>(most, value);
    own = v128.bitselect(value, own, v128.eq<f64>(label, k));
  }
  let total = zero;
  for (let at: usize = 0; at < end; at += long) {
    const part = exponential(v128.sub<f64>(take(f + at, both), most));
    put(u + at, part, both);
    total = v128.add<f64>(total, part);
  }
  const inverse = v128.div<f64>(one, total);
  k = zero;
  for (let at: usize = 0; at < end; at += long, k = v128.add<f64>(k, one)) {
    const p = v128.mul<f64>(take(u + at, both), inverse);
    const sp = v128.mul<f64>(weight, p);
    put(u + at, v128.sub<f64>(sp, v128.and(weight, v128.eq<f64>(label, k))), both);
    put(h + at, v128.mul<f64>(v128.add<f64>(sp, sp), v128.sub<f64>(one, p)), both);
  }
  return v128.mul<f64>(weight, v128.add<f64>(v128.sub<f64>(most, own), logarithm(total)));
}
