import { decompose } from "./decompose.ts";
import type { Penalty, Proximal, RowPenalty, Shape, Staged } from "./penalty.ts";
import { ridge } from "./ridge.ts";
import { scratch } from "./scratch.ts";
import { withRidge } from "./with-ridge.ts";

/** What the strengths of a penalty are multiplied by, both > 0. */
export interface Scale {
  /** Of norms. */
  readonly norm: number;
  /** Of squares: the alpha of a part alpha/2 ‖W‖². */
  readonly square: number;
}

/** A penalty with other strengths: its norms `norm` times as strong, its ridge `square` times. One with stages keeps them. */
export function scaled(penalty: Staged, scale: Scale): Staged;
export function scaled(penalty: Penalty, scale: Scale): Penalty;
export function scaled(penalty: Penalty, scale: Scale): Penalty {
  const { norm, square } = scale;
  if (penalty.quadratic) return penalty.quadratic.scaled(norm, square);
  if (penalty.components) return apart(penalty, penalty.components, scale);
  if (!penalty.ridge) return times(penalty, norm);
  const { alpha, rest } = penalty.ridge;
  const { name, parameters } = penalty;
  const title = { name, parameters: Object.freeze({ ...parameters, norm, square }) };
  if (!rest) return { ...ridge(square * alpha), ...title };
  return withRidge(scaled(rest, scale) as Proximal, square * alpha, title);
}

function apart({ name, parameters }: Penalty, [p, q]: readonly [Penalty, Penalty], scale: Scale): Penalty {
  const parts = decompose(scaled(p, scale), scaled(q, scale));
  return { ...parts, name, parameters: Object.freeze({ ...parameters, ...scale }) };
}

/** c g for c > 0: value c g(W), prox of g with step c, dual g°(Z) / c, conjugate c g*(Z / c). */
function times(g: Penalty, c: number): Penalty {
  if (c === 1) return g;
  const { prox, conjugate, dual, row, rowStrengths, stage } = g;
  const parameters = Object.freeze({ ...g.parameters, norm: c });
  const copyOf = scratch();
  return {
    ...g,
    parameters,
    value: (W, shape) => c * g.value(W, shape),
    ...(prox && { prox: (W: Float64Array, step: number, shape: Shape) => prox(W, c * step, shape) }),
    ...(dual && { dual: (Z: Float64Array, shape: Shape) => dual(Z, shape) / c }),
    ...(conjugate && {
      conjugate(Z: Float64Array, shape: Shape) {
        const copy = copyOf(Z.length);
        for (let k = 0; k < Z.length; k++) copy[k] = Z[k]! / c;
        return c * conjugate(copy, shape);
      },
    }),
    ...(row && { row: timesRow(row, c) }),
    ...(rowStrengths && { rowStrengths: { l1: c * rowStrengths.l1, l21: c * rowStrengths.l21 } }),
    ...(stage && { stage: (W: Float64Array, shape: Shape) => times(stage(W, shape), c) }),
  };
}

function timesRow({ value, prox, dual }: RowPenalty, c: number): RowPenalty {
  return {
    value: (w, j) => c * value(w, j),
    prox: (w, step, j) => prox(w, c * step, j),
    ...(dual && { dual: (z: Float64Array, j: number) => dual(z, j) / c }),
  };
}
