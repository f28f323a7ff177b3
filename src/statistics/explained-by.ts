import { type Dense, zeros } from "../matrix/dense.ts";
import { multiply } from "../matrix/product.ts";
import { explained } from "./explained.ts";
import type { Group } from "./group.ts";
import { products } from "./moments.ts";
import type { GroupStatistics } from "./task-statistics.ts";

/** R² of every task on the rows that statistics are of: ‖y − X w − b‖² = yᵀy − wᵀ(2 c − G w), centred, + n (ȳ − x̄ · w − b)². */
export function explainedBy(
  groups: readonly GroupStatistics[],
  { coef, intercept }: { readonly coef: Dense; readonly intercept: Float64Array },
): Float64Array {
  const scores = new Float64Array(intercept.length);
  for (const { tasks, moments } of groups) {
    const { meanX, meanY, weight } = moments;
    const { gram, cross, square } = products(moments, true);
    const W = columnsOf(coef, tasks);
    const GW = multiply(gram, W);
    const left = square.slice();
    const off = meanY.map((mean, k) => mean - intercept[tasks[k]!]!);
    for (const [at, w] of W.data.entries()) {
      const k = at % tasks.length;
      left[k]! -= w * (2 * cross.data[at]! - GW.data[at]!);
      off[k]! -= w * meanX[Math.floor(at / tasks.length)]!;
    }
    for (const [k, t] of tasks.entries())
      scores[t] = explained(Math.max(0, left[k]!) + weight * off[k]! ** 2, square[k]!);
  }
  return scores;
}

/** The same from rows and their predictions, n x T. */
export function explainedOn(groups: readonly Group[], T: number, predict: (X: Dense) => Dense): Float64Array {
  const scores = new Float64Array(T);
  for (const group of groups) {
    const P = predict(group.X);
    for (const [k, t] of group.tasks.entries()) scores[t] = explainedIn(group, k, columnsOf(P, [t]).data);
  }
  return scores;
}

/** The same for a task of a group, its k-th, by what is predicted of every row of the group's X. */
export function explainedIn(
  { Y, rows, columns, weight }: Group,
  k: number,
  predicted: ArrayLike<number>,
): number {
  const target = (i: number): number => Y.data[i * Y.columns + columns[k]!]!;
  let [count, sum] = [0, 0];
  for (const [at, i] of rows.entries()) {
    count += weight?.[at] ?? 1;
    sum += (weight?.[at] ?? 1) * target(i);
  }
  let [left, all] = [0, 0];
  for (const [at, i] of rows.entries()) {
    left += (weight?.[at] ?? 1) * (target(i) - predicted[i]!) ** 2;
    all += (weight?.[at] ?? 1) * (target(i) - sum / count) ** 2;
  }
  return explained(left, all);
}

function columnsOf({ data, rows, columns: T }: Dense, tasks: readonly number[]): Dense {
  const out = zeros(rows, tasks.length);
  for (let k = 0; k < out.data.length; k++)
    out.data[k] = data[Math.floor(k / tasks.length) * T + tasks[k % tasks.length]!]!;
  return out;
}
