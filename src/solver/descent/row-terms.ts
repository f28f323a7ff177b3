import { reject, said } from "../../check/reject.ts";
import type { RowStrengths } from "../../kernel/sweep.ts";
import type { Penalty, RowPenalty } from "../../penalty/penalty.ts";
import { restOf } from "../../penalty/rest-of.ts";
import { sparseGroup } from "../../penalty/sparse-group.ts";

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
    row: sparseGroup(l1, l21).row,
    ridge,
    strengths: { l1, l21, ridge },
    norm,
    reach: new Float64Array(p).fill(1 / (l1 + l21)),
  };
}

/** The terms of a penalty of the catalogue that is a sum over rows, by what it says of itself. */
export function rowTermsOf(penalty: Penalty): RowTerms {
  const ridge = penalty.ridge?.alpha ?? 0;
  const rest = restOf(penalty);
  if (rest === undefined) return { ridge };
  if (rest.rowStrengths) return { ...rest.rowStrengths, ridge };
  if (rest.row) return { row: rest.row, ridge };
  return reject("pair", "blockDescent", "a penalty that is a sum over rows", penalty.name);
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
