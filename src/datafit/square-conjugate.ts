import type { LossRows } from "./datafit.ts";

/** Σ_i v_i y_i + v_i² / 2 s_i at v = scale · slope: the conjugate of weighted squares, and of losses that are squares near y. */
export function squareConjugate({ n, y, weight, slope }: LossRows, scale: number): number {
  const [Y, S, U] = [y.values, weight.values, slope.values];
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const v = scale * U[i]!;
    sum += v * (Y[i]! + v / (2 * S[i]!));
  }
  return sum;
}
