// Half the deviance of counts over n rows: returns sum_i s_i (exp(f_i) - y_i f_i + y_i log y_i - y_i), y_i >= 0.
//
//   y, s, f  n doubles: counts, weights, predictions
//   u, h     n doubles: the derivative in f_i and the second one
//
// Even rows and odd rows are summed in order; a row's bits do not depend on where it stands. Twin: test/kernel/loss.test.ts.
import { exponential } from "./exponential";
import { logarithm } from "./logarithm";
import { across, put, take } from "./two-rows";

export function loss_poisson(y: usize, s: usize, f: usize, u: usize, h: usize, n: i32): f64 {
  const long = <usize>n << 3;
  let sums = f64x2.splat(0);
  let at: usize = 0;
  for (; at + 16 <= long; at += 16) sums = v128.add<f64>(sums, rows(y + at, s + at, f + at, u + at, h + at, true));
  if (at < long) sums = v128.add<f64>(sums, rows(y + at, s + at, f + at, u + at, h + at, false));
  return across(sums);
}

// @ts-ignore: decorator
@inline function rows(y: usize, s: usize, f: usize, u: usize, h: usize, both: bool): v128 {
  const weight = take(s, both), count = take(y, both), eta = take(f, both);
  const mean = exponential(eta);
  put(u, v128.mul<f64>(weight, v128.sub<f64>(mean, count)), both);
  put(h, v128.mul<f64>(weight, mean), both);
  const entropy = v128.mul<f64>(count, logarithm(count)); // 0 at 0, where the logarithm is finite
  const linear = v128.sub<f64>(mean, v128.mul<f64>(count, eta));
  return v128.mul<f64>(weight, v128.sub<f64>(v128.add<f64>(linear, entropy), count));
}
