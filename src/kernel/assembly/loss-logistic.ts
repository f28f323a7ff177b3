// The logistic loss of n rows: returns sum_i s_i log(1 + exp(-margin_i)), margin_i = f_i where y_i = 1 and -f_i elsewhere.
//
//   y, s, f  n doubles: targets, weights, predictions
//   u, h     n doubles: the derivative in f_i and the second one
//
// Even rows and odd rows are summed in order; a row's bits do not depend on where it stands. Twin: test/kernel/loss.test.ts.
import { exponential } from "./exponential";
import { logarithm } from "./logarithm";
import { across, put, take } from "./two-rows";

export function loss_logistic(y: usize, s: usize, f: usize, u: usize, h: usize, n: i32): f64 {
  const long = <usize>n << 3;
  let sums = f64x2.splat(0);
  let at: usize = 0;
  for (; at + 16 <= long; at += 16) sums = v128.add<f64>(sums, rows(y + at, s + at, f + at, u + at, h + at, true));
  if (at < long) sums = v128.add<f64>(sums, rows(y + at, s + at, f + at, u + at, h + at, false));
  return across(sums);
}

// @ts-ignore: decorator
@inline function rows(y: usize, s: usize, f: usize, u: usize, h: usize, both: bool): v128 {
  const one = f64x2.splat(1);
  const weight = take(s, both);
  const minus = v128.and(v128.eq<f64>(take(y, both), one), f64x2.splat(-0.0)); // the sign bit, for the class 1
  const against = v128.xor(take(f, both), minus); // minus the margin
  const small = exponential(v128.neg<f64>(v128.abs<f64>(against)));
  const total = v128.add<f64>(one, small);
  const inverse = v128.div<f64>(one, total);
  const share = v128.mul<f64>(small, inverse);
  const wrong = v128.bitselect(share, inverse, v128.lt<f64>(against, f64x2.splat(0))); // the probability of the other class
  put(u, v128.xor(v128.mul<f64>(weight, wrong), minus), both);
  put(h, v128.mul<f64>(v128.mul<f64>(weight, share), inverse), both);
  const loss = v128.add<f64>(v128.pmax<f64>(against, f64x2.splat(0)), logarithm(total)); // a NaN stays
  return v128.mul<f64>(weight, loss);
}
