import type { LeastSquares } from "../datafit/least-squares.ts";

/** Most iterations, which the next turn goes on from anyhow. */
const most = 500;

/**
 * L <- argmin f(L S) + lambda ‖L‖_F² for squared loss f, p x k numbers, by conjugate gradients from where L is. A product with the
 * matrix, D -> ∇²f(D S) Sᵀ + 2 lambda D, is one gradient of f. It ends where L is above the minimum by ‖slope‖² / (4 lambda) <= `target`,
 * as F is 2 lambda-strongly convex, and returns what the L it began with was above it at most.
 */
export function latentStep(
  loss: LeastSquares,
  k: number,
  lambda: number,
): (L: Float64Array, S: Float64Array, target: number) => number {
  const { p, T } = loss;
  const [W, G] = [new Float64Array(p * T), new Float64Array(p * T)];
  const [residual, direction, image, scaled] = Array.from({ length: 4 }, () => new Float64Array(p * k)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const scales = new Float64Array(k);

  /** into <- ∇f(D S) Sᵀ + 2 lambda D, or of ∇²f(D S): the part that is linear in D. */
  function slope(D: Float64Array, S: Float64Array, of: "gradient" | "multiply", into: Float64Array): void {
    for (let j = 0; j < p; j++) {
      W.fill(0, j * T, (j + 1) * T);
      for (let a = 0; a < k; a++) {
        const by = D[j * k + a]!;
        for (let t = 0; t < T; t++) W[j * T + t]! += by * S[a * T + t]!;
      }
    }
    loss[of](W, G);
    for (let j = 0; j < p; j++) {
      for (let a = 0; a < k; a++) {
        let sum = 2 * lambda * D[j * k + a]!;
        for (let t = 0; t < T; t++) sum += G[j * T + t]! * S[a * T + t]!;
        into[j * k + a] = sum;
      }
    }
  }

  return (L, S, target) => {
    for (let a = 0; a < k; a++) {
      let size = 0;
      for (let t = 0; t < T; t++) size += S[a * T + t]! ** 2;
      scales[a] = 1 / (loss.curvature * size + 2 * lambda);
    }
    slope(L, S, "gradient", residual);
    for (let i = 0; i < residual.length; i++) residual[i] = -residual[i]!;
    let [before, gained] = [0, 0];
    for (let turn = 0; ; turn++) {
      const left = dot(residual, residual) / (4 * lambda);
      if (left <= target || turn === most) return gained + left;
      for (let i = 0; i < scaled.length; i++) scaled[i] = scales[i % k]! * residual[i]!;
      const now = dot(residual, scaled);
      const share = turn === 0 ? 0 : now / before;
      for (let i = 0; i < direction.length; i++) direction[i] = scaled[i]! + share * direction[i]!;
      slope(direction, S, "multiply", image);
      const far = now / dot(direction, image);
      if (!(far < Infinity)) return gained + left; // squares that underflow, or overflow, show no way on
      for (let i = 0; i < residual.length; i++) {
        L[i]! += far * direction[i]!;
        residual[i]! -= far * image[i]!;
      }
      before = now;
      gained += (far * now) / 2;
    }
  };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
