/** Columns whose own part is so small a share of them depend on those before. */
const dependent = 1e-12;

/** x >= 0 that minimises ½ xᵀAx − bᵀx, for A = MᵀM, n x n, row-major, and b in its range. */
export type NonnegativeQuadratic = (A: Float64Array, b: Float64Array, n: number, x: Float64Array) => void;

/**
 * Room for the minimum over x >= 0 of quadratics of up to T numbers: numbers become positive one after the other, the one with the
 * steepest slope first, and leave again when they would fall below 0.
 *
 * @see Lawson & Hanson 1974, Solving least squares problems, algorithm NNLS
 */
export function nonnegativeQuadratic(T: number): NonnegativeQuadratic {
  const chosen = new Int32Array(T); // the m numbers that are positive
  const place = new Int32Array(T); // where they are in it, −1: nowhere, −2: tried in vain
  const L = new Float64Array(T * T);
  const s = new Float64Array(T);

  /** Solves A s = b among the chosen; false where the last of them depends on the others. */
  const solve = (A: Float64Array, b: Float64Array, n: number, m: number): boolean => {
    for (let i = 0; i < m; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = A[chosen[i]! * n + chosen[j]!]!;
        for (let k = 0; k < j; k++) sum -= L[i * T + k]! * L[j * T + k]!;
        if (i !== j) L[i * T + j] = sum / L[j * T + j]!;
        else if (sum > dependent * A[chosen[i]! * (n + 1)]!) L[i * T + i] = Math.sqrt(sum);
        else return false;
      }
    }
    for (let i = 0; i < m; i++) {
      let sum = b[chosen[i]!]!;
      for (let k = 0; k < i; k++) sum -= L[i * T + k]! * s[k]!;
      s[i] = sum / L[i * T + i]!;
    }
    for (let i = m - 1; i >= 0; i--) {
      let sum = s[i]!;
      for (let k = i + 1; k < m; k++) sum -= L[k * T + i]! * s[k]!;
      s[i] = sum / L[i * T + i]!;
    }
    return true;
  };

  /** The number that is not chosen with the steepest slope downhill, −1 where there is none. */
  const steepest = (A: Float64Array, b: Float64Array, n: number, x: Float64Array): number => {
    let best = -1;
    let most = 0;
    for (let j = 0; j < n; j++) most = Math.max(most, dependent * Math.abs(b[j]!));
    for (let j = 0; j < n; j++) {
      if (place[j] !== -1) continue;
      let slope = b[j]!;
      for (let k = 0; k < n; k++) slope -= A[j * n + k]! * x[k]!;
      if (slope > most) {
        most = slope;
        best = j;
      }
    }
    return best;
  };

  return (A, b, n, x) => {
    x.fill(0, 0, n);
    place.fill(-1, 0, n);
    let m = 0;
    for (let round = 0; round < 3 * n; round++) {
      const best = steepest(A, b, n, x);
      if (best < 0) return;
      place[best] = m;
      chosen[m++] = best;
      if (!solve(A, b, n, m)) {
        place[best] = -2;
        m--;
        continue;
      }
      for (;;) {
        let step = 1;
        for (let i = 0; i < m; i++) {
          const now = x[chosen[i]!]!;
          if (s[i]! <= 0) step = Math.min(step, now / (now - s[i]!));
        }
        let left = 0;
        for (let i = 0; i < m; i++) {
          const j = chosen[i]!;
          const next = x[j]! + step * (s[i]! - x[j]!);
          const stays = step === 1 || (s[i]! > 0 ? next > 0 : next > dependent * x[j]!);
          x[j] = stays ? next : 0;
          place[j] = stays ? left : j === best ? -2 : -1;
          if (stays) chosen[left++] = j;
        }
        m = left;
        if (step === 1) break;
        solve(A, b, n, m);
      }
    }
  };
}
