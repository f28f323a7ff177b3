import { type Dense, zeros } from "../../matrix/dense.ts";
import { logarithm } from "../../matrix/logarithm.ts";
import type { RandomState } from "../../matrix/random.ts";
import { squareBetween } from "./rows-of-tasks.ts";

/**
 * k rows to begin k-means with, each drawn in proportion to its squared distance from those before it, the best of
 * 2 + ⌊ln k⌋ draws: scikit-learn's greedy k-means++, draw for draw.
 *
 * @see Arthur & Vassilvitskii 2007, k-means++: the advantages of careful seeding
 */
export function plusPlus(X: Dense, k: number, random: RandomState): Float64Array {
  const { rows: n, columns: p } = X;
  const trials = 2 + Math.floor(logarithm(k));
  const centers = zeros(k, p).data;
  const take = (c: number, i: number): void => centers.set(X.data.subarray(i * p, (i + 1) * p), c * p);
  take(0, firstAbove(random.random(), n));
  let [closest, candidate, best] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  let potential = 0;
  for (let i = 0; i < n; i++) {
    closest[i] = squareBetween(X, i, centers, 0);
    potential += closest[i]!;
  }
  const draws = new Float64Array(trials);
  for (let c = 1; c < k; c++) {
    for (let d = 0; d < trials; d++) draws[d] = random.random() * potential;
    let [chosen, least] = [0, Infinity];
    for (const draw of draws) {
      const at = firstReaching(closest, draw);
      let left = 0;
      for (let i = 0; i < n; i++) {
        candidate[i] = Math.min(closest[i]!, squareBetween(X, i, X.data, at));
        left += candidate[i]!;
      }
      if (!(left < least)) continue;
      [chosen, least] = [at, left];
      [candidate, best] = [best, candidate];
    }
    [closest, best] = [best, closest];
    potential = least;
    take(c, chosen);
  }
  return centers;
}

/** The first i with (i + 1) / n above `draw`, the sum of i + 1 equal shares. */
function firstAbove(draw: number, n: number): number {
  let whole = 0;
  for (let i = 0; i < n; i++) whole += 1 / n;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    sum += 1 / n;
    if (sum / whole > draw) return i;
  }
  return n - 1;
}

/** The first i up to which the values add up to at least `draw`. */
function firstReaching(values: Float64Array, draw: number): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    sum += values[i]!;
    if (sum >= draw) return i;
  }
  return values.length - 1;
}
