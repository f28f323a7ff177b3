import { crossOf, gramInto, type Moments } from "./moments.ts";
import { TaskStatistics } from "./task-statistics.ts";

/**
 * One task made of all: the Gram matrices and cross-products of the tasks added up, each about its own means and divided by
 * what a row of it is divided by. One w for all tasks, each with its own intercept, is a fit to it.
 */
export function pooled(
  { p, T, groups }: TaskStatistics,
  centre: boolean,
  divisor: (moments: Moments) => number,
): TaskStatistics {
  const full = new Float64Array(p * p);
  const gram = new Float64Array((p * (p + 1)) / 2);
  const cross = new Float64Array(p);
  const square = new Float64Array(1);
  let count = 0;
  for (const { tasks, moments } of groups) {
    const n = divisor(moments);
    const width = tasks.length;
    gramInto(moments, centre, n, full);
    for (let i = 0, k = 0; i < p; i++)
      for (let j = 0; j <= i; j++, k++) gram[k]! += (width * full[i * p + j]!) / T;
    const { data } = crossOf(moments, centre);
    for (let j = 0, k = 0; j < p; j++) for (let t = 0; t < width; t++, k++) cross[j]! += data[k]! / (n * T);
    const about = centre ? 0 : moments.weight;
    for (let t = 0; t < width; t++)
      square[0]! += (moments.square[t]! + about * moments.meanY[t]! ** 2) / (n * T);
    count += moments.count * width;
  }
  const none = { meanX: new Float64Array(p), restX: new Float64Array(p) };
  const moments = { ...none, count, weight: 1, meanY: new Float64Array(1), restY: new Float64Array(1) };
  return new TaskStatistics(p, 1, undefined, [{ tasks: [0], moments: { ...moments, gram, cross, square } }]);
}
