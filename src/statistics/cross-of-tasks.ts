import { crossOf, type Moments } from "./moments.ts";
import type { TaskStatistics } from "./task-statistics.ts";

/** XᵀY of all tasks, p x T, centred or about the origin; each divided by what `divisor` says of its moments. */
export function crossOfTasks(
  { p, T, groups }: TaskStatistics,
  centre: boolean,
  divisor: (moments: Moments) => number = () => 1,
): Float64Array {
  const out = new Float64Array(p * T);
  for (const { tasks, moments } of groups) {
    const { data } = crossOf(moments, centre);
    const n = divisor(moments);
    for (const [at, t] of tasks.entries()) {
      for (let j = 0; j < p; j++) out[j * T + t] = data[j * tasks.length + at]! / n;
    }
  }
  return out;
}
