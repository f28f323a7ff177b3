import type { ClusteringModel } from "../../estimator/clustering-model.ts";
import type { Dense } from "../../matrix/dense.ts";
import { multiply } from "../../matrix/product.ts";
import type { Answer, Emit } from "./answers.ts";
import type { Graph } from "./graph.ts";

/** The nearest centre of every task, the first of equally near ones. */
export const clustering: Emit<ClusteringModel> = ({ centers, shared, subspace }, graph, rows) => {
  const X = rows.matrix("double");
  const times = (value: string, factor: number): string =>
    graph.run("Mul", [value, graph.numbers("double", [factor], [])]);
  const within = subspace && times(squaresWithin(graph, X, shared, subspace.basis), subspace.sharing);
  return centers.map((own): Answer => {
    const squares = times(squaresBetween(graph, X, own), 1 - (subspace?.sharing ?? 0));
    const all = within ? graph.run("Add", [squares, within]) : squares;
    return { kind: "cluster", value: graph.run("ArgMin", [all], { axis: 1, keepdims: 0 }) };
  });
};

/** ‖x_i − c_j‖², n x k, from the differences themselves. */
function squaresBetween(graph: Graph, X: string, { data, rows: k, columns: p }: Dense): string {
  const apart = graph.run("Unsqueeze", [X, graph.integers([1])]);
  const steps = graph.run("Sub", [apart, graph.numbers("double", data, [1, k, p])]);
  return graph.run("ReduceSum", [graph.run("Mul", [steps, steps]), graph.integers([2])], { keepdims: 0 });
}

/** The same in the span of orthonormal columns, p x l. */
function squaresWithin(graph: Graph, X: string, centers: Dense, basis: Dense): string {
  const through = graph.run("MatMul", [X, graph.numbers("double", basis.data, [basis.rows, basis.columns])]);
  return squaresBetween(graph, through, multiply(centers, basis, { build: "plain" }));
}
