import type { TaskData } from "../../base/tasks.ts";
import { report, type Work } from "../../base/work.ts";
import { reject, said } from "../../check/reject.ts";
import { f64, openArena } from "../../kernel/arena.ts";
import { eigh, eighWork } from "../../kernel/factor.ts";
import { gemm, syrk } from "../../kernel/product.ts";
import { type Dense, zeros } from "../../matrix/dense.ts";
import { numbered } from "../../penalty/named.ts";
import type { NamedShape, Penalty } from "../../penalty/penalty.ts";
import { couplingOf, restOf } from "../../penalty/rest-of.ts";
import { noEdges } from "../../penalty/task-graph.ts";
import { rowsOf } from "../../statistics/centred.ts";
import { groupsOf } from "../../statistics/group.ts";
import { checkSameRows } from "../reduced-rank.ts";
import { openModes } from "./modes.ts";

/** A row that keeps no more than this share of its residual is one that no other row speaks for. */
const least = 1e-10;

/**
 * The (weighted) mean squared errors of rows that are left out, a row with all its targets at a time: penalties x tasks. For squares
 * alone a fit without row i need not be made: in the eigenvectors of XᵀX and of B the tasks' modes are apart, each a ridge
 *
 *     e_ik = (y_ik − f_ik) / (1 − h_ik),   h_ik = w_i / Σ w + Σ_j z_ij² / (λ_j + m_i s_k)
 *
 * for z_i = √w_i Uᵀ (x_i − x̄), s_k = B's eigenvalue and the ridge, m_i = Σ w − w_i, what the fit without the row divides by.
 *
 * @see Cook & Weisberg 1982, eq. 2.2.8; Golub, Heath & Wahba 1979
 */
export function* leaveOneOut(
  data: TaskData,
  given: readonly Penalty[],
  { where, fitIntercept }: { readonly where: string; readonly fitIntercept: boolean },
): Work<Dense> {
  const { p, T, taskNames } = data;
  const penalties = given.map((penalty) => numbered(penalty, taskNames));
  for (const penalty of penalties) checkSquares(where, penalty, data);
  const groups = groupsOf(data);
  checkSameRows(where, groups.map(({ tasks, rows }) => ({ tasks, count: rows.length })), taskNames); // biome-ignore format: a sentence
  const { A, Y, means } = rowsOf(groups[0]!, fitIntercept);
  const n = A.rows;
  const { order, weights, runs } = byWeight(groups[0]!.weight, n);
  const wishes = {
    A: f64(n * p),
    Z: f64(n * p),
    squares: f64(n * p),
    G: f64(p * p),
    U: f64(p * p),
    s: f64(p),
  };
  const ofTasks = {
    Y: f64(T * n),
    E: f64(T * n),
    H: f64(T * n),
    C: f64(T * p),
    Q: f64(T * p),
    D: f64(T * p),
    O: f64(T * p),
  };
  const { blocks: at, close } = openArena({ ...wishes, ...ofTasks, work: f64(eighWork(p)) });
  const modes = openModes(Int32Array.from({ length: T }, (_, t) => t));
  try {
    for (const [to, from] of order.entries()) {
      at.A.values.set(A.data.subarray(from * p, (from + 1) * p), to * p);
      for (let t = 0; t < T; t++) at.Y.values[t * n + to] = Y.data[from * T + t]!;
    }
    syrk(at.G, at.A, { n: p, k: n, transposeA: true });
    eigh(at.G, p, at.s, at.U, at.work);
    gemm(at.Z, at.A, at.U, { m: n, n: p, k: p });
    gemm(at.C, at.Y, at.Z, { m: T, n: p, k: n });
    const floor = p * Number.EPSILON * Math.max(0, at.s.values[p - 1]!);
    const values = at.s.values.map((value) => (value > floor ? value : 0));
    for (let k = 0; k < n * p; k++) at.squares.values[k] = at.Z.values[k]! ** 2;
    const errors = zeros(penalties.length, T);
    for (const [row, penalty] of penalties.entries()) {
      modes.set(couplingOf(penalty) ?? { mean: 0, strength: 0, graph: noEdges });
      const ridge = penalty.ridge?.alpha ?? 0;
      modes.turn(at.C, at.Q, p, "in");
      modes.turn(at.Y, at.E, n, "in");
      for (const [from, to] of runs) {
        const [w, q, d, o] = [weights[from]!, at.Q.values, at.D.values, at.O.values];
        for (let t = 0, k = 0; t < T; t++) {
          const strength = (means.weight - w) * (modes.strengths[t]! + ridge);
          for (let j = 0; j < p; j++, k++) {
            const below = values[j]! + strength;
            o[k] = below > 0 ? 1 / below : 0;
            d[k] = o[k]! * q[k]!;
          }
        }
        const shape = { m: T, n: to - from, k: p, transposeB: true, ldc: n } as const;
        const size = (T - 1) * n + to - from;
        gemm(at.E.part(from, size), at.D, at.Z.part(from * p, (to - from) * p), {
          ...shape,
          mode: "subtract",
        });
        gemm(at.H.part(from, size), at.O, at.squares.part(from * p, (to - from) * p), shape);
      }
      const [e, h] = [at.E.values, at.H.values];
      for (let k = 0; k < T * n; k++) {
        const kept = 1 - h[k]! - (fitIntercept ? weights[k % n]! / means.weight : 0);
        if (!(kept > least)) refuse(where, order[k % n]!);
        e[k]! /= kept;
      }
      modes.turn(at.E, at.H, n, "out");
      const left = at.H.values;
      for (let t = 0; t < T; t++) {
        let sum = 0;
        for (let k = t * n; k < (t + 1) * n; k++) sum += left[k]! ** 2;
        errors.data[row * T + t] = sum / means.weight;
      }
      yield* report({ stage: "leave one out", fraction: (row + 1) / penalties.length });
    }
    return errors;
  } finally {
    modes.close();
    close();
  }
}

function checkSquares(where: string, penalty: Penalty, shape: NamedShape): void {
  const rest = restOf(penalty);
  if (rest && !rest.zero)
    reject("pair", `${where} penalty`, "squares alone: ridge, graph, meanRegularized", said(rest.name));
  penalty.check?.(shape);
}

/** Rows in the order of their weights, those weights, and from where to where they are the same. */
function byWeight(weight: Float64Array | undefined, n: number) {
  const order = Array.from({ length: n }, (_, i) => i);
  if (weight) order.sort((a, b) => weight[a]! - weight[b]!);
  const weights = order.map((i) => weight?.[i] ?? 1);
  const runs: [from: number, to: number][] = [];
  for (let k = 0; k < n; k++) {
    if (k > 0 && weights[k] === weights[k - 1]) runs.at(-1)![1] = k + 1;
    else runs.push([k, k + 1]);
  }
  return { order, weights, runs };
}

function refuse(where: string, row: number): never {
  const rule = "rows that others speak for, or a ridge";
  return reject("value", `${where} observed row ${row}`, rule, said("one that decides a coefficient alone"));
}
