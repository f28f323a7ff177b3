import { LinearModel } from "../base/linear-model.ts";
import { taskLabel } from "../base/task-names.ts";
import type { Work } from "../base/work.ts";
import { reject, said } from "../check/reject.ts";
import type { Dense } from "../matrix/dense.ts";
import { eigh } from "../matrix/eigen.ts";
import { multiply } from "../matrix/product.ts";
import { ridge } from "../penalty/ridge.ts";
import { explainedBy } from "../statistics/explained-by.ts";
import { interceptsOf } from "../statistics/intercepts.ts";
import { products } from "../statistics/moments.ts";
import type { TaskStatistics } from "../statistics/task-statistics.ts";
import { fitPenalised } from "./penalised.ts";
import { checkObserved } from "./ridge-fit.ts";

export interface ReducedRankSettings {
  /** Who fits, for warnings and refusals. */
  readonly where: string;
  readonly rank: number;
  readonly alpha: number;
  readonly fitIntercept: boolean;
}

const tol = 1e-6;

/** Refuses tasks without rows, and tasks on rows or weights of their own: their problem has no closed form. */
export function checkSameRows(
  where: string,
  groups: readonly { readonly tasks: readonly number[]; readonly count: number }[],
  names: readonly string[] | undefined,
): void {
  for (const { tasks, count } of groups) checkObserved(where, count, tasks[0]!, names);
  if (groups.length === 1) return;
  const [one, other] = groups.map(({ tasks }) => taskLabel(tasks[0]!, names));
  reject(
    "pair",
    where,
    "tasks on the same rows with the same weights",
    said(`others for ${one} and ${other}`),
  );
}

/**
 * min over W of rank r of F(W) = 1/(2 n) ‖Y − X W − b‖² + alpha/2 ‖W‖². With H = XᵀX / n + alpha I and Ŵ the ridge
 * solution F(W) = F(Ŵ) + 1/2 ‖H^½ (W − Ŵ)‖², so by Eckart & Young W = Ŵ V Vᵀ, V the r foremost eigenvectors of ŴᵀHŴ,
 * the fitted values' squares; the other eigenvalues, halved, are what the rank costs at least. The gap is that of the
 * ridge solution plus what F(W) lies above F(Ŵ) and that cost.
 */
export function* reducedRank(
  statistics: TaskStatistics,
  { where, rank, alpha, fitIntercept }: ReducedRankSettings,
): Work<LinearModel> {
  const { p, T, groups, taskNames } = statistics;
  const since = performance.now();
  const settings = { where, fitIntercept, taskWeight: "samples", tol, maxIter: 1 } as const;
  const full = (yield* fitPenalised(statistics, ridge(alpha), settings)).model();
  if (rank >= Math.min(p, T)) return full;

  const { moments } = groups[0]!;
  const n = moments.weight;
  const { gram, cross, square } = products(moments, fitIntercept);
  const H = { ...gram, data: gram.data.map((g, k) => g / n + (k % (p + 1) === 0 ? alpha : 0)) };
  const { values, vectors } = eigh(multiply(full.coef, multiply(H, full.coef), { transposeA: true }));
  const V = lastColumns(vectors, rank);
  const coef = multiply(full.coef, multiply(V, V, { transposeB: true }));
  let cost = 0;
  for (let i = 0; i < T - rank; i++) cost += Math.max(0, values[i]!) / 2;

  const atZero = square.reduce((sum, value) => sum + value, 0) / (2 * n);
  const HW = multiply(H, coef);
  let objective = atZero;
  for (let k = 0; k < p * T; k++) objective += coef.data[k]! * (HW.data[k]! / 2 - cross.data[k]! / n);
  const best = full.marks.at(-1)!;
  const gap = best.gap + Math.max(0, objective - best.objective - cost);
  const intercept = interceptsOf(fitIntercept ? groups : [], coef.data, T);
  const marks = [{ iteration: 1, objective, gap, seconds: (performance.now() - since) / 1000 }];
  const fitScores = explainedBy(groups, { coef, intercept });
  return new LinearModel({ coef, intercept, taskNames, marks, converged: gap <= tol * atZero, fitScores });
}

function lastColumns({ data, rows, columns }: Dense, count: number): Dense {
  const from = columns - count;
  return {
    data: Float64Array.from(
      { length: rows * count },
      (_, k) => data[Math.floor(k / count) * columns + from + (k % count)]!,
    ),
    rows,
    columns: count,
  };
}
