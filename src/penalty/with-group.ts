import { norm, shrink } from "./norm.ts";
import type { RowNorm, RowPenalty } from "./penalty.ts";
import { scratch } from "./scratch.ts";
import { ratio } from "./strength.ts";

/** A norm of rows that has a prox; its dual nobody asks for. */
export type RowSum = Pick<RowNorm, "zero" | "value" | "prox" | "check" | "rowStrengths" | "betweenTasks"> & {
  readonly row: Pick<RowPenalty, "value" | "prox">;
};

/**
 * g(W) + beta Σ_j ‖W_j·‖₂ for a norm g of rows: the prox of g, then every row shrinks. That is exact as g is
 * homogeneous: a row that shrinks keeps its subgradients of g (Yu 2013, theorem 4).
 */
export function withGroup(
  g: RowSum,
  beta: number,
  { name, parameters }: Pick<RowNorm, "name" | "parameters">,
): RowNorm {
  const [unitOf, proxOf, rowOf] = [scratch(), scratch(), scratch()];

  /**
   * The root d of ‖prox_{d g}(z)‖ = d beta, by Newton's method: both sides are convex in d, so it rises to the root
   * from d = 0 without passing it. Its step is ⟨w, z⟩ / (g(w) + beta ‖w‖) at w = prox_{d g}(z): a lower bound of the
   * dual by definition, and the dual itself at the end.
   */
  const dual = (z: Float64Array, j: number): number => {
    const size = norm(z, 0, z.length);
    if (!(size > 0 && size < Infinity)) return size;
    const unit = unitOf(z.length);
    const w = proxOf(z.length);
    for (let t = 0; t < z.length; t++) unit[t] = z[t]! / size;
    let d = 0;
    for (let turn = 0; turn < 100; turn++) {
      w.set(unit);
      g.row.prox(w, d, j);
      let product = 0;
      for (let t = 0; t < w.length; t++) product += w[t]! * unit[t]!;
      const next = ratio(product, g.row.value(w, j) + beta * norm(w, 0, w.length));
      if (!(next > d)) break;
      d = next;
      if (d === Infinity) break;
    }
    return size * d;
  };

  const largest: RowNorm["dual"] = (Z, shape) => {
    g.check?.(shape);
    const row = rowOf(shape.T);
    let most = 0;
    for (let j = 0; j < shape.p; j++) {
      for (let t = 0; t < shape.T; t++) row[t] = Z[j * shape.T + t]!;
      most = Math.max(most, dual(row, j));
    }
    return most;
  };

  return {
    name,
    parameters,
    separable: "row",
    zero: g.zero && beta === 0,
    ...(g.betweenTasks && { betweenTasks: true }),
    check: (shape) => g.check?.(shape),
    ...(g.rowStrengths && { rowStrengths: { ...g.rowStrengths, l21: g.rowStrengths.l21 + beta } }),
    value(W, shape) {
      let sum = 0;
      for (let from = 0; from < W.length; from += shape.T) sum += norm(W, from, from + shape.T);
      return g.value(W, shape) + beta * sum;
    },
    prox(W, step, shape) {
      g.prox(W, step, shape);
      for (let from = 0; from < W.length; from += shape.T)
        shrink(W, from, from + shape.T, 1, norm(W, from, from + shape.T), step * beta);
    },
    dual: largest,
    conjugate: (Z, shape) => (largest(Z, shape) <= 1 ? 0 : Infinity),
    row: {
      value: (w, j) => g.row.value(w, j) + beta * norm(w, 0, w.length),
      prox(w, step, j) {
        g.row.prox(w, step, j);
        shrink(w, 0, w.length, 1, norm(w, 0, w.length), step * beta);
      },
      dual,
    },
  };
}
