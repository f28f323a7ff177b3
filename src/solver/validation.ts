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
  error(model: LinearModel): number;
  close(): void;
}

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
  const sums = new Float64Array(T);
  const weights = new Float64Array(T);
  return {
    error(model) {
      for (const { tasks, moments, cross, square, G, W, P } of parts) {
        gather(model, tasks, W);
        gemm(P, G, W, { m: p, n: tasks.length, k: p });
        const [w, Gw] = [W.values, P.values];
        for (const [at, t] of tasks.entries()) {
          let sum = square[at]!;
          for (let k = at; k < w.length; k += tasks.length) sum += w[k]! * (Gw[k]! - 2 * cross.data[k]!);
          weights[t] = moments.weight;
          sums[t] = Math.max(0, sum) + moments.weight * missed(model, moments, w, tasks, at) ** 2;
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
  const sums = new Float64Array(T);
  const weights = new Float64Array(T).fill(means.weight);
  return {
    error(model) {
      const { W, R } = blocks;
      gather(model, tasks, W);
      R.values.set(Y.data);
      gemm(R, blocks.A, W, { m: n, n: T, k: p, mode: "subtract" });
      const r = R.values;
      for (const [at, t] of tasks.entries()) {
        let sum = means.weight * missed(model, means, W.values, tasks, at) ** 2;
        for (let k = at; k < r.length; k += T) sum += r[k]! * r[k]!;
        sums[t] = sum;
      }
      return mean(sums, weights, taskWeight);
    },
    close,
  };
}

/** The columns of W that belong to some tasks. */
function gather({ coef: { data, columns: T } }: LinearModel, tasks: readonly number[], W: Block): void {
  const to = W.values;
  const width = tasks.length;
  for (let k = 0; k < to.length; k++) to[k] = data[Math.floor(k / width) * T + tasks[k % width]!]!;
}

/** How far a model is from the mean target at the mean inputs. */
function missed(
  { intercept }: LinearModel,
  { meanX, meanY }: Pick<Moments, "meanX" | "meanY">,
  w: Float64Array,
  tasks: readonly number[],
  at: number,
): number {
  let left = meanY[at]! - intercept[tasks[at]!]!;
  for (let j = 0; j < meanX.length; j++) left -= meanX[j]! * w[j * tasks.length + at]!;
  return left;
}

function mean(sums: Float64Array, weights: Float64Array, taskWeight: TaskWeight): number {
  let [error, weight] = [0, 0];
  for (let t = 0; t < sums.length; t++) {
    error += taskWeight === "equal" ? sums[t]! / weights[t]! : sums[t]!;
    weight += taskWeight === "equal" ? 1 : weights[t]!;
  }
  return error / weight;
}
