import type { Coupling } from "../../penalty/coupling.ts";

/** Y <- Y + X B for slabs of T rows of p numbers, and the diagonal of B, a number a row. */
export interface Pull {
  add(X: Float64Array, Y: Float64Array): void;
  readonly diagonal: Float64Array;
}

export function pullOf({ mean, strength, graph }: Coupling, place: Int32Array, p: number): Pull {
  const T = place.length;
  const E = graph.s.length;
  const diagonal = new Float64Array(T).fill(mean * (1 - 1 / T));
  const [s, t] = [graph.s.map((task) => place[task]! * p), graph.t.map((task) => place[task]! * p)];
  const flow = graph.weight.map((weight) => strength * weight);
  for (let e = 0; e < E; e++) {
    diagonal[s[e]! / p]! += flow[e]!;
    diagonal[t[e]! / p]! += flow[e]!;
  }
  const centre = new Float64Array(p);
  return {
    diagonal,
    add(X, Y) {
      for (let e = 0; e < E; e++) {
        const [a, b, by] = [s[e]!, t[e]!, flow[e]!];
        for (let j = 0; j < p; j++) {
          const f = by * (X[a + j]! - X[b + j]!);
          Y[a + j]! += f;
          Y[b + j]! -= f;
        }
      }
      if (mean === 0) return;
      meanRow(X, centre);
      for (let row = 0; row < T * p; row += p)
        for (let j = 0; j < p; j++) Y[row + j]! += mean * (X[row + j]! - centre[j]!);
    },
  };
}

/** into <- the mean of the rows of a slab. */
export function meanRow(X: Float64Array, into: Float64Array): void {
  const p = into.length;
  into.fill(0);
  for (let row = 0; row < X.length; row += p) for (let j = 0; j < p; j++) into[j]! += X[row + j]!;
  for (let j = 0; j < p; j++) into[j]! /= X.length / p;
}
