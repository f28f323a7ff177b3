import { power } from "./power.ts";

/**
 * `count` numbers from `first` to `first * share`, each the one before times a constant. Of * / and comparisons alone, so
 * that every engine gives the same bits.
 */
export function geometric(first: number, share: number, count: number): number[] {
  const steps = Math.max(1, count - 1);
  const ratio = root(share, steps);
  return Array.from({ length: count }, (_, k) =>
    k === 0 ? first : k === steps ? first * share : first * power(ratio, k),
  );
}

/** The root of a number in (0, 1], by bisection in the powers: it loses no digit and cannot leave its bracket. */
function root(value: number, degree: number): number {
  let [low, high] = [0, 1];
  for (;;) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) return high;
    if (power(middle, degree) < value) low = middle;
    else high = middle;
  }
}
