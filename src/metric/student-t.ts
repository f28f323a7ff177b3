import { reject } from "../check/reject.ts";

/**
 * The t > 0 with P(−t <= Student's t <= t) = probability, for a whole number of degrees of freedom: by bisection of its finite
 * sum.
 *
 * @see Abramowitz & Stegun 1964, 26.7.3 and 26.7.4
 */
export function studentQuantile(probability: number, freedom: number): number {
  if (!(probability > 0 && probability < 1))
    reject("param", "studentQuantile.probability", "a number between 0 and 1", probability);
  if (!(Number.isInteger(freedom) && freedom >= 1))
    reject("param", "studentQuantile.freedom", "an integer >= 1", freedom);
  let [low, high] = [0, 1];
  while (within(high, freedom) < probability) [low, high] = [high, 2 * high];
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return high;
    if (within(middle, freedom) < probability) low = middle;
    else high = middle;
  }
}

/** P(−t <= Student's t <= t). */
function within(t: number, freedom: number): number {
  const square = freedom / (freedom + t * t); // cos² of the angle whose tangent is t / √freedom
  const sine = t / Math.sqrt(freedom + t * t);
  const odd = freedom % 2;
  let term = odd ? Math.sqrt(square) : 1;
  let sum = 0;
  for (let k = odd; k <= freedom - 2; k += 2) {
    sum += term;
    term *= (square * (k + 1)) / (k + 2);
  }
  return odd ? (2 / Math.PI) * (arcTangent(t / Math.sqrt(freedom)) + sine * sum) : sine * sum;
}

/** The angle is halved until its series is short. The engine's own differs from one to the next. */
function arcTangent(x: number): number {
  let [part, times] = [x, 1];
  while (part > 0.05) {
    part /= 1 + Math.sqrt(1 + part * part);
    times *= 2;
  }
  const square = part * part;
  let sum = 0;
  for (let k = 19; k >= 1; k -= 2) sum = 1 / k - square * sum;
  return times * part * sum;
}
