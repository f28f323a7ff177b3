// One number of each of two rows in a vector, or of one row alone, beside a zero: the same lanes work on a tail.

// @ts-ignore: decorator
@inline export function take(at: usize, both: bool): v128 {
  return both ? v128.load(at) : v128.load64_zero(at);
}

// @ts-ignore: decorator
@inline export function put(at: usize, v: v128, both: bool): void {
  if (both) v128.store(at, v);
  else v128.store64_lane(at, v, 0);
}

/** The sum of even rows plus that of odd ones. */
// @ts-ignore: decorator
@inline export function across(sums: v128): f64 {
  return v128.extract_lane<f64>(sums, 0) + v128.extract_lane<f64>(sums, 1);
}
