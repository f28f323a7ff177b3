import type { RowNorm, Shape } from "./penalty.ts";

/** A norm of one row: the numbers of a matrix from `from` up to `to`; j is the number of the row. */
export interface RowRule {
  value(W: Float64Array, from: number, to: number, j: number): number;
  prox(W: Float64Array, from: number, to: number, step: number, j: number): void;
  dual(Z: Float64Array, from: number, to: number, j: number): number;
}

type Rest = Pick<RowNorm, "name" | "parameters" | "separable" | "zero" | "check" | "rowStrengths">;

/**
 * A norm that is a sum over rows, from what it does to one: Σ_j g(W_j·). Its prox is the rows' proxes, its dual the
 * largest of the rows' duals.
 */
export function rowwise({ value, prox, dual }: RowRule, rest: Rest): RowNorm {
  const largest = (Z: Float64Array, shape: Shape): number => {
    rest.check?.(shape);
    const { p, T } = shape;
    let most = 0;
    for (let j = 0; j < p; j++) most = Math.max(most, dual(Z, j * T, j * T + T, j));
    return most;
  };
  return {
    ...rest,
    value(W, shape) {
      rest.check?.(shape);
      const { p, T } = shape;
      let sum = 0;
      for (let j = 0; j < p; j++) sum += value(W, j * T, j * T + T, j);
      return sum;
    },
    prox(W, step, shape) {
      rest.check?.(shape);
      const { p, T } = shape;
      for (let j = 0; j < p; j++) prox(W, j * T, j * T + T, step, j);
    },
    dual: largest,
    conjugate: (Z, shape) => (largest(Z, shape) <= 1 ? 0 : Infinity),
    row: {
      value: (w, j) => value(w, 0, w.length, j),
      prox: (w, step, j) => prox(w, 0, w.length, step, j),
      dual: (z, j) => dual(z, 0, z.length, j),
    },
  };
}
