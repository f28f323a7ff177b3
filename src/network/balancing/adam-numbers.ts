/** Adam on a few numbers of our own, all in one array that can be kept: values, means, squares, and the two powers of the betas. */
export interface AdamNumbers {
  readonly kept: Float64Array;
  /** Begins a step. */
  begin(): void;
  /** Moves number t against its slope. */
  move(t: number, slope: number): void;
}

const [b1, b2, epsilon] = [0.9, 0.999, 1e-8];

/** T numbers, 0 at first. */
export function adamNumbers(T: number, rate: number): AdamNumbers {
  const kept = new Float64Array(3 * T + 2);
  const powers = 3 * T;
  kept.fill(1, powers);
  return {
    kept,
    begin() {
      kept[powers]! *= b1;
      kept[powers + 1]! *= b2;
    },
    move(t, slope) {
      const m = b1 * kept[T + t]! + (1 - b1) * slope;
      const v = b2 * kept[2 * T + t]! + (1 - b2) * slope * slope;
      kept[T + t] = m;
      kept[2 * T + t] = v;
      const root = Math.sqrt(v / (1 - kept[powers + 1]!)) + epsilon;
      kept[t]! -= (rate * m) / (1 - kept[powers]!) / root;
    },
  };
}
