// max |x_i| and |x|_2 over n numbers. A NaN anywhere gives NaN; otherwise an infinity gives infinity.
// Twin: test/kernel/vector.test.ts.
import { dot } from "./dot";

/** max |x_i|, and 0 for no numbers. */
export function absmax<T>(x: usize, n: i32): T {
  const lanes = 16 / <i32>sizeof<T>();
  let most = v128.splat<T>(0);
  let i = 0;
  for (; i + lanes <= n; i += lanes, x += 16) most = v128.max<T>(most, v128.abs<T>(v128.load(x)));
  for (; i < n; i++, x += sizeof<T>()) most = v128.max<T>(most, v128.abs<T>(v128.load_splat<T>(x)));
  let best = max<T>(v128.extract_lane<T>(most, 0), v128.extract_lane<T>(most, 1));
  if (sizeof<T>() == 4) {
    best = max<T>(best, max<T>(v128.extract_lane<T>(most, 2), v128.extract_lane<T>(most, 3)));
  }
  return best;
}

/** |x|_2 = s |x / s|_2, s a power of two near max |x_i| where the squares would leave the range of T, and 1 elsewhere. */
export function norm<T>(x: usize, n: i32): T {
  const square = dot<T>(x, x, n);
  // Squares below `least` may have lost digits to underflow.
  const least = sizeof<T>() == 8 ? <T>1e-280 : <T>1e-28;
  const most = sizeof<T>() == 8 ? <T>f64.MAX_VALUE : <T>f32.MAX_VALUE;
  if (square > least && square <= most) return sqrt<T>(square);
  const peak = absmax<T>(x, n);
  if (!(peak > 0) || peak > most) return peak;
  const up = power<T>(peak, 1), down = power<T>(peak, -1);
  let sum: T = 0;
  for (let i = 0; i < n; i++, x += sizeof<T>()) {
    const part = <T>(load<T>(x) * down);
    sum = <T>(sum + part * part);
  }
  return <T>(sqrt<T>(sum) * up);
}

/** The power of two below x, to the power of `sign`, kept where it and its inverse are normal. */
function power<T>(x: T, sign: i32): T {
  if (sizeof<T>() == 8) {
    const exponent = min(max(<i32>(reinterpret<u64>(<f64>x) >> 52) - 1023, -1022), 1022);
    return <T>reinterpret<f64>(<u64>(1023 + sign * exponent) << 52);
  }
  const exponent = min(max(<i32>(reinterpret<u32>(<f32>x) >> 23) - 127, -126), 126);
  return <T>reinterpret<f32>(<u32>(127 + sign * exponent) << 23);
}

export function absmax_f64(x: usize, n: i32): f64 {
  return absmax<f64>(x, n);
}

export function absmax_f32(x: usize, n: i32): f32 {
  return absmax<f32>(x, n);
}

export function norm_f64(x: usize, n: i32): f64 {
  return norm<f64>(x, n);
}

export function norm_f32(x: usize, n: i32): f32 {
  return norm<f32>(x, n);
}
