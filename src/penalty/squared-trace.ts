import type { Proximal } from "./penalty.ts";
import { largestSingular, mapSpectrum, nuclearNorm, type SpectralMap } from "./spectrum.ts";
import { ratio, strengths } from "./strength.ts";

/**
 * g(W) = beta/2 ‖W‖_*² = beta/2 min_Ω tr(W Ω⁻¹ Wᵀ), Ω ⪰ 0, tr Ω = 1; the minimum is at Ω = (WᵀW)^½ / ‖W‖_*.
 *
 * Its prox takes the singular values s to x = max(0, s − tau) with tau = c Σ x, c = step beta.
 *
 * @see Argyriou, Evgeniou & Pontil 2008, section 4, for the minimum over Ω
 */
export function squaredTrace(beta: number): Proximal {
  return {
    name: "squaredTrace",
    parameters: strengths("squaredTrace", { beta }),
    zero: beta === 0,
    value(W, shape) {
      const trace = nuclearNorm(W, shape);
      return (beta / 2) * trace * trace;
    },
    prox(W, step, shape) {
      const c = step * beta;
      if (c > 0) mapSpectrum(W, (s) => lessBy(thresholdOf(s, c)), shape);
    },
    conjugate: (Z, shape) => ratio(largestSingular(Z, shape) ** 2 / 2, beta),
  };
}

const lessBy = (tau: number): SpectralMap => ({ from: tau, base: 0, above: (s) => s - tau });

/** Where q of the falling s lie above tau it is c (s₁ + … + s_q) / (1 + c q): the q that this is true of. */
function thresholdOf(s: Float64Array, c: number): number {
  let sum = s[0]!;
  let q = 1;
  while (q < s.length && s[q]! > sum * (c / (1 + c * q))) sum += s[q++]!;
  return sum * (c / (1 + c * q));
}
