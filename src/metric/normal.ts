import { exponential } from "../matrix/exponential.ts";

/** P(Z <= x) of the standard normal distribution: its series up to 3, its continued fraction beyond, the same bits everywhere. */
export function normalCdf(x: number): number {
  const size = Math.abs(x);
  if (size > 38) return x > 0 ? 1 : 0;
  const density = exponential((-size * size) / 2) / Math.sqrt(2 * Math.PI);
  if (size < 3) {
    let [term, sum] = [size, size];
    for (let k = 3; term > 1e-18 * sum; k += 2) {
      term *= (size * size) / k;
      sum += term;
    }
    return x < 0 ? 0.5 - density * sum : 0.5 + density * sum;
  }
  let below = size;
  for (let k = 120; k >= 1; k--) below = size + k / below;
  const tail = density / below;
  return x < 0 ? tail : 1 - tail;
}

/** The x with P(Z <= x) = probability, by bisection; ±Infinity at 0 and 1. */
export function normalQuantile(probability: number): number {
  if (probability <= 0) return -Infinity;
  if (probability >= 1) return Infinity;
  let [low, high] = [-39, 39];
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return high;
    if (normalCdf(middle) < probability) low = middle;
    else high = middle;
  }
}
