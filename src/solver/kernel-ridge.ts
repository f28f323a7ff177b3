import { type KernelGroup, KernelModel } from "../base/kernel-model.ts";
import { taskLabel } from "../base/task-names.ts";
import type { TaskData } from "../base/tasks.ts";
import { IllConditionedWarning, warn } from "../base/warning.ts";
import { report, type Work } from "../base/work.ts";
import { reject, said } from "../check/reject.ts";
import type { Covariance } from "../covariance/covariance.ts";
import { solveShifted } from "../matrix/cholesky.ts";
import { type Dense, zeros } from "../matrix/dense.ts";
import { eigh } from "../matrix/eigen.ts";
import { multiply } from "../matrix/product.ts";
import { explainedIn } from "../statistics/explained-by.ts";
import { type Group, groupsOf } from "../statistics/group.ts";
import { checkObserved } from "./ridge-fit.ts";
import { checkSquares } from "./summable.ts";

export interface KernelRidgeSettings {
  /** Who fits, for warnings and refusals. */
  readonly where: string;
  readonly covariance: Covariance;
  /** One a task. */
  readonly alphas: readonly number[];
}

/**
 * min over f_t in the kernel's space of Σ_i s_i (y_it − f_t(x_i))² + alpha_t ‖f_t‖². With f_t = Σ_i d_i k(·, x_i) and
 * d = S^½ z it is (S^½ K S^½ + alpha_t I) z = S^½ y_t: one kernel matrix a set of rows, one Cholesky factor a strength.
 */
export function* kernelRidge(data: TaskData, settings: KernelRidgeSettings): Work<KernelModel> {
  const { where, covariance, alphas } = settings;
  const { p, T, taskNames } = data;
  const sets = groupsOf(data);
  for (const { rows, tasks } of sets) checkObserved(where, rows.length, tasks[0]!, taskNames);
  const groups: KernelGroup[] = [];
  const fitScores = new Float64Array(T);
  for (const [k, group] of sets.entries()) {
    const { tasks } = group;
    const X = rowsOf(group);
    const roots = group.weight?.map(Math.sqrt);
    const Y = targetsOf(group, roots);
    checkSquares(where, "Y", Y.data);
    const K = weighted(covariance.between(X, X), roots);
    checkFinite(where, K.data);
    yield* report({ stage: "kernel matrix", fraction: (k + 0.5) / sets.length });
    const dual = zeros(X.rows, tasks.length);
    for (const alpha of new Set(tasks.map((t) => alphas[t]!))) {
      const at = [...tasks.keys()].filter((index) => alphas[tasks[index]!] === alpha);
      const label = `${taskLabel(tasks[at[0]!]!, taskNames)}${at.length > 1 ? `, and ${at.length - 1} more like it,` : ""}`;
      const Z = solveOrLeast(where, label, K, alpha, columnsOf(Y, at));
      const KZ = multiply(K, Z);
      for (const [c, index] of at.entries())
        fitScores[tasks[index]!] = explainedIn(group, index, unweighted(group, KZ, c, roots));
      for (let i = 0; i < X.rows; i++) {
        for (const [c, index] of at.entries()) {
          dual.data[i * tasks.length + index] = (roots?.[i] ?? 1) * Z.data[i * at.length + c]!;
        }
      }
    }
    groups.push({ X, dual, tasks });
    yield* report({ stage: "solve", fraction: (k + 1) / sets.length });
  }
  return new KernelModel({ p, T, taskNames, covariance, intercept: new Float64Array(T), groups, fitScores });
}

/** (K + alpha I)⁻¹ B, or the least-squares solution of smallest norm where that is singular to working precision. */
function solveOrLeast(where: string, label: string, K: Dense, alpha: number, B: Dense): Dense {
  const n = K.rows;
  const solved = solveShifted(K, alpha, B);
  const reciprocal = solved?.reciprocalCondition ?? 0;
  if (solved && reciprocal > n * Number.EPSILON) return solved.X;
  const shifted = { ...K, data: K.data.slice() };
  for (let i = 0; i < n; i++) shifted.data[i * (n + 1)]! += alpha;
  const { values, vectors } = eigh(shifted);
  const cutoff = n * Number.EPSILON * values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const kept = values.filter((value) => Math.abs(value) > cutoff).length;
  if (kept < n || solved) {
    const doubt = `${label} has a kernel matrix that is singular to working precision (1 / condition = ${reciprocal.toExponential(1)})`;
    const message = `${doubt}; solved by its eigenvectors: the dual coefficients of smallest norm, rank ${kept} of ${n}`;
    warn(new IllConditionedWarning(where.split(".")[0]!, message));
  }
  const turned = multiply(vectors, B, { transposeA: true });
  for (let i = 0; i < n; i++) {
    const inverse = Math.abs(values[i]!) > cutoff ? 1 / values[i]! : 0;
    for (let t = 0; t < B.columns; t++) turned.data[i * B.columns + t]! *= inverse;
  }
  return multiply(vectors, turned);
}

function checkFinite(where: string, values: Float64Array): void {
  const size = values.length;
  let [a, b, c, d] = [0, 0, 0, 0]; // none waits for another
  let k = 0;
  for (; k + 4 <= size; k += 4) {
    a += 0 * values[k]!;
    b += 0 * values[k + 1]!;
    c += 0 * values[k + 2]!;
    d += 0 * values[k + 3]!;
  }
  for (; k < size; k++) a += 0 * values[k]!;
  if (a + b + c + d !== 0) reject("value", `${where} X`, "rows whose kernel is finite", said("an overflow"));
}

function rowsOf({ X, rows }: Group): Dense {
  const { data, columns: p } = X;
  const out = zeros(rows.length, p);
  for (const [k, i] of rows.entries()) out.data.set(data.subarray(i * p, (i + 1) * p), k * p);
  return out;
}

/** S^½ Y of the observed rows. */
function targetsOf({ Y, rows, columns }: Group, roots: Float64Array | undefined): Dense {
  const out = zeros(rows.length, columns.length);
  for (const [k, i] of rows.entries()) {
    for (const [c, column] of columns.entries()) {
      out.data[k * columns.length + c] = (roots?.[k] ?? 1) * Y.data[i * Y.columns + column]!;
    }
  }
  return out;
}

/** S^½ K S^½, in place. */
function weighted(K: Dense, roots: Float64Array | undefined): Dense {
  const n = K.rows;
  if (roots) for (let k = 0; k < n * n; k++) K.data[k]! *= roots[Math.floor(k / n)]! * roots[k % n]!;
  return K;
}

/** Column c of S^-½ F, at the places that the group's rows have in X. */
function unweighted({ X, rows }: Group, F: Dense, c: number, roots: Float64Array | undefined): Float64Array {
  const out = new Float64Array(X.rows);
  for (const [k, i] of rows.entries()) out[i] = F.data[k * F.columns + c]! / (roots?.[k] ?? 1);
  return out;
}

function columnsOf({ data, rows, columns: T }: Dense, at: readonly number[]): Dense {
  const out = zeros(rows, at.length);
  for (let i = 0; i < rows; i++) {
    for (const [c, t] of at.entries()) out.data[i * at.length + c] = data[i * T + t]!;
  }
  return out;
}
