// The power of two that brings the largest number of a matrix near 1, so that squares neither overflow nor vanish.
// Scaling by it loses nothing unless a number becomes subnormal.
import { absmax } from "./norm";

/** 2^k with the largest |x_i| 2^k in [1, 2), k within +-1000; 1 where all are zero, 0 where some are not finite. */
export function powerFor(x: usize, n: i32): f64 {
  const most = absmax<f64>(x, n);
  if (!(most < Infinity)) return 0;
  if (most == 0) return 1;
  const exponent = <i32>(reinterpret<u64>(most) >> 52) - 1023;
  return reinterpret<f64>(<u64>(1023 - max(-1000, min(1000, exponent))) << 52);
}
