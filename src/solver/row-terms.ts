import { reject, said } from "../check/reject.ts";
import type { RowStrengths } from "../kernel/sweep.ts";
import type { Penalty, RowPenalty } from "../penalty/penalty.ts";

/**
 * The penalty of block descent: Σ_j g(W_j·) + ridge/2 ‖W‖². In strengths, g = l1 |w|₁ + l21 |w|₂, it is swept by
 * kernels; any other row penalty with a dual norm is swept in plain TypeScript.
 */
export type RowTerms =
  | { readonly l1?: number; readonly l21?: number; readonly ridge?: number }
  | { readonly row: RowPenalty; readonly ridge?: number };

/** The same, answered for p features and T tasks. */
export interface RowQuestions {
  readonly row: Required<RowPenalty>;
  readonly ridge: number;
  /** Where kernels know the penalty. */
  readonly strengths: RowStrengths | undefined;
  /** Where the dual norm is ‖z‖₂ / strength or max |z_t| / strength: which of them, and the strength. */
  readonly norm: { readonly largest: boolean; readonly strength: number } | undefined;
  /** One a row: a number with g_j°(z) <= reach_j ‖z‖₂ for all z. */
  readonly reach: Float64Array;
}

export function questionsOf(terms: RowTerms, p: number, T: number): RowQuestions {
  const ridge = strength("ridge", terms.ridge);
  if ("row" in terms) {
    const { row } = terms;
    const { dual } = row;
    if (!dual) reject("pair", "blockDescent", "a penalty whose rows have a dual norm", said("one without"));
    return {
      row: row as Required<RowPenalty>,
      ridge,
      strengths: undefined,
      norm: undefined,
      reach: reachOf(row as Required<RowPenalty>, p, T),
    };
  }
  const l1 = strength("l1", terms.l1);
  const l21 = strength("l21", terms.l21);
  const norm = l1 > 0 && l21 > 0 ? undefined : { largest: l1 > 0, strength: l1 + l21 };
  return {
    row: sparseGroupRow(l1, l21),
    ridge,
    strengths: { l1, l21, ridge },
    norm,
    reach: new Float64Array(p).fill(1 / (l1 + l21)),
  };
}

/** The terms of a penalty of the catalogue that is a sum over rows, by what it says of itself. */
export function rowTermsOf(penalty: Penalty): RowTerms {
  const ridge = penalty.ridge?.alpha ?? 0;
  const rest = penalty.ridge ? penalty.ridge.rest : penalty;
  if (rest === undefined) return { ridge };
  if (rest.group !== undefined) return { l21: rest.group, ridge };
  if (rest.row) return { row: rest.row, ridge };
  return reject("pair", "blockDescent", "a penalty that is a sum over rows", penalty.name);
}

/** g(w) = l1 |w|₁ + l21 |w|₂, the plain twin of what kernels know. */
export function sparseGroupRow(l1: number, l21: number): Required<RowPenalty> {
  return {
    value(w) {
      let squares = 0;
      let sum = 0;
      for (const x of w) {
        squares += x * x;
        sum += Math.abs(x);
      }
      return l1 * sum + l21 * Math.sqrt(squares);
    },
    prox(w, step) {
      let squares = 0;
      for (let t = 0; t < w.length; t++) {
        const v = w[t]!;
        w[t] = Math.max(v - l1 * step, 0) - Math.max(-v - l1 * step, 0);
        squares += w[t]! ** 2;
      }
      const norm = Math.sqrt(squares);
      const scale = norm > l21 * step ? 1 - (l21 * step) / norm : 0;
      for (let t = 0; t < w.length; t++) w[t]! *= scale;
    },
    // the root d of φ(d) = ‖(|z| − d l1)₊‖ − d l21: convex, falling, so Newton's steps from the left never pass it
    dual(z) {
      const largest = z.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
      if (largest === 0) return 0;
      let d = largest / (l1 + l21);
      for (let trip = 0; trip < 64 && d < Infinity; trip++) {
        let squares = 0;
        let sum = 0;
        for (const x of z) {
          const rest = Math.max(Math.abs(x) - d * l1, 0);
          squares += rest * rest;
          sum += rest;
        }
        const norm = Math.sqrt(squares);
        const step = (norm - d * l21) / (norm > 0 ? (l1 * sum) / norm + l21 : 1);
        if (!(step > 4e-16 * d)) break;
        d += step;
      }
      return d;
    },
  };
}

/** ‖(g°(±e_1), ..., g°(±e_T))‖₂, the larger sign each, by the triangle inequality and Cauchy-Schwarz. */
function reachOf(row: Required<RowPenalty>, p: number, T: number): Float64Array {
  const e = new Float64Array(T);
  return Float64Array.from({ length: p }, (_, j) => {
    let squares = 0;
    for (let t = 0; t < T; t++) {
      e.fill(0)[t] = 1;
      const up = row.dual(e, j);
      e[t] = -1;
      squares += Math.max(up, row.dual(e, j)) ** 2;
    }
    return Math.sqrt(squares);
  });
}

function strength(name: string, value = 0): number {
  if (value >= 0 && value < Infinity) return value;
  return reject("param", `blockDescent.${name}`, "a number >= 0", value);
}
