import { type Dense, zeros } from "../matrix/dense.ts";
import { crossOf, gramInto, type Moments } from "../statistics/moments.ts";

/** Rows that are held out, as far as squared loss asks of them. */
export interface HeldOut {
  /** Centred XᵀX of the held-out rows, p x p. */
  readonly gram: Dense;
  /** The weighted mean squared error of the k-th task with coefficients w, given `gram` w: column r of R in both. */
  error(k: number, w: Float64Array, gramW: Float64Array, r: number, R: number): number;
}

/**
 * (yᵀy − 2 c·w + w·G w) / n about the means of the held-out rows, and the square of what the model misses there: its intercept is the one
 * of the training rows, or 0. `places` are those of the tasks among the ones with these moments.
 */
export function heldOut(
  training: Moments,
  test: Moments,
  places: readonly number[],
  fitIntercept: boolean,
): HeldOut {
  const p = test.meanX.length;
  const gram = zeros(p, p);
  gramInto(test, true, 1, gram.data);
  const all = crossOf(test, true);
  const c = Float64Array.from({ length: places.length * p }, (_, i) => {
    return all.data[(i % p) * all.columns + places[Math.floor(i / p)]!]!;
  });
  const about = fitIntercept ? 1 : 0;
  const away = test.meanX.map((mean, j) => mean - about * training.meanX[j]!);
  return {
    gram,
    error(k, w, gramW, r, R) {
      const place = places[k]!;
      let inside = test.square[place]!;
      let off = test.meanY[place]! - about * training.meanY[place]!;
      for (let j = 0, at = r, own = k * p; j < p; j++, at += R, own++) {
        inside += w[at]! * (gramW[at]! - 2 * c[own]!);
        off -= away[j]! * w[at]!;
      }
      return Math.max(0, inside) / test.weight + off * off;
    },
  };
}
