import type { HeadShape, NetworkShape } from "../../src/kernel/network.ts";
import { layoutOf } from "../../src/kernel/network-layout.ts";
import type { Activation, Units } from "../../src/kernel/network-plan.ts";
import { oneTrunk } from "../../src/network/index.ts";
import { type NetworkForm, planOf } from "../../src/network/trunk/trunk.ts";

/** A network of n samples, all of them a batch; tanh and one trunk if nothing else is said. */
export const shapeOf = (
  units: readonly number[],
  heads: readonly HeadShape[],
  n: number,
  form: Partial<NetworkForm> = {},
): NetworkShape => ({
  plan: planOf(
    { units, activation: "tanh", trunk: oneTrunk(), adapters: [], ...form },
    heads.map(({ columns }) => columns),
  ),
  ...{ heads, samples: n, batch: n, dropout: 0, moments: 0 },
});

/** Φ(z) by the series of erf, which converges everywhere. */
function normal(z: number): number {
  let term = z / Math.sqrt(2 * Math.PI);
  let sum = term;
  for (let k = 1; k < 200 && sum + term !== sum; k++) {
    term *= (-z * z * (2 * k - 1)) / (2 * k * (2 * k + 1));
    sum += term;
  }
  return 0.5 + sum;
}

const activate: Record<Activation, (z: number) => number> = {
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

/** The outputs of one sample, in doubles, step by step. */
export function plainOutputs(
  { plan }: Pick<NetworkShape, "plan">,
  weights: ArrayLike<number>,
  x: readonly number[],
): number[] {
  const { layers } = layoutOf(plan.layers);
  const places: number[][] = plan.places.map(() => []);
  places[0] = [...x];
  const read = ({ place, first, count }: Units): number[] => places[place]!.slice(first, first + count);
  let l = 0;
  for (const step of plan.steps) {
    if (step.kind === "layer") {
      const { inputs, outputs, weights: first, biases } = layers[l++]!;
      const before = read(step.from);
      places[step.to.place] = Array.from({ length: outputs }, (_, i) => {
        let z = weights[biases + i]!;
        for (let j = 0; j < inputs; j++) z += weights[first + i * inputs + j]! * before[j]!;
        return activate[step.activation](z);
      });
      continue;
    }
    for (const { to, of, gates } of step.mixtures) {
      const own = read(gates);
      const parts = step.softmax ? own.map((gate) => Math.exp(gate)) : own;
      const total = step.softmax ? parts.reduce((sum, part) => sum + part, 0) : 1;
      places[to.place] = read(of[0]!).map((_, u) =>
        of.reduce((sum, source, i) => sum + (parts[i]! / total) * read(source)[u]!, 0),
      );
    }
  }
  return plan.heads.flatMap(read);
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
