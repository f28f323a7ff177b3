import { entropy } from "../../src/datafit/entropy.ts";
import type { LossRows } from "../../src/kernel/loss.ts";
import { exponential } from "../../src/matrix/exponential.ts";
import { logarithm } from "../../src/matrix/logarithm.ts";

// The losses' twins in plain TypeScript, row by row.

export function plainLogistic({ n, y, weight, f, slope, curvature }: LossRows): number {
  const [Y, S, F, U, H] = [y.values, weight.values, f.values, slope.values, curvature.values];
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const s = S[i]!;
    const margin = Y[i] === 1 ? F[i]! : -F[i]!;
    const small = exponential(-Math.abs(margin));
    const wrong = (margin > 0 ? small : 1) / (1 + small); // the probability of the other class
    U[i] = Y[i] === 1 ? -s * wrong : s * wrong;
    H[i] = (s * small) / ((1 + small) * (1 + small));
    sum += s * (Math.max(0, -margin) + logarithm(1 + small));
  }
  return sum;
}

export function plainPoisson({ n, y, weight, f, slope, curvature }: LossRows): number {
  const [Y, S, F, U, H] = [y.values, weight.values, f.values, slope.values, curvature.values];
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const [s, count] = [S[i]!, Y[i]!];
    const mean = exponential(F[i]!);
    U[i] = s * (mean - count);
    H[i] = s * mean;
    sum += s * (mean - count * F[i]! + entropy(count) - count);
  }
  return sum;
}

export function plainSoftmax({ n, K, y, weight, f, slope, curvature }: LossRows): number {
  const [Y, S, F, U, H] = [y.values, weight.values, f.values, slope.values, curvature.values];
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const s = S[i]!;
    const own = Y[i]! * n + i;
    let most = -Infinity;
    for (let at = i; at < K * n; at += n) if (F[at]! > most) most = F[at]!;
    let total = 0;
    for (let at = i; at < K * n; at += n) {
      U[at] = exponential(F[at]! - most);
      total += U[at]!;
    }
    sum += s * (most - F[own]! + logarithm(total));
    for (let at = i; at < K * n; at += n) {
      const p = U[at]! / total;
      U[at] = s * p;
      H[at] = 2 * s * p * (1 - p);
    }
    U[own]! -= s;
  }
  return sum;
}
