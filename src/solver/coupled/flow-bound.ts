import type { Coupling } from "../../penalty/coupling.ts";
import type { TaskGraph } from "../../penalty/task-graph.ts";

/**
 * At least 1/2 ⟨R, (shift I + B)⁺ R⟩ for a slab R whose rows add up to 0 over tasks that hang together: what the squares alone make of
 * a slope R, and data only make less. R may be routed in any way along the edges, Σ ‖flow‖² / 2a is a bound; here
 * along a spanning tree, from the leaves to the root. R is used up.
 */
export type FlowBound = (R: Float64Array) => number;

export function flowBoundOf(form: Coupling, shift: number, place: Int32Array, p: number): FlowBound {
  const { mean, strength, graph } = form;
  const tree = mean > 0 || strength === 0 ? undefined : treeOf(graph, place);
  return (R) => {
    let square = 0;
    for (let k = 0; k < R.length; k++) square += R[k]! * R[k]!;
    const apart = mean + shift > 0 ? square / (2 * (mean + shift)) : Infinity;
    if (!tree) return apart;
    let sum = 0;
    for (let k = tree.rows.length - 1; k >= 0; k--) {
      const above = tree.parent[k]!;
      if (above < 0) continue;
      const [from, to] = [tree.rows[k]! * p, above * p];
      let flow = 0;
      for (let j = 0; j < p; j++) {
        flow += R[from + j]! * R[from + j]!;
        R[to + j]! += R[from + j]!;
      }
      sum += flow / (2 * strength * tree.weight[k]!);
    }
    return Math.min(apart, sum);
  };
}

/** The rows of all tasks, breadth first from the first task of every component; the parent's row, −1 of a root, and the weight to it. */
function treeOf({ s, t, weight }: TaskGraph, place: Int32Array) {
  const T = place.length;
  const near: [row: number, weight: number][][] = Array.from({ length: T }, () => []);
  for (let e = 0; e < s.length; e++) {
    const [a, b] = [place[s[e]!]!, place[t[e]!]!];
    near[a]!.push([b, weight[e]!]);
    near[b]!.push([a, weight[e]!]);
  }
  const seen = new Uint8Array(T);
  const rows: number[] = [];
  const parent: number[] = [];
  const weights: number[] = [];
  const visit = (row: number, above: number, by: number): void => {
    if (seen[row]) return;
    seen[row] = 1;
    rows.push(row);
    parent.push(above);
    weights.push(by);
  };
  for (let row = 0; row < T; row++) {
    visit(row, -1, 0);
    for (let k = rows.length - 1; k < rows.length; k++)
      for (const [other, by] of near[rows[k]!]!) visit(other, rows[k]!, by);
  }
  return { rows, parent, weight: weights };
}
