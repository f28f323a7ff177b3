import { type Dense, zeros } from "../matrix/dense.ts";
import { multiply } from "../matrix/product.ts";
import { rowsOf } from "./centred.ts";
import { explained } from "./explained.ts";
import type { Group } from "./group.ts";
import type { Centres } from "./intercepts.ts";
import { products } from "./moments.ts";
import type { GroupStatistics } from "./task-statistics.ts";

/** W, p x T, and b, T. */
interface Fitted {
  readonly coef: Dense;
  readonly intercept: Float64Array;
}

/** R² of every task on the rows that statistics are of: ‖y − X w − b‖² = yᵀy − wᵀ(2 c − G w), centred, + n (ȳ − x̄ · w − b)². */
export function explainedBy(groups: readonly GroupStatistics[], fitted: Fitted): Float64Array {
  const scores = new Float64Array(fitted.intercept.length);
  for (const { tasks, moments } of groups) {
    const { gram, cross, square } = products(moments, true);
    const W = columnsOf(fitted.coef, tasks);
    const GW = multiply(gram, W);
    const left = square.slice();
    for (let k = 0; k < W.data.length; k++)
      left[k % tasks.length]! -= W.data[k]! * (2 * cross.data[k]! - GW.data[k]!);
    const off = offsets({ tasks, moments }, fitted);
    for (const [k, t] of tasks.entries()) {
      scores[t] = explained(Math.max(0, left[k]!) + moments.weight * off[k]! ** 2, square[k]!);
    }
  }
  return scores;
}

/** The same from rows, of which there are fewer than features. */
export function explainedOn(groups: readonly Group[], fitted: Fitted): Float64Array {
  const scores = new Float64Array(fitted.intercept.length);
  for (const group of groups) {
    const { tasks } = group;
    const { A, Y, means } = rowsOf(group, true);
    const AW = multiply(A, columnsOf(fitted.coef, tasks));
    const [left, all] = [new Float64Array(tasks.length), new Float64Array(tasks.length)];
    for (let k = 0; k < Y.data.length; k++) {
      left[k % tasks.length]! += (Y.data[k]! - AW.data[k]!) ** 2;
      all[k % tasks.length]! += Y.data[k]! ** 2;
    }
    const off = offsets({ tasks, moments: means }, fitted);
    for (const [k, t] of tasks.entries())
      scores[t] = explained(left[k]! + means.weight * off[k]! ** 2, all[k]!);
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

/** ȳ − x̄ · w − b of some tasks: 0 but for rounding where b was free. */
function offsets({ tasks, moments: { meanX, meanY } }: Centres, { coef, intercept }: Fitted): Float64Array {
  const { data: W, columns: T } = coef;
  const off = meanY.map((mean, k) => mean - intercept[tasks[k]!]!);
  for (const [j, mean] of meanX.entries())
    for (const [k, t] of tasks.entries()) off[k]! -= mean * W[j * T + t]!;
  return off;
}

function columnsOf({ data, rows, columns: T }: Dense, tasks: readonly number[]): Dense {
  const out = zeros(rows, tasks.length);
  for (let k = 0; k < out.data.length; k++)
    out.data[k] = data[Math.floor(k / tasks.length) * T + tasks[k % tasks.length]!]!;
  return out;
}
