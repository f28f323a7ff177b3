import { born } from "../base/born.ts";
import { reject, said } from "../check/reject.ts";
import type { Proximal } from "./penalty.ts";
import { largestSquares, mapSpectrum, type SpectralMap, singularValues } from "./spectrum.ts";
import { halfSquare } from "./square.ts";
import { waterAt, waterLevel } from "./water-filling.ts";

/**
 * Clustered tasks: g(W) = alpha η (1 + η) min_M tr(W (η I + M)⁻¹ Wᵀ) over T x T matrices 0 ⪯ M ⪯ I with tr M = k, η = beta / alpha.
 *
 * M is the convex relaxation of which tasks lie in the same of k clusters (F Fᵀ for the indicators F): alpha holds tasks to the
 * mean of their cluster, beta holds all of W small. The same number is the least over p x p matrices M of
 * tr(Wᵀ (η I + M)⁻¹ W), k <= p, where M is the relaxation of a subspace of k dimensions that the tasks share: one penalty, two readings.
 * In the singular values s of W it is alpha η (1 + η) min Σ s_i² / (η + m_i), 0 <= m_i <= 1, Σ m_i = k. With k >= min(p, T) no M
 * is scarce, and it is beta ‖W‖².
 *
 * @param k - how many clusters, or dimensions of the subspace, an integer >= 1 and at most the number of tasks
 * @param alpha - strength of the clusters, a finite number > 0
 * @param beta - strength of all of W, a finite number > 0
 * @throws PolytaskError where k or a strength is out of its range, or there are more clusters than tasks
 * @see Jacob, Bach & Vert 2008; Zhou, Chen & Ye 2011, Clustered multi-task learning via alternating structure optimization, eq. 7
 * and theorem 3.1 (the equivalence); MALSAR Least_CMTL, Least_CASO
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { clustered } from "polytask/penalty";
 *
 * const W = Float64Array.of(1, 1, 0, 0, 0, 2); // tasks 0 and 1 are the same: two clusters suffice
 * const [two, one] = [clustered(2, 10, 1), clustered(1, 10, 1)];
 * assert.ok(Math.abs(two.value(W, { p: 2, T: 3 }) - 6) < 1e-12); // beta ‖W‖²
 * assert.ok(one.value(W, { p: 2, T: 3 }) > 9);
 * ```
 */
export function clustered(k: number, alpha: number, beta: number): Proximal {
  if (!(Number.isInteger(k) && k >= 1)) reject("param", "clustered.k", "an integer >= 1", k);
  for (const [name, strength] of Object.entries({ alpha, beta })) {
    if (Number.isFinite(strength) && strength > 0) continue;
    reject("param", `clustered.${name}`, "a finite number > 0", strength);
  }
  const eta = beta / alpha;
  const scale = beta * (1 + eta);
  return born("clustered", clustered, [k, alpha, beta], {
    name: "clustered",
    parameters: Object.freeze({ k, alpha, beta }),
    check({ T }) {
      if (k > T) reject("pair", "clustered.k", `at most ${T}, the number of tasks`, said(`${k}`));
    },
    value(W, shape) {
      const s = singularValues(W, shape);
      const level = waterLevel(s, eta, k);
      let sum = 0;
      for (const size of s) sum += (size * size) / (eta + waterAt(size, level, eta));
      return scale * sum;
    },
    prox(W, step, shape) {
      if (step > 0) mapSpectrum(W, (s) => mapOf(s, 2 * step * scale, eta, k), shape);
    },
    /** sup over W and M: Σ s_i² (η + m_i) / 4 alpha η (1 + η), the k largest with m = 1. */
    conjugate: (Z, shape) => (2 * eta * halfSquare(Z) + largestSquares(Z, k, shape)) / (4 * scale),
  });
}

/** Where m is the water level's for d = η + w: s (η + m) / (d + m), of which s − w / level is what is left below m = 1. */
function mapOf(s: Float64Array, w: number, eta: number, k: number): SpectralMap {
  const d = eta + w;
  const level = waterLevel(s, d, k);
  const most = (1 + eta) / (1 + d);
  if (level === Infinity) return { from: Infinity, base: most, above: (size) => size };
  const full = (1 + d) / level;
  const less = w / level;
  return { from: d / level, base: eta / d, above: (size) => (size < full ? size - less : size * most) };
}
