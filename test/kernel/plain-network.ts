import type { HeadShape, NetworkShape } from "../../src/kernel/network.ts";
import { layoutOf } from "../../src/kernel/network-layout.ts";

/** Φ(z) by the series of erf, which converges everywhere. */
function normal(z: number): number {
  let term = z / Math.sqrt(2 * Math.PI);
  let sum = term;
  for (let k = 1; k < 200; k++) {
    term *= (-z * z * (2 * k - 1)) / (2 * k * (2 * k + 1));
    sum += term;
  }
  return 0.5 + sum;
}

const activation: Record<NetworkShape["activation"], (z: number) => number> = {
  identity: (z) => z,
  relu: (z) => Math.max(0, z),
  tanh: Math.tanh,
  sigmoid: (z) => 1 / (1 + Math.exp(-z)),
  gelu: (z) => z * normal(z),
  silu: (z) => z / (1 + Math.exp(-z)),
};

const loss: Record<HeadShape["loss"], (f: readonly number[], y: number, bend: number) => number> = {
  squared: ([f], y) => (f! - y) ** 2 / 2,
  huber: ([f], y, bend) => {
    const r = Math.abs(f! - y);
    return r <= bend ? (r * r) / 2 : bend * (r - bend / 2);
  },
  binary: ([f], y) => Math.log1p(Math.exp(y === 1 ? -f! : f!)),
  poisson: ([f], y) => Math.exp(f!) - y * f!,
  softmax: (f, y) => Math.log(f.reduce((sum, one) => sum + Math.exp(one), 0)) - f[y]!,
};

export interface Samples {
  readonly X: readonly (readonly number[])[];
  /** Task by task, one a sample. */
  readonly y: readonly (readonly number[])[];
  readonly s: readonly (readonly number[])[];
}

/** The outputs of one sample, in doubles. */
export function plainOutputs(
  shape: NetworkShape,
  weights: ArrayLike<number>,
  x: readonly number[],
): number[] {
  const { layers } = layoutOf([...shape.units, shape.heads.reduce((sum, { columns }) => sum + columns, 0)]);
  let h = [...x];
  for (const [l, { inputs, outputs, weights: first, biases }] of layers.entries()) {
    const act = l + 1 === layers.length ? activation.identity : activation[shape.activation];
    const before = h;
    h = Array.from({ length: outputs }, (_, i) => {
      let z = weights[biases + i]!;
      for (let j = 0; j < inputs; j++) z += weights[first + i * inputs + j]! * before[j]!;
      return act(z);
    });
  }
  return h;
}

/** Σ_i s_i ℓ of every task, in doubles. */
export function plainLosses(shape: NetworkShape, weights: ArrayLike<number>, { X, y, s }: Samples): number[] {
  const sums = shape.heads.map(() => 0);
  for (const [i, x] of X.entries()) {
    const f = plainOutputs(shape, weights, x);
    let first = 0;
    for (const [t, head] of shape.heads.entries()) {
      const own = f.slice(first, first + head.columns);
      first += head.columns;
      if (s[t]![i]! > 0) sums[t]! += s[t]![i]! * loss[head.loss](own, y[t]![i]!, head.bend ?? 0);
    }
  }
  return sums;
}

/** Σ_t weight_t Σ_i s_i ℓ / n and its gradient by central differences. */
export function plainGradient(
  shape: NetworkShape,
  weights: ArrayLike<number>,
  samples: Samples,
): Float64Array {
  const w = Float64Array.from(weights);
  const value = (): number =>
    plainLosses(shape, w, samples).reduce((sum, one, t) => sum + shape.heads[t]!.weight * one, 0) /
    samples.X.length;
  const h = 1e-5;
  return w.map((own, k) => {
    w[k] = own + h;
    const up = value();
    w[k] = own - h;
    const down = value();
    w[k] = own;
    return (up - down) / (2 * h);
  });
}
