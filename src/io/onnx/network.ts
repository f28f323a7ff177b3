import { layoutOf } from "../../kernel/network-layout.ts";
import type { Activation, Step, Units } from "../../kernel/network-plan.ts";
import { columnsOf, type NetworkModel } from "../../network/network-model.ts";
import { stretchesOf } from "../../network/own-inputs.ts";
import { planOf } from "../../network/trunk/trunk.ts";
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
  const { heads, through } = opened(model, graph);
  const value = through(rows.matrix("float"));
  return heads.map((units, t) => answerOf(model, graph, t, value(units)));
};

/** Each task on inputs of its own, which are named by task. */
export function ownNetwork(model: NetworkModel, graph: Graph): Answer[] {
  const { features, heads, through } = opened(model, graph);
  return stretchesOf(model.inputs)!.map(({ first, count }, t) => {
    const name = model.taskNames[t]!;
    const X = graph.input(`X:${name}`, "float", [`N:${name}`, count]);
    const around = graph.integers([0, first, 0, features.count - first - count]);
    const whose = new Float32Array(features.count);
    if (model.adapters.length > 0) whose[model.units[0]! + t] = 1; // a column a task says whose a row is
    const row = graph.run("Add", [graph.run("Pad", [X, around]), graph.numbers("float", whose)]);
    return answerOf(model, graph, t, through(row)(heads[t]!));
  });
}

function answerOf({ tasks }: NetworkModel, graph: Graph, t: number, scores: string): Answer {
  const { loss, classes } = tasks[t]!;
  if (classes.length > 0) return classesFrom(graph, scores, columnsOf(tasks[t]!), classes, "float");
  const value = loss === "poisson" ? graph.run("Exp", [scores]) : scores;
  return { kind: "number", value, type: "float" };
}

/** The plan of a network, whose weights become constants; `through` leads features through its steps, and then knows the values of units. */
function opened(model: NetworkModel, graph: Graph) {
  const { weights } = model.describe();
  const { features, heads, places, layers, steps } = planOf(model, model.tasks.map(columnsOf));
  const constants = layoutOf(layers).layers.map(({ inputs, outputs, weights: at, biases }) => ({
    W:
      inputs > 0
        ? graph.numbers("float", weights.slice(at, at + outputs * inputs), [outputs, inputs])
        : undefined,
    bias: graph.numbers("float", weights.slice(biases, biases + outputs), [1, outputs]),
  }));
  const constantsOf = new Map<Step, (typeof constants)[number]>(
    layers.map((step, k) => [step, constants[k]!]),
  );

  const through = (rows: string): ((units: Units) => string) => {
    const values = new Map([[features.place, rows]]);
    const value = ({ place, first, count }: Units): string => {
      const all = values.get(place)!;
      return count === places[place] ? all : graph.columns(all, Array.from({ length: count }, (_, k) => first + k)); // biome-ignore format: one line
    };
    for (const step of steps) {
      if (step.kind === "layer") {
        const { W, bias } = constantsOf.get(step)!;
        const sums = W === undefined ? bias : graph.run("Gemm", [value(step.from), W, bias], { transB: 1 });
        values.set(step.to.place, activations[step.activation](graph, sums));
        continue;
      }
      for (const { to, of, gates } of step.mixtures) {
        const all = step.softmax ? graph.run("Softmax", [value(gates)], { axis: 1 }) : value(gates);
        const shares = graph.split(all, Array<number>(of.length).fill(1));
        const parts = of.map((units, k) => graph.run("Mul", [value(units), shares[k]!]));
        values.set(to.place, parts.reduce((sum, part) => graph.run("Add", [sum, part]))); // biome-ignore format: one line
      }
    }
    return value;
  };
  return { features, heads, through };
}
