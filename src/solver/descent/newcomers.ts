import type { GapSafe } from "./gap-safe.ts";
import type { Source } from "./source.ts";

/** Chooses features for the working set. */
export interface Newcomers {
  readonly chosen: Int32Array;
  /** Puts at most `count` features into `chosen` and says how many. */
  choose(count: number): number;
}

/**
 * The features outside the set that come first by the distance (1 − g°(X_jᵀΘ)) / ‖X_j‖ of their constraint from the
 * best dual point Θ (Massias, Gramfort & Salmon 2018, celer, section 3).
 */
export function newcomers(
  { squares, set, p }: Source,
  ridge: number,
  { centre, dropped }: GapSafe,
): Newcomers {
  const chosen = new Int32Array(p);
  const distance = new Float64Array(p);
  return {
    chosen,
    choose(count) {
      let candidates = 0;
      for (let j = 0; j < p; j++) {
        const square = squares[j]! + ridge;
        if (dropped[j] || set.slots[j]! >= 0 || !(square > 0)) continue;
        const own = (1 - centre[j]!) / Math.sqrt(square);
        distance[j] = Number.isNaN(own) ? -Infinity : own;
        chosen[candidates++] = j;
      }
      if (count < candidates) partition(chosen, distance, candidates, count);
      return Math.min(count, candidates);
    },
  };
}

/** Moves the `first` items of least key to the front (Hoare's selection). */
function partition(items: Int32Array, key: Float64Array, length: number, first: number): void {
  let low = 0;
  let high = length - 1;
  while (low < high) {
    const pivot = key[items[(low + high) >> 1]!]!;
    let i = low;
    let j = high;
    while (i <= j) {
      while (key[items[i]!]! < pivot) i++;
      while (key[items[j]!]! > pivot) j--;
      if (i > j) break;
      const item = items[i]!;
      items[i++] = items[j]!;
      items[j--] = item;
    }
    if (first - 1 <= j) high = j;
    else if (first - 1 >= i) low = i;
    else return;
  }
}
