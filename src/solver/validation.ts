import type { LinearModel } from "../base/linear-model.ts";
import { type Block, f64, openArena } from "../kernel/arena.ts";
import { gemm, gemv } from "../kernel/product.ts";
import { columnSystems, small } from "../matrix/column-systems.ts";
import { rowsOf } from "../statistics/centred.ts";
import type { Group } from "../statistics/group.ts";
import { type Moments, products } from "../statistics/moments.ts";
import type { TaskStatistics } from "../statistics/task-statistics.ts";

/** The weighted mean squared error of models on rows that are held out. */
export interface Validation {
  /** "samples": every row counts the same; "equal": every task does. They agree where all tasks have the same weights. */
  error(model: Linear): number;
  close(): void;
}

/** What a model leaves of every task's held-out targets: T numbers each, which the next question overwrites. */
export interface TaskErrors {
  /** Sums of the rows' weights. */
  readonly weights: Float64Array;
  /** Σ w (r − r̄)² of the errors r. */
  readonly inside: Float64Array;
  /** r̄, their weighted means. */
  readonly off: Float64Array;
}

/** The same of every task. */
export interface TaskValidation extends Validation {
  errors(model: Linear): TaskErrors;
}

/** W and b. */
export type Linear = Pick<LinearModel, "coef" | "intercept">;

type TaskWeight = "samples" | "equal";

/**
 * From statistics: a task's sum of squares is yᵀy − 2 c·w + w·G w about the means of the held-out rows, and its weight times
 * the square of what the model misses there. Many small matrices are gone through in one; else only rows of W that are not zero
 * take part.
 */
export function validateOnStatistics(statistics: TaskStatistics, taskWeight: TaskWeight): TaskValidation {
  const { groups, p, T } = statistics;
  const { errors, close } = groups.length > 1 && p <= small ? inOne(statistics) : byGroup(statistics);
  const sums = new Float64Array(T);
  return {
    errors,
    error(model) {
      const { weights, inside, off } = errors(model);
      for (let t = 0; t < T; t++) sums[t] = inside[t]! + weights[t]! * off[t]! ** 2;
      return mean(sums, weights, taskWeight);
    },
    close,
  };
}

type Errors = Pick<TaskValidation, "errors" | "close">;

