import type { TaskGraph } from "./task-graph.ts";

/** A = ground I + scale L of a graph, its tasks eliminated one after the other. */
export interface Elimination {
  /** x <- A⁻¹ x for the T numbers from `from` on; where A is singular a solution, if x is in its range. */
  solve(x: Float64Array, from: number): void;
  /** x A⁻¹ x / 2; Infinity where A is singular and x has a part outside of its range. x is used up. */
  energy(x: Float64Array): number;
}

/** A sum of a component is 0 but for rounding if it is this small a share of the sizes that were summed. */
const rounding = 1e-10;

/**
 * Eliminates the task with the fewest neighbours first. Who goes leaves his neighbours joined by a_i a_j / s, and to the ground
 * by a_i g / s, where s = g + Σ a_i (a star becomes a mesh). That is the Cholesky factor, but nothing is ever subtracted: all digits
 * are right whatever the ratio of scale and ground (Grassmann, Taksar & Heyman 1985).
 */
export function eliminate(graph: TaskGraph, T: number, scale: number, ground: number): Elimination {
  const links = linksOf(graph, T, scale);
  const g = new Float64Array(T).fill(ground);
  const order = new Int32Array(T);
  const pivots = new Float64Array(T);
  const others: Int32Array[] = [];
  const shares: Float64Array[] = [];
  const waiting = Int32Array.from({ length: T }, (_, task) => task);
  for (let k = 0; k < T; k++) {
    let at = k;
    for (let l = k + 1; l < T; l++) if (links[waiting[l]!]!.size < links[waiting[at]!]!.size) at = l;
    const task = waiting[at]!;
    waiting[at] = waiting[k]!;
    const own = links[task]!;
    let s = g[task]!;
    for (const a of own.values()) s += a;
    order[k] = task;
    pivots[k] = s;
    const [near, share] = [Int32Array.from(own.keys()), Float64Array.from(own.values(), (a) => a / s)];
    others.push(near);
    shares.push(share);
    for (let l = 0; l < near.length; l++) {
      const i = near[l]!;
      const mine = links[i]!;
      const a = mine.get(task)!;
      mine.delete(task);
      g[i]! += a * (g[task]! / s);
      for (let m = 0; m < l; m++) {
        const j = near[m]!;
        const sum = (mine.get(j) ?? 0) + a * share[m]!;
        mine.set(j, sum);
        links[j]!.set(i, sum);
      }
    }
  }
  const sizes = new Float64Array(T);

  function forward(x: Float64Array, from: number): void {
    for (let k = 0; k < T; k++) {
      const own = x[from + order[k]!]!;
      const [near, share] = [others[k]!, shares[k]!];
      for (let l = 0; l < near.length; l++) x[from + near[l]!]! += share[l]! * own;
    }
  }

  return {
    solve(x, from) {
      forward(x, from);
      for (let k = T - 1; k >= 0; k--) {
        const at = from + order[k]!;
        const [near, share] = [others[k]!, shares[k]!];
        let sum = pivots[k]! > 0 ? x[at]! / pivots[k]! : 0;
        for (let l = 0; l < near.length; l++) sum += share[l]! * x[from + near[l]!]!;
        x[at] = sum;
      }
    },
    energy(x) {
      for (let task = 0; task < T; task++) sizes[task] = Math.abs(x[task]!);
      forward(x, 0);
      forward(sizes, 0);
      let sum = 0;
      for (let k = 0; k < T; k++) {
        const own = x[order[k]!]!;
        if (pivots[k]! > 0) sum += (own * own) / (2 * pivots[k]!);
        else if (!(Math.abs(own) <= rounding * sizes[order[k]!]!)) return Infinity;
      }
      return sum;
    },
  };
}

/** For every task its neighbours, with what joins them. */
function linksOf({ s, t, weight }: TaskGraph, T: number, scale: number): Map<number, number>[] {
  const links = Array.from({ length: T }, () => new Map<number, number>());
  for (let e = 0; e < s.length; e++) {
    const a = scale * weight[e]!;
    if (!(a > 0)) continue;
    links[s[e]!]!.set(t[e]!, a);
    links[t[e]!]!.set(s[e]!, a);
  }
  return links;
}
