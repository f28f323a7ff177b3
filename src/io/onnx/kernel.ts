import type { KernelGroup, KernelModel } from "../../base/kernel-model.ts";
import type { CovarianceDescription } from "../../covariance/covariance.ts";
import type { GaussianProcessModel } from "../../estimator/gaussian-process-model.ts";
import { type Dense, transpose } from "../../matrix/dense.ts";
import { mean } from "../../metric/mean.ts";
import { type Answer, affine, type Emit } from "./answers.ts";
import type { Graph } from "./graph.ts";

/** An expansion over the rows that were learnt from. */
export const kernel: Emit<KernelModel> = (model, graph, rows) => {
  const X = rows.matrix("double");
  const covariance = model.covariance.describe();
  const answers: Answer[] = [];
  for (const { X: learnt, dual, tasks } of model.groups) {
    const K = covariances(graph, covariance, X, learnt);
    const own = affine(
      graph,
      K,
      dual.data,
      tasks.map((t) => model.intercept[t]!),
    );
    const columns = graph.split(
      own,
      tasks.map(() => 1),
    );
    for (const [k, t] of tasks.entries()) answers[t] = { kind: "number", value: columns[k]!, type: "double" };
  }
  return answers;
};

/** The posterior mean. */
export const process: Emit<GaussianProcessModel> = ({ mean: own }, ...more) => kernel(own, ...more);

/** k(x_i, b_j), n x (rows of B). */
function covariances(
  graph: Graph,
  covariance: CovarianceDescription,
  X: string,
  B: KernelGroup["X"],
): string {
  const of = (value: number): string => graph.numbers("double", [value], []);
  const products = (): string =>
    graph.run("MatMul", [X, graph.numbers("double", transpose(B).data, [B.columns, B.rows])]);
  switch (covariance.name) {
    case "linear":
      return products();
    case "polynomial": {
      const { gamma, coef0, degree } = covariance;
      const sums = graph.run("Add", [graph.run("Mul", [products(), of(gamma)]), of(coef0)]);
      return graph.run("Pow", [sums, of(degree)]);
    }
    case "rbf": {
      const squares = squaredDistances(graph, X, B, [1]);
      return graph.run("Exp", [graph.run("Mul", [squares, of(-covariance.gamma)])]);
    }
    case "stationary": {
      const s = squaredDistances(graph, X, B, covariance.lengthScale);
      if (covariance.profile === "rbf") return graph.run("Exp", [graph.run("Mul", [s, of(-0.5)])]);
      const smooth = covariance.profile === "matern52";
      const root = graph.run("Sqrt", [graph.run("Mul", [s, of(smooth ? 5 : 3)])]);
      const line = graph.run("Add", [root, of(1)]);
      const curve = smooth ? graph.run("Add", [line, graph.run("Mul", [s, of(5 / 3)])]) : line;
      return graph.run("Mul", [curve, graph.run("Exp", [graph.run("Neg", [root])])]);
    }
  }
}

/** ‖(x_i − b_j) / l‖² as ‖x‖² + ‖b‖² − 2 x·b, from the mean of B, where little cancels. */
function squaredDistances(graph: Graph, X: string, B: Dense, lengthScale: readonly number[]): string {
  const { data, rows, columns: p } = B;
  const scale = Array.from({ length: p }, (_, j) => lengthScale[lengthScale.length === 1 ? 0 : j]!);
  const centre = scale.map((_, j) => mean(Array.from({ length: rows }, (_, i) => data[i * p + j]!)));
  const moved = data.map((value, k) => (value - centre[k % p]!) / scale[k % p]!);
  const norms = Array.from({ length: rows }, (_, i) =>
    moved.subarray(i * p, (i + 1) * p).reduce((sum, value) => sum + value * value, 0),
  );
  const from = graph.run("Sub", [X, graph.numbers("double", centre)]);
  const x = graph.run("Div", [from, graph.numbers("double", scale)]);
  const own = graph.run("ReduceSum", [graph.run("Mul", [x, x]), graph.integers([1])], { keepdims: 1 });
  const twice = transpose({ data: moved, rows, columns: p }).data.map((value) => -2 * value);
  const sums = graph.run("Add", [affine(graph, x, twice, norms), own]);
  return graph.run("Max", [sums, graph.numbers("double", [0], [])]);
}
