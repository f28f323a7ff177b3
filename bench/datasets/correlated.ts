import { zeros } from "../../src/matrix/dense.ts";
import { RandomState } from "../../src/matrix/random.ts";
import type { Dataset } from "../problem.ts";

/**
 * Simulated data: rows of X are an autoregression along the features (correlation `rho` of neighbours), `relevant`
 * features spread over them carry all tasks, and the noise has a third of the signal's size.
 */
export function correlated(
  n: number,
  p: number,
  T: number,
  relevant = Math.round(n / 10),
  rho = 0.5,
): Dataset {
  const random = new RandomState(0);
  const X = zeros(n, p);
  const Y = zeros(n, T);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < p; j++) {
      const own = random.randn();
      X.data[i * p + j] = j === 0 ? own : rho * X.data[i * p + j - 1]! + Math.sqrt(1 - rho * rho) * own;
    }
  }
  const at = random.choice(p, relevant, { replace: false });
  for (const j of at) {
    for (let t = 0; t < T; t++) {
      const w = random.randn();
      for (let i = 0; i < n; i++) Y.data[i * T + t]! += w * X.data[i * p + j]!;
    }
  }
  const noise = Y.data.map(() => random.randn());
  const size = (data: Float64Array): number => Math.sqrt(data.reduce((sum, x) => sum + x * x, 0));
  const scale = size(Y.data) / (3 * size(noise));
  for (let k = 0; k < noise.length; k++) Y.data[k]! += scale * noise[k]!;
  const y = Array.from({ length: T }, (_, t) => Y.data.filter((_, k) => k % T === t));
  return { name: `${n} x ${p} x ${T}`, p, T, X: y.map(() => X), y };
}
