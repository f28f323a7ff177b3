import { scratch } from "./scratch.ts";

/** The total variation Σ_t |w_t+1 − w_t| of a row. */
export function totalVariation(w: Float64Array): number {
  let sum = 0;
  for (let t = 1; t < w.length; t++) sum += Math.abs(w[t]! - w[t - 1]!);
  return sum;
}

/**
 * y <- argmin_w 1/2 ‖w − y‖² + lambda Σ_t |w_t+1 − w_t|, in place and in O(T): dynamic programming.
 *
 * Let f_t(b) be the least cost of the first t numbers where the t-th is b. Its slope is increasing and piecewise linear, and
 * f'_t+1(b) = b − y_t+1 + f'_t(b) held within ±lambda: cutting the ends off makes two knots and takes away those beyond, so
 * that each comes and goes once. The last number is the root of f'_T, each before it is the next one held between the
 * two knots of its turn.
 *
 * @see Johnson 2013, A dynamic programming algorithm for the fused Lasso and L0-segmentation, section 3
 */
export function totalVariationProx(): (y: Float64Array, lambda: number) => void {
  const [placesOf, bendsOf, lowsOf, highsOf] = [scratch(), scratch(), scratch(), scratch()];
  return (y, lambda) => {
    const T = y.length;
    if (lambda === 0 || T < 2) return;
    const mean = meanOf(y);
    if (lambda >= pull(y, mean)) {
      y.fill(mean);
      return;
    }
    const [places, bends, lows, highs] = [placesOf(2 * T), bendsOf(2 * T), lowsOf(T), highsOf(T)];
    let [first, last] = [T, T - 1]; // the knots in use: places rise, and the slope of f' changes there by `bends`
    for (let t = 0; ; t++) {
      // f' is rise b + level, left of all knots and right of them; in units of y less its mean, which has fewer digits to lose
      const target = y[t]! - mean;
      let rise = 1;
      let level = -target - (t > 0 ? lambda : 0);
      const bottom = t < T - 1 ? -lambda : 0;
      while (first <= last && rise * places[first]! + level <= bottom) {
        rise += bends[first]!;
        level -= bends[first]! * places[first]!;
        first++;
      }
      const low = (bottom - level) / rise;
      if (t === T - 1) {
        unwind(y, low, mean, lows, highs);
        return;
      }
      const riseLow = rise;
      rise = 1;
      level = -target + (t > 0 ? lambda : 0);
      while (first <= last && rise * places[last]! + level >= lambda) {
        rise -= bends[last]!;
        level += bends[last]! * places[last]!;
        last--;
      }
      const high = (lambda - level) / rise;
      places[--first] = low;
      bends[first] = riseLow;
      places[++last] = high;
      bends[last] = -rise;
      lows[t] = low;
      highs[t] = high;
    }
  };
}

/** From the last number back. */
function unwind(y: Float64Array, end: number, mean: number, lows: Float64Array, highs: Float64Array): void {
  let value = end;
  for (let t = y.length - 1; t >= 0; t--) {
    if (t < y.length - 1) value = Math.min(Math.max(value, lows[t]!), highs[t]!);
    y[t] = value + mean;
  }
}

function meanOf(y: Float64Array): number {
  let sum = 0;
  for (let t = 0; t < y.length; t++) sum += y[t]! / y.length;
  return sum;
}

/** The least lambda at which every number becomes the mean: the largest |Σ of the first numbers less the mean|. */
function pull(y: Float64Array, mean: number): number {
  let [sum, most] = [0, 0];
  for (let t = 0; t < y.length - 1; t++) {
    sum += y[t]! - mean;
    most = Math.max(most, Math.abs(sum));
  }
  return most;
}
