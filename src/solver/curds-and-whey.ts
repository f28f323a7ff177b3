import { LinearModel } from "../base/linear-model.ts";
import type { TaskData } from "../base/tasks.ts";
import { type Work, within } from "../base/work.ts";
import { reject, said } from "../check/reject.ts";
import type { Dense } from "../matrix/dense.ts";
import { eigh } from "../matrix/eigen.ts";
import { gram, multiply } from "../matrix/product.ts";
import { ridge } from "../penalty/ridge.ts";
import { rowsOf } from "../statistics/centred.ts";
import { explainedOn } from "../statistics/explained-by.ts";
import { groupsOf } from "../statistics/group.ts";
import { interceptsOf } from "../statistics/intercepts.ts";
import { fitPenalisedRows } from "./penalised.ts";
import { checkSameRows } from "./reduced-rank.ts";

export interface CurdsAndWheySettings {
  /** Who fits, for warnings and refusals. */
  readonly where: string;
  readonly fitIntercept: boolean;
}

/** What least squares becomes, and by how much. */
export interface Curds {
  readonly model: LinearModel;
  /** Between X and mixtures of the targets, the largest first. */
  readonly correlations: Float64Array;
  /** What the mixtures' fitted values are multiplied by, from 0 to 1. */
  readonly shrinkage: Float64Array;
}

/**
 * W = Ŵ P diag(d) Pᵀ YᵀY for the least-squares Ŵ, where the columns of P mix the targets into canonical ones: Pᵀ YᵀY P = I and
 * Pᵀ ŶᵀŶ P = diag(c²). A row that is left out of the fit of a canonical target u is predicted as (û − r u) / (1 − r), where all rows
 * have the mean leverage r = p / n (generalised cross-validation); the multiple of that which is nearest to u has
 *
 *     d = (1 − r)(c² − r) / ((1 − r)² c² + r² (1 − c²)), or 0 where c² < r.
 *
 * The certificate is that of Ŵ. Mixtures of the targets that do not vary have no part in it.
 *
 * @see Breiman & Friedman 1997, section 3
 */
export function* curdsAndWhey(data: TaskData, { where, fitIntercept }: CurdsAndWheySettings): Work<Curds> {
  const { p, T, taskNames } = data;
  const groups = groupsOf(data);
  checkSameRows(where, groups.map(({ tasks, rows }) => ({ tasks, count: rows.length })), taskNames); // biome-ignore format: a sentence
  const group = groups[0]!;
  const { A, Y, means } = rowsOf(group, fitIntercept);
  const most = p + (fitIntercept ? 1 : 0);
  const least = Math.min(A.rows, means.weight);
  if (!(least > most))
    reject("shape", where, `more than ${most} rows, by number and by weight`, said(`${least}`));

  const settings = { where, fitIntercept, taskWeight: "samples", tol: 1e-6, maxIter: 1 } as const;
  const full = (yield* within(fitPenalisedRows(data, ridge(0), settings), 0, 0.8)).model();
  const square = gram(Y);
  const { P, squares } = canonical(square, gram(multiply(A, full.coef)));
  const shrinkage = squares.map((c2) => shrinkageOf(c2, p / means.weight));
  const mixed = multiply(full.coef, P);
  const shrunk = { ...mixed, data: mixed.data.map((value, k) => value * shrinkage[k % P.columns]!) };
  const coef = multiply(multiply(shrunk, P, { transposeB: true }), square);
  const intercept = interceptsOf(fitIntercept ? [{ tasks: group.tasks, moments: means }] : [], coef.data, T);
  const { marks, converged } = full;
  const found = { coef, intercept, taskNames, marks, converged };
  const fitScores = explainedOn(groups, T, (X) => new LinearModel(found).apply(X));
  const model = new LinearModel({ ...found, fitScores });
  return { model, correlations: squares.map(Math.sqrt), shrinkage };
}

function shrinkageOf(c2: number, r: number): number {
  const below = (1 - r) ** 2 * c2 + r ** 2 * (1 - c2);
  return Math.max(0, ((1 - r) * (c2 - r)) / below);
}

/** P, T x k, with Pᵀ S P = I, Pᵀ F P diagonal, F <= S: its diagonal, the largest first; k is the rank of S. */
function canonical(S: Dense, F: Dense): { readonly P: Dense; readonly squares: Float64Array } {
  const T = S.rows;
  const scale = Float64Array.from({ length: T }, (_, t) => 1 / (Math.sqrt(S.data[t * (T + 1)]!) || 1));
  const scaled = S.data.map((value, k) => value * scale[k % T]! * scale[Math.floor(k / T)]!);
  const { values, vectors } = eigh({ ...S, data: scaled });
  const floor = T * Number.EPSILON * Math.max(0, values[T - 1]!);
  const from = values.filter((value) => !(value > floor)).length;
  const k = T - from;
  const R = reversed(vectors, k, (t, i) => scale[t]! / Math.sqrt(values[i]!));
  const inner = eigh(multiply(R, multiply(F, R), { transposeA: true }));
  const P = multiply(
    R,
    reversed(inner.vectors, k, () => 1),
  );
  return { P, squares: inner.values.map((value) => Math.min(1, Math.max(0, value))).reverse() };
}

/** The last columns, the last one first, every entry times a factor of its row and old column. */
function reversed(
  { data, rows, columns }: Dense,
  count: number,
  factor: (row: number, column: number) => number,
): Dense {
  const out = new Float64Array(rows * count);
  for (let row = 0, k = 0; row < rows; row++) {
    for (let to = 0; to < count; to++, k++) {
      const column = columns - 1 - to;
      out[k] = data[row * columns + column]! * factor(row, column);
    }
  }
  return { data: out, rows, columns: count };
}
