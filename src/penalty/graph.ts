import { born } from "../base/born.ts";
import { coupled } from "./coupled.ts";
import { named } from "./named.ts";
import type { Coupled, Proximal } from "./penalty.ts";
import { numberEdges, readGraph, type TaskRelations } from "./read-graph.ts";
import { strengths } from "./strength.ts";
import type { TaskGraph } from "./task-graph.ts";

/**
 * Related tasks have similar coefficients: g(W) = alpha/2 Σ_st a_st ‖w_s − w_t‖² over pairs = alpha/2 tr(W L Wᵀ), L = D − A.
 *
 * Who is related is given, as edges `[s, t]` or `[s, t, weight]` by number or by the tasks' names, as a symmetric
 * `{ adjacency }`, or as a `{ laplacian }`, T x T. Tasks that no path of edges joins learn nothing from each other, and
 * what all tasks that hang together have in common costs nothing: add a `ridge` by `sum` where that should be small too.
 * A sum with a norm (`l1`, `l21`, `traceNorm`, ...) is fitted too, but has no prox.
 *
 * With squared loss and tasks on the same rows a fit is two eigendecompositions; with rows of their own, conjugate gradients.
 * MALSAR's SRMTL has R with R Rᵀ = L, and rho1 ‖W R‖² there is alpha = 2 rho1 / n̄ here.
 *
 * @param relations - edges, `{ edges }`, `{ adjacency }` or `{ laplacian }`; weights are finite and >= 0
 * @param alpha - strength, a finite number >= 0
 * @throws PolytaskError where a weight is negative or not finite, a pair comes twice, a task is its own neighbour, a matrix is not
 * square, not symmetric or no Laplacian; at `fit` where a task is unknown
 * @see Evgeniou, Micchelli, Pontil 2005, section 3.1.3; MALSAR Least_SRMTL
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { graph } from "polytask/penalty";
 *
 * const W = Float64Array.of(3, 1, 7); // one feature, three tasks
 * const chain = graph([[0, 1], [1, 2, 0.5]], 2);
 * assert.equal(chain.value(W, { p: 1, T: 3 }), (3 - 1) ** 2 + 0.5 * (1 - 7) ** 2);
 * assert.equal(graph({ laplacian: [[1, -1], [-1, 1]] }, 2).value(W.subarray(1), { p: 1, T: 2 }), 36);
 *
 * const seasons = graph([["spring", "summer"], ["summer", "autumn"]], 1); // found out at fit
 * assert.throws(() => seasons.check?.({ p: 1, T: 2, taskNames: ["spring", "summer"] }), /got "autumn"$/);
 * ```
 */
export function graph(relations: TaskRelations, alpha: number): Coupled {
  const strength = strengths("graph", { alpha });
  const read = readGraph(relations);
  const byNumber = (given: TaskGraph, parameters = parametersOf(given)): Coupled & Proximal =>
    coupled({ mean: 0, strength: alpha, graph: given }, { name: "graph", parameters });
  const parametersOf = ({ s, t, weight, T }: TaskGraph) =>
    Object.freeze({
      edges: Array.from(s, (task, e) => [task, t[e]!, weight[e]!]),
      ...(T !== undefined && { T }),
      ...strength,
    });
  if ("graph" in read) return born("graph", graph, [relations, alpha], byNumber(read.graph));
  const parameters = Object.freeze({ edges: read.named, ...strength });
  return born(
    "graph",
    graph,
    [relations, alpha],
    named({ name: "graph", parameters }, (taskNames) =>
      byNumber(numberEdges(read.named, taskNames), parameters as never),
    ),
  );
}
