import { reject, said } from "../check/reject.ts";
import type { Shape } from "./penalty.ts";

/** Who is related to whom, and how much: pairs of tasks s[e] < t[e], each once, with weights > 0. */
export interface TaskGraph {
  /** The number of tasks, where a matrix said so. */
  readonly T: number | undefined;
  readonly s: Int32Array;
  readonly t: Int32Array;
  readonly weight: Float64Array;
}

export const noEdges: TaskGraph = {
  T: undefined,
  s: new Int32Array(0),
  t: new Int32Array(0),
  weight: new Float64Array(0),
};

/** A graph from its edges, among which those of weight 0 are none. */
export function graphOf(
  edges: readonly (readonly [s: number, t: number, weight: number])[],
  T?: number,
): TaskGraph {
  const real = edges.filter(([, , weight]) => weight > 0);
  return {
    T,
    s: Int32Array.from(real, ([s, t]) => Math.min(s, t)),
    t: Int32Array.from(real, ([s, t]) => Math.max(s, t)),
    weight: Float64Array.from(real, ([, , weight]) => weight),
  };
}

/** Refuses a graph of other tasks. */
export function checkGraph({ T, t }: TaskGraph, shape: Shape): void {
  if (T !== undefined && T !== shape.T)
    reject("shape", "graph", `${shape.T} x ${shape.T} numbers, one a pair of tasks`, said(`${T} x ${T}`));
  const far = t.find((task) => task >= shape.T);
  if (far !== undefined) reject("value", "graph edges", `tasks from 0 to ${shape.T - 1}`, far);
}

/** The graph whose Laplacian is p L_a + q L_b. */
export function mixed(a: TaskGraph, p: number, b: TaskGraph, q: number): TaskGraph {
  const sums = new Map<string, [number, number, number]>();
  for (const [graph, by] of [[a, p], [b, q]] as const) // biome-ignore format: two pairs
    for (let e = 0; e < graph.s.length; e++) {
      const [s, t] = [graph.s[e]!, graph.t[e]!];
      const before = sums.get(`${s} ${t}`)?.[2] ?? 0;
      sums.set(`${s} ${t}`, [s, t, before + by * graph.weight[e]!]);
    }
  return graphOf([...sums.values()], a.T ?? b.T);
}

/** Whether two graphs have the same edges in the same order. */
export function isSameGraph(a: TaskGraph, b: TaskGraph): boolean {
  if (a === b) return true;
  if (a.s.length !== b.s.length) return false;
  for (let e = 0; e < a.s.length; e++) {
    if (a.s[e] !== b.s[e] || a.t[e] !== b.t[e] || a.weight[e] !== b.weight[e]) return false;
  }
  return true;
}

/** A number for every one of T tasks, the same for those that a path of edges joins: 0, 1, ... in the order of their first task. */
export function componentsOf(
  { s, t }: TaskGraph,
  T: number,
): { readonly of: Int32Array; readonly count: number } {
  const of = Int32Array.from({ length: T }, (_, task) => task);
  const root = (task: number): number => {
    while (of[task] !== task) {
      of[task] = of[of[task]!]!;
      task = of[task]!;
    }
    return task;
  };
  for (let e = 0; e < s.length; e++) {
    const [a, b] = [root(s[e]!), root(t[e]!)];
    of[Math.max(a, b)] = Math.min(a, b);
  }
  let count = 0;
  const number = new Int32Array(T);
  for (let task = 0; task < T; task++) {
    const first = root(task);
    number[task] = first === task ? count++ : number[first]!;
  }
  return { of: number, count };
}
