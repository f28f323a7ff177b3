import { nonnegativeQuadratic } from "./nonnegative-quadratic.ts";

/** Weights >= 0, 1 in sum, of the point nearest the origin in the hull of n points, given their products, n x n. */
export type MinNormPoint = (gram: Float64Array, n: number, weights: Float64Array) => void;

/**
 * Room for the nearest points of up to T points. Where λ are weights and G the products, x = τ λ minimises ½ xᵀ(G + s11ᵀ)x − s Σx at the
 * λ of the least λᵀGλ, so no equation has to be kept.
 */
export function minNormPoint(T: number): MinNormPoint {
  const A = new Float64Array(T * T);
  const ones = new Float64Array(T).fill(1);
  const minimise = nonnegativeQuadratic(T);
  return (gram, n, weights) => {
    let size = Infinity; // of the shortest, which counts most
    for (let i = 0; i < n; i++) if (gram[i * n + i]! > 0) size = Math.min(size, gram[i * n + i]!);
    for (let k = 0; k < n * n; k++) A[k] = gram[k]! / size + 1;
    minimise(A, ones, n, weights);
    let sum = 0;
    for (let i = 0; i < n; i++) sum += weights[i]!;
    for (let i = 0; i < n; i++) weights[i]! /= sum;
  };
}
