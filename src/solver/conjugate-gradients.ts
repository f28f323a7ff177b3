import { report, type Work } from "../base/work.ts";

/** A symmetric positive definite system: out <- A x, and out <- about A⁻¹ x, symmetric positive definite too. */
export interface LinearSystem {
  apply(x: Float64Array, out: Float64Array): void;
  precondition(x: Float64Array, out: Float64Array): void;
}

export interface GradientsSettings {
  /** ‖b − A x‖ to reach, as a share of ‖b‖. */
  readonly tol: number;
  readonly maxIter: number;
}

/** What was reached. */
export interface Reached {
  readonly x: Float64Array;
  readonly iterations: number;
  /** ‖b − A x‖ / ‖b‖, computed anew from x; 0 for b = 0. */
  readonly residual: number;
}

/**
 * A x = b by preconditioned conjugate gradients, from 0.
 *
 * @see Hestenes & Stiefel 1952, Methods of conjugate gradients for solving linear systems
 */
export function* conjugateGradients(
  { apply, precondition }: LinearSystem,
  b: Float64Array,
  { tol, maxIter }: GradientsSettings,
): Work<Reached> {
  const N = b.length;
  const [x, product, z] = [new Float64Array(N), new Float64Array(N), new Float64Array(N)];
  const r = Float64Array.from(b);
  const norm = Math.sqrt(dot(b, b));
  if (norm === 0) return { x, iterations: 0, residual: 0 };
  precondition(r, z);
  const p = Float64Array.from(z);
  let square = dot(r, z);
  let iterations = 0;
  while (iterations < maxIter && Math.sqrt(dot(r, r)) > tol * norm) {
    yield* report({ stage: "conjugate gradients", fraction: iterations / maxIter });
    apply(p, product);
    const step = square / dot(p, product);
    for (let k = 0; k < N; k++) {
      x[k]! += step * p[k]!;
      r[k]! -= step * product[k]!;
    }
    precondition(r, z);
    const next = dot(r, z);
    const share = next / square;
    for (let k = 0; k < N; k++) p[k] = z[k]! + share * p[k]!;
    square = next;
    iterations++;
  }
  apply(x, product);
  for (let k = 0; k < N; k++) r[k] = b[k]! - product[k]!;
  return { x, iterations, residual: Math.sqrt(dot(r, r)) / norm };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}
