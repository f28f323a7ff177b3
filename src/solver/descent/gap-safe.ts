/**
 * Gap-safe screening (Ndiaye, Fercoq, Gramfort & Salmon 2017, sphere test). The dual optimum lies within √(2 gap) of
 * a dual point Θ (losses 1/2 ‖·‖²: the dual is 1-strongly concave), so a feature with
 *
 *   g_j°(X_jᵀΘ) + reach_j ‖X_j‖ √(2 gap) < 1
 *
 * is zero in every solution. The best dual point so far is kept: its value and its g°(X_jᵀΘ).
 */
export interface GapSafe {
  /** The best dual value so far. */
  readonly best: number;
  /** g°(X_jᵀΘ) of the best dual point, p; Infinity where nobody has looked yet. */
  readonly centre: Float64Array;
  /** 1 where the feature is proved to be zero. */
  readonly dropped: Uint8Array;
  /** Keeps a dual point that is better: its value, and s times the sizes of the features. */
  keep(value: number, s: number, sizes: Float64Array, features: Int32Array, count: number): void;
  /** Drops what the gap allows, except the features of the working set. */
  screen(gap: number, slots: Int32Array): void;
}

export function gapSafe(squares: Float64Array, ridge: number, reach: Float64Array): GapSafe {
  const p = squares.length;
  const centre = new Float64Array(p).fill(Infinity);
  const dropped = new Uint8Array(p);
  let best = -Infinity;
  return {
    centre,
    dropped,
    get best() {
      return best;
    },
    keep(value, s, sizes, features, count) {
      if (!(value > best)) return;
      best = value;
      for (let k = 0; k < count; k++) centre[features[k]!] = s * sizes[k]!;
    },
    screen(gap, slots) {
      const radius = Math.sqrt(2 * Math.max(0, gap));
      for (let j = 0; j < p; j++) {
        if (slots[j]! >= 0) continue;
        if (centre[j]! + reach[j]! * radius * Math.sqrt(squares[j]! + ridge) < 1) dropped[j] = 1;
      }
    },
  };
}
