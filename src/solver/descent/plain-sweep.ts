import type { RowQuestions } from "./row-terms.ts";

/** Numbers a plain sweep works in: a row of W before its turn, and a row of T numbers for the penalty. */
export interface SweepScratch {
  readonly step: Float64Array;
  readonly row: Float64Array;
}

/** W_j <- prox(W_j + h / L): leaves the step in `scratch.step` and says whether there was one. */
function turnOf(
  W: Float64Array,
  at: number,
  h: Float64Array,
  from: number,
  L: number,
  j: number,
  { row }: RowQuestions,
  s: SweepScratch,
): boolean {
  const T = s.row.length;
  for (let t = 0; t < T; t++) s.row[t] = W[at + t]! + h[from + t]! / L;
  row.prox(s.row, 1 / L, j);
  let moved = false;
  for (let t = 0; t < T; t++) {
    s.step[t] = s.row[t]! - W[at + t]!;
    if (s.step[t] !== 0) moved = true;
    W[at + t] = s.row[t]!;
  }
  return moved;
}

/** The twin of `sweepGram`, for any row penalty: H = C − (G + ridge I) W is kept true row by row. */
export function plainSweepGram(
  m: number,
  lanes: number,
  G: Float64Array,
  ldg: number,
  order: Float64Array,
  W: Float64Array,
  H: Float64Array,
  questions: RowQuestions,
  features: ArrayLike<number>,
  scratch: SweepScratch,
): void {
  const { ridge } = questions;
  const { step } = scratch;
  const T = step.length;
  for (let turn = 0; turn < m; turn++) {
    const j = order[turn]!;
    const L = G[j * ldg + j]! + ridge;
    if (!(L > 0) || !turnOf(W, j * lanes, H, j * lanes, L, features[j]!, questions, scratch)) continue;
    for (let k = 0; k < m; k++) {
      const g = G[j * ldg + k]!;
      for (let t = 0; t < T; t++) H[k * lanes + t]! -= g * step[t]!;
    }
    for (let t = 0; t < T; t++) H[j * lanes + t]! -= ridge * step[t]!;
  }
}

/** The twin of `sweepRows`, for any row penalty: R = Y − X W is kept true row by row; X is feature-major. */
export function plainSweepRows(
  m: number,
  lanes: number,
  X: Float64Array,
  n: number,
  squares: Float64Array,
  order: Float64Array,
  W: Float64Array,
  R: Float64Array,
  questions: RowQuestions,
  features: ArrayLike<number>,
  scratch: SweepScratch & { readonly h: Float64Array },
): void {
  const { ridge } = questions;
  const { step, h } = scratch;
  const T = step.length;
  for (let turn = 0; turn < m; turn++) {
    const j = order[turn]!;
    const L = squares[j]! + ridge;
    if (!(L > 0)) continue;
    for (let t = 0; t < T; t++) {
      let sum = -ridge * W[j * lanes + t]!;
      for (let i = 0; i < n; i++) sum += X[j * n + i]! * R[i * lanes + t]!;
      h[t] = sum;
    }
    if (!turnOf(W, j * lanes, h, 0, L, features[j]!, questions, scratch)) continue;
    for (let i = 0; i < n; i++) {
      const x = X[j * n + i]!;
      for (let t = 0; t < T; t++) R[i * lanes + t]! -= x * step[t]!;
    }
  }
}
