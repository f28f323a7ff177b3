import { times as timesCoupling } from "./coupling.ts";
import { decompose } from "./decompose.ts";
import { named } from "./named.ts";
import type { Penalty, RowPenalty, Shape, Staged } from "./penalty.ts";
import { restOf } from "./rest-of.ts";
import { scratch } from "./scratch.ts";
import { withSquares } from "./with-squares.ts";

/** What the strengths of a penalty are multiplied by, both > 0. */
export interface Scale {
  /** Of norms. */
  readonly norm: number;
  /** Of squares: the alpha of a part alpha/2 ‖W‖² or alpha/2 tr(W L Wᵀ). */
  readonly square: number;
}

/** A penalty with other strengths: its norms `norm` times as strong, its squares `square` times. One with stages keeps them. */
export function scaled(penalty: Staged, scale: Scale): Staged;
export function scaled(penalty: Penalty, scale: Scale): Penalty;
export function scaled(penalty: Penalty, scale: Scale): Penalty {
  const { norm, square } = scale;
  const { ridge, coupling, quadratic, components, name } = penalty;
  if (quadratic) return quadratic.scaled(norm, square);
  if (components) return apart(penalty, components, scale);
  if (penalty.among) {
    const parameters = Object.freeze({ ...penalty.parameters, norm, square });
    return named({ name, parameters }, (names) => scaled(penalty.among!(names), scale));
  }
  if (!ridge && !coupling) return times(penalty, norm);
  const parameters = Object.freeze({ ...penalty.parameters, norm, square });
  const rest = restOf(penalty);
  const form = coupling && timesCoupling(coupling.form, square);
  return withSquares({ name, parameters }, square * (ridge?.alpha ?? 0), form, rest && scaled(rest, scale));
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
