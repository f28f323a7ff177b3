import { isSameGraph, mixed, noEdges, type TaskGraph } from "./task-graph.ts";

/**
 * A square between tasks, 1/2 tr(W B Wᵀ) with B = mean (I − 11ᵀ/T) + strength L and L the Laplacian of a graph:
 * mean/2 Σ_t ‖w_t − w̄‖² + strength/2 Σ_st a_st ‖w_s − w_t‖². It is kept as edges, never as a matrix.
 */
export interface Coupling {
  readonly mean: number;
  readonly strength: number;
  readonly graph: TaskGraph;
}

export const isIdle = ({ mean, strength, graph }: Coupling): boolean =>
  mean === 0 && (strength === 0 || graph.s.length === 0);

/** The coupling of two penalties at once. */
export function added(a: Coupling, b: Coupling): Coupling {
  const mean = a.mean + b.mean;
  if (a.graph === noEdges) return { mean, strength: b.strength, graph: b.graph };
  if (b.graph === noEdges) return { mean, strength: a.strength, graph: a.graph };
  if (isSameGraph(a.graph, b.graph)) return { mean, strength: a.strength + b.strength, graph: a.graph };
  return { mean, strength: 1, graph: mixed(a.graph, a.strength, b.graph, b.strength) };
}

/** The coupling `by` times as strong. */
export const times = ({ mean, strength, graph }: Coupling, by: number): Coupling => ({
  mean: by * mean,
  strength: by * strength,
  graph,
});

/** 1/2 tr(W B Wᵀ) for W, rows of T numbers; NaN wherever W has one. */
export function couplingValue({ mean, strength, graph }: Coupling, W: Float64Array, T: number): number {
  const { s, t, weight } = graph;
  let [edges, around] = [0, 0];
  for (let from = 0; from < W.length; from += T) {
    const centre = meanOf(W, from, T);
    for (let k = from; k < from + T; k++) around += (W[k]! - centre) ** 2;
    for (let e = 0; e < s.length; e++) edges += weight[e]! * (W[from + s[e]!]! - W[from + t[e]!]!) ** 2;
  }
  return (mean * around + strength * edges) / 2;
}

/** into <- into + W B. */
export function addPull(
  { mean, strength, graph }: Coupling,
  W: Float64Array,
  T: number,
  into: Float64Array,
): void {
  const { s, t, weight } = graph;
  for (let from = 0; from < W.length; from += T) {
    if (mean > 0) {
      const centre = meanOf(W, from, T);
      for (let k = from; k < from + T; k++) into[k]! += mean * (W[k]! - centre);
    }
    for (let e = 0; e < s.length; e++) {
      const [a, b] = [from + s[e]!, from + t[e]!];
      const flow = strength * weight[e]! * (W[a]! - W[b]!);
      into[a]! += flow;
      into[b]! -= flow;
    }
  }
}

/** The largest that an eigenvalue of B can be: strengths at a task, summed, at both ends of an edge. */
export function steepestCoupling({ mean, strength, graph }: Coupling, T: number): number {
  const sums = new Float64Array(T);
  for (let e = 0; e < graph.s.length; e++) {
    sums[graph.s[e]!]! += graph.weight[e]!;
    sums[graph.t[e]!]! += graph.weight[e]!;
  }
  let most = 0;
  for (let e = 0; e < graph.s.length; e++) {
    most = Math.max(most, sums[graph.s[e]!]! + sums[graph.t[e]!]!);
  }
  return mean + strength * most;
}

/** The mean of T numbers from `from` on. */
export function meanOf(W: Float64Array, from: number, T: number): number {
  let sum = 0;
  for (let k = from; k < from + T; k++) sum += W[k]!;
  return sum / T;
}
