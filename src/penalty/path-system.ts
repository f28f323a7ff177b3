import { norm } from "./norm.ts";
import { scratch } from "./scratch.ts";

/**
 * Finds the r > 0 at which the u with (r (a I + b L) + c I) u = v has ‖u‖ = 1, where ‖v‖ > c > 0 and there is one; v becomes u.
 * L is the Laplacian of the path 1 – 2 – ... – n: (L x)_t = (x_t − x_t−1) + (x_t − x_t+1). A turn costs O(n).
 *
 * 1/‖u‖ is concave in r and rises: Newton's method on it rises to the root and never passes it (Moré & Sorensen 1983).
 */
export function unitRadius(): (v: Float64Array, a: number, b: number, c: number) => number {
  const [pivotsOf, sharesOf, uOf, pushOf] = [scratch(), scratch(), scratch(), scratch()];

  /** Of a I + b L. A pivot is b + e with e a sum of numbers >= 0: never the difference of two that are close, however large b is. */
  function eliminate(n: number, a: number, b: number): void {
    const [pivots, shares] = [pivotsOf(n), sharesOf(n)];
    for (let t = 0, e = a; t < n; t++) {
      pivots[t] = t < n - 1 ? b + e : e;
      shares[t] = b / pivots[t]!;
      e = a + shares[t]! * e;
    }
  }

  function substitute(x: Float64Array): void {
    const n = x.length;
    const [pivots, shares] = [pivotsOf(n), sharesOf(n)];
    for (let t = 1; t < n; t++) x[t]! += shares[t - 1]! * x[t - 1]!;
    x[n - 1]! /= pivots[n - 1]!;
    for (let t = n - 2; t >= 0; t--) x[t] = x[t]! / pivots[t]! + shares[t]! * x[t + 1]!;
  }

  return (v, a, b, c) => {
    const n = v.length;
    const [u, push] = [uOf(n), pushOf(n)];
    let r = (norm(v, 0, n) - c) / (a + 4 * b); // as no eigenvalue of L is above 4
    for (let turn = 0; ; turn++) {
      eliminate(n, r * a + c, r * b);
      u.set(v);
      substitute(u);
      pathProduct(u, a, b, push);
      substitute(push);
      let [square, slope] = [0, 0];
      for (let t = 0; t < n; t++) {
        square += u[t]! * u[t]!;
        slope += u[t]! * push[t]!;
      }
      const next = r + (square * (Math.sqrt(square) - 1)) / slope;
      if (!(next > r) || turn === 200) break;
      r = next;
    }
    v.set(u);
    return r;
  };
}

/** into <- a x + b L x */
export function pathProduct(x: Float64Array, a: number, b: number, into: Float64Array): void {
  const n = x.length;
  for (let t = 0; t < n; t++) {
    const before = t > 0 ? x[t]! - x[t - 1]! : 0;
    const after = t < n - 1 ? x[t]! - x[t + 1]! : 0;
    into[t] = a * x[t]! + b * (before + after);
  }
}
