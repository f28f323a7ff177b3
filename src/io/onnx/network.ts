import type { Activation } from "../../kernel/network.ts";
import { layoutOf } from "../../kernel/network-layout.ts";
import { columnsOf, type NetworkModel } from "../../network/network-model.ts";
import { columnsBefore } from "../../network/own-inputs.ts";
import { type Answer, classesFrom, type Emit } from "./answers.ts";
import type { Graph } from "./graph.ts";

/** What a layer does to its sums, in floats. */
const activations: Readonly<Record<Activation, (graph: Graph, z: string) => string>> = {
  identity: (_, z) => z,
  relu: (graph, z) => graph.run("Relu", [z]),
  tanh: (graph, z) => graph.run("Tanh", [z]),
  sigmoid: (graph, z) => graph.run("Sigmoid", [z]),
  silu: (graph, z) => graph.run("Mul", [z, graph.run("Sigmoid", [z])]),
  gelu(graph, z) {
    const of = (value: number): string => graph.numbers("float", [value], []);
    const share = graph.run("Erf", [graph.run("Mul", [z, of(Math.SQRT1_2)])]);
    return graph.run("Mul", [graph.run("Mul", [z, of(0.5)]), graph.run("Add", [share, of(1)])]);
  },
};

/** All tasks on the same rows. */
export const network: Emit<NetworkModel> = (model, graph, rows) => {
  const outputs = networkGraph(model, graph)(rows.matrix("float"));
  const heads = graph.split(outputs, model.tasks.map(columnsOf));
  return heads.map((scores, t) => answerOf(model, graph, t, scores));
};

/** Each task on inputs of its own, which are named by task. */
export function ownNetwork(model: NetworkModel, graph: Graph): Answer[] {
  const through = networkGraph(model, graph);
  return model.taskNames.map((name, t) => {
    const X = graph.input(`X:${name}`, "float", [`N:${name}`, model.inputs![t]!]);
    const heads = graph.split(through(X, name), model.tasks.map(columnsOf));
    return answerOf(model, graph, t, heads[t]!);
  });
}

function answerOf({ tasks }: NetworkModel, graph: Graph, t: number, scores: string): Answer {
  const { loss, classes } = tasks[t]!;
  if (classes.length > 0) return classesFrom(graph, scores, columnsOf(tasks[t]!), classes, "float");
  const value = loss === "poisson" ? graph.run("Exp", [scores]) : scores;
  return { kind: "number", value, type: "float" };
}

/** The layers as constants; what comes out leads rows, or those of a task, through to the outputs of all heads. */
function networkGraph(model: NetworkModel, graph: Graph): (X: string, task?: string) => string {
  const { units, tasks, activation, taskNames, inputs } = model;
  const { weights } = model.describe();
  const outputs = tasks.reduce((sum, task) => sum + columnsOf(task), 0);
  const layers = layoutOf([...units, outputs]).layers.map(({ inputs: from, outputs: to, ...place }) => ({
    W: { data: weights.slice(place.weights, place.weights + from * to), rows: to, columns: from },
    bias: graph.numbers("float", weights.slice(place.biases, place.biases + to)),
  }));
  const matrices = layers.map(({ W }) => graph.numbers("float", W.data, [W.rows, W.columns]));
  const before = columnsBefore(taskNames, inputs);
  /** The first layer's matrix, or the columns of it that a task has. */
  const first = (task: string | undefined): string => {
    if (task === undefined) return matrices[0]!;
    const own = Array.from({ length: inputs![taskNames.indexOf(task)]! }, (_, j) => before.get(task)! + j);
    return graph.columns(matrices[0]!, own);
  };
  return (X, task) =>
    layers.reduce((h, { bias }, l) => {
      const W = l === 0 ? first(task) : matrices[l]!;
      const sums = graph.run("Gemm", [h, W, bias], { transB: 1 });
      return l === layers.length - 1 ? sums : activations[activation](graph, sums);
    }, X);
}
