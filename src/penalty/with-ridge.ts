import type { Penalty, Proximal } from "./penalty.ts";
import { scratch } from "./scratch.ts";
import { halfSquare, scaleBy } from "./square.ts";

/**
 * g(W) + alpha/2 ‖W‖² for any g with a prox and alpha > 0. The prox: complete the square, so that W and step are
 * divided by 1 + step alpha, then the prox of g.
 */
export function withRidge(
  g: Penalty & Required<Pick<Penalty, "prox">>,
  alpha: number,
  { name, parameters }: Pick<Penalty, "name" | "parameters">,
): Proximal {
  const { row, separable, betweenTasks } = g;
  const copyOf = scratch();
  return {
    name,
    parameters,
    ...(separable && { separable }),
    ...(betweenTasks && { betweenTasks }),
    check: (shape) => g.check?.(shape),
    value: (W, shape) => g.value(W, shape) + alpha * halfSquare(W),
    prox(W, step, shape) {
      const by = 1 / (1 + step * alpha);
      scaleBy(W, by);
      g.prox(W, step * by, shape);
    },
    /** ⟨W, Z⟩ − g(W) − alpha/2 ‖W‖² at the W where it is largest, prox_{g / alpha}(Z / alpha). */
    conjugate(Z, shape) {
      const W = copyOf(Z.length);
      W.set(Z);
      scaleBy(W, 1 / alpha);
      g.prox(W, 1 / alpha, shape);
      if (g.dual) return alpha * halfSquare(W); // as ⟨W, Z − alpha W⟩ = g(W) where g is homogeneous
      let product = 0;
      for (let k = 0; k < W.length; k++) product += W[k]! * Z[k]!;
      return product - g.value(W, shape) - alpha * halfSquare(W);
    },
    ...(row && {
      row: {
        value: (w, j) => row.value(w, j) + alpha * halfSquare(w),
        prox(w, step, j) {
          const by = 1 / (1 + step * alpha);
          scaleBy(w, by);
          row.prox(w, step * by, j);
        },
      },
    }),
    ridge: { alpha, rest: g },
  };
}
