import type { LinearModel } from "../base/linear-model.ts";
import { type Block, f64, openArena } from "../kernel/arena.ts";
import { gemm } from "../kernel/product.ts";
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

/** W and b. */
type Linear = Pick<LinearModel, "coef" | "intercept">;

type TaskWeight = "samples" | "equal";

/**
 * From statistics: a task's sum of squares is yᵀy − 2 c·w + w·G w about the means of the held-out rows, and its weight times
 * the square of what the model misses there.
 */
export function validateOnStatistics({ groups, p, T }: TaskStatistics, taskWeight: TaskWeight): Validation {
  const wishes: Record<string, ReturnType<typeof f64>> = {};
  for (const [k, { tasks }] of groups.entries()) {
    Object.assign(wishes, { [`G${k}`]: f64(p * p) });
    Object.assign(wishes, { [`W${k}`]: f64(p * tasks.length), [`P${k}`]: f64(p * tasks.length) });
  }
  const { blocks, close } = openArena(wishes);
  const parts = groups.map(({ tasks, moments }, k) => {
    const { gram, cross, square } = products(moments, true);
    const G = blocks[`G${k}`]!;
    G.values.set(gram.data);
    return { tasks, moments, cross, square, G, W: blocks[`W${k}`]!, P: blocks[`P${k}`]! };
  });
  const [sums, weights, inside, off] = four(T);
  return {
    error(model) {
      for (const { tasks, moments, cross, square, G, W, P } of parts) {
        gather(model, tasks, W);
        const T = tasks.length;
        gemm(P, G, W, { m: p, n: T, k: p });
        missed(off, model, moments, W.values, tasks);
        inside.set(square);
        const [w, Gw, c] = [W.values, P.values, cross.data];
        for (let j = 0, k = 0; j < p; j++)
          for (let at = 0; at < T; at++, k++) inside[at]! += w[k]! * (Gw[k]! - 2 * c[k]!);
        for (const [at, t] of tasks.entries()) {
          weights[t] = moments.weight;
          sums[t] = Math.max(0, inside[at]!) + moments.weight * off[at]! ** 2;
        }
      }
      return mean(sums, weights, taskWeight);
    },
    close,
  };
}

/** From the rows of a group that has all tasks: cheaper where they are fewer than features. */
export function validateOnRows(group: Group, taskWeight: TaskWeight): Validation {
  const { A, Y, means } = rowsOf(group, true);
  const { tasks } = group;
  const T = tasks.length;
  const { rows: n, columns: p } = A;
  const { blocks, close } = openArena({ A: f64(n * p), W: f64(p * T), R: f64(n * T) });
  blocks.A.values.set(A.data);
  const [sums, weights, inside, off] = four(T);
  weights.fill(means.weight);
  return {
    error(model) {
      const { W, R } = blocks;
      gather(model, tasks, W);
      R.values.set(Y.data);
      gemm(R, blocks.A, W, { m: n, n: T, k: p, mode: "subtract" });
      missed(off, model, means, W.values, tasks);
      inside.fill(0);
      const r = R.values;
      for (let i = 0, k = 0; i < n; i++) for (let at = 0; at < T; at++, k++) inside[at]! += r[k]! * r[k]!;
      for (const [at, t] of tasks.entries()) sums[t] = inside[at]! + means.weight * off[at]! ** 2;
      return mean(sums, weights, taskWeight);
    },
    close,
  };
}

const four = (T: number) =>
  [0, 1, 2, 3].map(() => new Float64Array(T)) as [Float64Array, Float64Array, Float64Array, Float64Array];

/** The columns of W that belong to some tasks. */
function gather({ coef: { data, rows, columns: T } }: Linear, tasks: readonly number[], W: Block): void {
  const to = W.values;
  const width = tasks.length;
  for (let at = 0; at < width; at++) {
    const t = tasks[at]!;
    for (let j = 0; j < rows; j++) to[j * width + at] = data[j * T + t]!;
  }
}

/** How far a model is from the mean targets at the mean inputs, a number a task. */
function missed(
  off: Float64Array,
  { intercept }: Linear,
  { meanX, meanY }: Pick<Moments, "meanX" | "meanY">,
  w: Float64Array,
  tasks: readonly number[],
): void {
  const T = tasks.length;
  for (let at = 0; at < T; at++) off[at] = meanY[at]! - intercept[tasks[at]!]!;
  for (let j = 0, k = 0; j < meanX.length; j++)
    for (let at = 0; at < T; at++, k++) off[at]! -= meanX[j]! * w[k]!;
}

function mean(sums: Float64Array, weights: Float64Array, taskWeight: TaskWeight): number {
  let [error, weight] = [0, 0];
  for (let t = 0; t < sums.length; t++) {
    error += taskWeight === "equal" ? sums[t]! / weights[t]! : sums[t]!;
    weight += taskWeight === "equal" ? 1 : weights[t]!;
  }
  return error / weight;
}