/** All tasks at once, each with the matrix of its group. */
function inOne({ groups, p, T }: TaskStatistics): Errors {
  const [c, meanX, Gw] = [0, 1, 2].map(() => new Float64Array(p * T)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const [squares, meanY, weights, inside, off] = [...four(T), new Float64Array(T)];
  const systems = groups.map(({ tasks, moments }) => {
    const { gram, cross, square } = products(moments, true);
    for (const [k, t] of tasks.entries()) {
      for (let j = 0; j < p; j++) {
        c[j * T + t] = 2 * cross.data[j * tasks.length + k]!;
        meanX[j * T + t] = moments.meanX[j]!;
      }
      squares[t] = square[k]!;
      meanY[t] = moments.meanY[k]!;
      weights[t] = moments.weight;
    }
    return { columns: tasks, G: gram.data };
  });
  const { multiply, close } = columnSystems(systems, p, T);
  return {
    errors({ coef: { data: W }, intercept }) {
      multiply(W, Gw);
      inside.set(squares);
      for (let t = 0; t < T; t++) off[t] = meanY[t]! - intercept[t]!;
      for (let j = 0, k = 0; j < p; j++) {
        for (let t = 0; t < T; t++, k++) {
          const w = W[k]!;
          inside[t]! += w * (Gw[k]! - c[k]!);
          off[t]! -= meanX[k]! * w;
        }
      }
      for (let t = 0; t < T; t++) inside[t] = Math.max(0, inside[t]!);
      return { weights, inside, off };
    },
    close,
  };
}

/** Group by group, on the rows of W that are not zero there. */
function byGroup({ groups, p, T }: TaskStatistics): Errors {
  const wishes: Record<string, ReturnType<typeof f64>> = {};
  for (const [k, { tasks }] of groups.entries()) {
    Object.assign(wishes, { [`G${k}`]: f64(p * p), [`A${k}`]: f64(p * p) });
    Object.assign(wishes, { [`W${k}`]: f64(p * tasks.length), [`P${k}`]: f64(p * tasks.length) });
  }
  const { blocks, close } = openArena(wishes);
  const parts = groups.map(({ tasks, moments }, k) => {
    const { gram, cross, square } = products(moments, true);
    const [G, A, W, P] = [blocks[`G${k}`]!, blocks[`A${k}`]!, blocks[`W${k}`]!, blocks[`P${k}`]!];
    G.values.set(gram.data);
    return { tasks, moments, cross: cross.data, square, G, A, W, P };
  });
  const active = new Int32Array(p);
  const [weights, inside, off, missing] = four(T);
  const spread = new Float64Array(T);
  const errors = (model: Linear): TaskErrors => {
    for (const { tasks, moments, cross, square, G, A, W, P } of parts) {
      const width = tasks.length;
      const m = gather(model, tasks, W, active);
      if (m < p) choose(A, G, p, active, m);
      if (width === 1) gemv(P, m < p ? A : G, W, { n: m, p: m });
      else gemm(P, m < p ? A : G, W, { m, n: width, k: m });
      missed(missing, model, moments, W, tasks, active, m);
      spread.set(square);
      const [w, Gw] = [W.values, P.values];
      for (let l = 0, k = 0; l < m; l++) {
        const at = active[l]! * width;
        for (let t = 0; t < width; t++, k++) spread[t]! += w[k]! * (Gw[k]! - 2 * cross[at + t]!);
      }
      for (let k = 0; k < width; k++) {
        const t = tasks[k]!;
        weights[t] = moments.weight;
        inside[t] = Math.max(0, spread[k]!);
        off[t] = missing[k]!;
      }
    }
    return { weights, inside, off };
  };
  return { errors, close };
}

/** From the rows of a group that has all tasks: cheaper where they are fewer than features. */
export function validateOnRows(group: Group, taskWeight: TaskWeight): Validation {
  const { A: X, Y, means } = rowsOf(group, true);
  const { tasks } = group;
  const T = tasks.length;
  const { rows: n, columns: p } = X;
  const { blocks, close } = openArena({ A: f64(p * n), W: f64(p * T), R: f64(n * T) });
  const active = new Int32Array(p);
  const [sums, weights, inside, off] = four(T);
  weights.fill(means.weight);
  return {
    error(model) {
      const { A, W, R } = blocks;
      const m = gather(model, tasks, W, active);
      const chosen = A.values;
      for (let l = 0, k = 0; l < m; l++)
        for (let i = 0; i < n; i++, k++) chosen[k] = X.data[i * p + active[l]!]!;
      R.values.set(Y.data);
      gemm(R, A, W, { m: n, n: T, k: m, transposeA: true, mode: "subtract" });
      missed(off, model, means, W, tasks, active, m);
      inside.fill(0);
      const r = R.values;
      for (let i = 0, k = 0; i < n; i++) for (let t = 0; t < T; t++, k++) inside[t]! += r[k]! * r[k]!;
      for (let t = 0; t < T; t++) sums[tasks[t]!] = inside[t]! + means.weight * off[t]! ** 2;
      return mean(sums, weights, taskWeight);
    },
    close,
  };
}

const four = (T: number) =>
  [0, 1, 2, 3].map(() => new Float64Array(T)) as [Float64Array, Float64Array, Float64Array, Float64Array];

/** The columns of W that belong to some tasks, without rows that are zero there; says how many are left, and which. */
function gather(
  { coef: { data, rows: p, columns: T } }: Linear,
  tasks: readonly number[],
  W: Block,
  active: Int32Array,
): number {
  const to = W.values;
  const width = tasks.length;
  let m = 0;
  for (let j = 0; j < p; j++) {
    let empty = true;
    for (let t = 0, at = m * width; t < width; t++, at++) {
      const w = data[j * T + tasks[t]!]!;
      to[at] = w;
      if (w !== 0) empty = false;
    }
    if (!empty) active[m++] = j;
  }
  return m;
}

/** Some rows and columns of G. */
function choose(to: Block, G: Block, p: number, active: Int32Array, m: number): void {
  const [a, g] = [to.values, G.values];
  for (let l = 0, k = 0; l < m; l++) {
    const row = active[l]! * p;
    for (let i = 0; i < m; i++, k++) a[k] = g[row + active[i]!]!;
  }
}

/** How far a model is from the mean targets at the mean inputs, a number a task. */
function missed(
  off: Float64Array,
  { intercept }: Linear,
  { meanX, meanY }: Pick<Moments, "meanX" | "meanY">,
  W: Block,
  tasks: readonly number[],
  active: Int32Array,
  m: number,
): void {
  const width = tasks.length;
  const w = W.values;
  for (let t = 0; t < width; t++) off[t] = meanY[t]! - intercept[tasks[t]!]!;
  for (let l = 0, k = 0; l < m; l++) {
    const mean = meanX[active[l]!]!;
    for (let t = 0; t < width; t++, k++) off[t]! -= mean * w[k]!;
  }
}

function mean(sums: Float64Array, weights: Float64Array, taskWeight: TaskWeight): number {
  let [error, weight] = [0, 0];
  for (let t = 0; t < sums.length; t++) {
    error += taskWeight === "equal" ? sums[t]! / weights[t]! : sums[t]!;
    weight += taskWeight === "equal" ? 1 : weights[t]!;
  }
  return error / weight;
}
