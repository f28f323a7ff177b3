import { cholesky } from "../matrix/cholesky.ts";
import { type Dense, zeros } from "../matrix/dense.ts";
import { eigh } from "../matrix/eigen.ts";
import { crossOf, gramInto } from "../statistics/moments.ts";
import type { TaskStatistics } from "../statistics/task-statistics.ts";
import type { SharedParameters } from "./gradient-affinity.ts";

/** One linear model for all tasks, each with an intercept of its own, and the learning rate at which no task's own step overshoots. */
export interface SharedLinear extends SharedParameters {
  readonly learningRate: number;
}

/**
 * L_t(w) = 1/(2 n_t) min over b ‖y_t − X_t w − b‖², from statistics alone, at w = 0 or at the pooled ridge of all tasks. The learning
 * rate is 1 / the largest curvature of a task.
 */
export function sharedLinear(
  { p, T, groups }: TaskStatistics,
  point: "zero" | "pooled",
  alpha: number,
): SharedLinear {
  const grams: Dense[] = [];
  const group = new Int32Array(T);
  const place = new Int32Array(T);
  const parts = groups.map(({ tasks, moments }, g) => {
    const gram = zeros(p, p);
    gramInto(moments, true, moments.weight, gram.data);
    grams.push(gram);
    for (const [k, t] of tasks.entries()) [group[t], place[t]] = [g, k];
    const { data } = crossOf(moments, true);
    return { tasks: tasks.length, cross: data, square: moments.square, weight: moments.weight };
  });
  const cross = (t: number, j: number): number => {
    const { cross: all, tasks, weight } = parts[group[t]!]!;
    return all[j * tasks + place[t]!]! / weight;
  };
  const start = point === "zero" ? new Float64Array(p) : pooled();
  const curvature = grams.reduce((most, gram) => Math.max(most, eigh(gram).values.at(-1)!), 0);

  /** The least-squares coefficients of all tasks' rows with a ridge, every task's mean its own. */
  function pooled(): Float64Array {
    const [G, c] = [zeros(p, p), zeros(p, 1)];
    const total = parts.reduce((sum, { tasks, weight }) => sum + tasks * weight, 0);
    for (const [g, { tasks, weight }] of parts.entries())
      for (let k = 0; k < p * p; k++) G.data[k]! += (grams[g]!.data[k]! * tasks * weight) / total;
    for (let j = 0; j < p; j++) {
      G.data[j * (p + 1)]! += alpha;
      for (let t = 0; t < T; t++) c.data[j]! += (cross(t, j) * parts[group[t]!]!.weight) / total;
    }
    return cholesky(G)!.solve(c).data;
  }

  /** G_t w / n_t */
  const curved = (g: number, w: Float64Array): Float64Array =>
    Float64Array.from({ length: p }, (_, i) => {
      let sum = 0;
      for (let j = 0; j < p; j++) sum += grams[g]!.data[i * p + j]! * w[j]!;
      return sum;
    });

  return {
    T,
    learningRate: curvature > 0 ? 1 / curvature : 1,
    gradient: (t) => curved(group[t]!, start).map((value, j) => value - cross(t, j)),
    losses(step) {
      const w = start.map((value, j) => value + (step?.[j] ?? 0));
      const Gw = grams.map((_, g) => curved(g, w));
      return Float64Array.from({ length: T }, (_, t) => {
        const { square, weight } = parts[group[t]!]!;
        let loss = square[place[t]!]! / weight;
        for (let j = 0; j < p; j++) loss += w[j]! * (Gw[group[t]!]![j]! - 2 * cross(t, j));
        return Math.max(0, loss) / 2;
      });
    },
  };
}
