import type { Label } from "../../base/label.ts";
import type { Graph, Real } from "./graph.ts";
import type { Rows } from "./rows.ts";

/** What a graph says of a task: a number, n x 1, a class by its number, or a cluster, n each. */
export type Answer =
  | { readonly kind: "number"; readonly value: string; readonly type: Real }
  | {
      readonly kind: "classes";
      /** The place of the likeliest class, n. */
      readonly place: string;
      /** n x K. */
      readonly probabilities: string;
      readonly type: Real;
      readonly classes: readonly Label[];
    }
  | { readonly kind: "cluster"; readonly value: string };

/** Puts an estimator or a model into the graph: an answer a task. */
export type Predict = (where: string, given: unknown, graph: Graph, rows: Rows) => Answer[];

/** How a model of some class goes into a graph. */
export type Emit<M> = (model: M, graph: Graph, rows: Rows, predict: Predict) => Answer[];

/** A task of classes from its scores: one column, the second class against the first, or one a class. */
export function classesFrom(
  graph: Graph,
  scores: string,
  columns: number,
  classes: readonly Label[],
  type: Real,
): Answer {
  if (columns > 1)
    return {
      ...{ kind: "classes", classes, type },
      place: graph.run("ArgMax", [scores], { axis: 1, keepdims: 0 }),
      probabilities: graph.run("Softmax", [scores], { axis: 1 }),
    };
  const none = graph.run("Sub", [scores, scores]);
  const above = graph.cast(graph.run("Greater", [scores, none]), "int64");
  return {
    ...{ kind: "classes", classes, type },
    place: graph.run("Squeeze", [above, graph.integers([1])]),
    probabilities: graph.run("Softmax", [graph.beside([none, scores])], { axis: 1 }),
  };
}

/** X W + b for W, row after row, with b.length columns. */
export function affine(
  graph: Graph,
  X: string,
  W: ArrayLike<number>,
  b: ArrayLike<number>,
  type: Real = "double",
): string {
  const weights = graph.numbers(type, W, [W.length / b.length, b.length]);
  return graph.run("Add", [graph.run("MatMul", [X, weights]), graph.numbers(type, b)]);
}
