import type { Label } from "../base/label.ts";
import { modelIn, opened } from "../catalogue/opened.ts";
import { signatureOf } from "../catalogue/signature.ts";
import { NetworkModel } from "../network/network-model.ts";
import type { Answer } from "./onnx/answers.ts";
import { Graph } from "./onnx/graph.ts";
import { openInputs } from "./onnx/inputs.ts";
import { ownNetwork } from "./onnx/network.ts";
import { predicted } from "./onnx/predicted.ts";
import type { Type } from "./onnx/proto.ts";
import type { Rows } from "./onnx/rows.ts";
import { transformed } from "./onnx/transformers.ts";

/**
 * A fitted estimator, pipeline, network or model as the bytes of an ONNX file, which onnxruntime runs wherever it is: opset 19, operators of
 * the standard alone. Write them with `writeFile(path, toOnnx(model))`.
 *
 * - Input `X`, n x p: doubles, and floats for networks. Where a column is text or boolean, one input a column, n x 1, called as in the
 *   table of `fit`, or x0, x1, ...; networks whose tasks have inputs of their own take `X:task` for each, n_task x p_task.
 * - An output a task, called as the task, or task0, task1, ...: a number, n x 1, or the likeliest label, n, with
 *   `task:probabilities`, n x K, beside it. All tasks are answered for all rows: who has rows of one task asks for its output. Clusters
 *   are integers, n. Transformers have one output, `transformed`. A name that is taken already gets an underscore.
 * - Metadata: `polytask.estimator`, and as JSON `polytask.tasks` (each with its output and its classes) and `polytask.features`.
 *
 * Predictions are those of `predict` up to rounding. A category that `fit` has not seen is all zeros, whatever `handleUnknown` says; a missing text
 * is the empty one. Of a Gaussian process the graph has the mean.
 *
 * @throws PolytaskError before `fit`; where there is code of the user's own, such as a kernel or the way back of a target; for what predicts
 * nothing, such as `TaskSelector`
 * @see ONNX operator schemas, https://onnx.ai/onnx/operators
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiOutputRidge } from "polytask";
 * import { toOnnx } from "polytask/io";
 *
 * const X = [[0, 1], [1, 3], [2, 5], [3, 4]];
 * const model = new MultiOutputRidge().fit(X, [[1, 0], [3, -1], [5, 2], [7, -3]], { taskNames: ["heating", "cooling"] });
 * const bytes = toOnnx(model); // onnxruntime: session.run({ X }) gives { heating, cooling }
 * assert.ok(bytes.length > 200);
 * ```
 */
export function toOnnx(model: object): Uint8Array {
  const where = "toOnnx";
  const graph = new Graph();
  const signature = signatureOf(where, model);
  const { features } = signature;
  const inner = modelIn(where, model);
  const isOwn = inner instanceof NetworkModel && inner.inputs !== undefined;
  const name = inner === model ? inner.constructor.name : (model as { name: string }).name;
  const about = (tasks: readonly object[]) => ({
    "polytask.estimator": name,
    "polytask.tasks": JSON.stringify(tasks),
    ...(features && { "polytask.features": JSON.stringify(features) }),
  });
  if (isOwn) return graph.write(about(handOut(graph, ownNetwork(inner, graph), inner.taskNames, true)));
  const rows = openInputs(graph, signature);
  if (!inner && isTransformer(opened(where, model).state)) {
    handOutColumns(graph, transformed(where, model, graph, rows));
    return graph.write(about([]));
  }
  return graph.write(about(handOut(graph, predicted(where, model, graph, rows), signature.tasks, false)));
}

/** Whether what it has learnt is that of a transformer: columns, or steps without a last one that predicts. */
const isTransformer = (state: Readonly<Record<string, unknown>>): boolean =>
  "learnt" in state || "steps" in state || ("transformers" in state && state["last"] === undefined);

function handOutColumns(graph: Graph, rows: Rows): void {
  graph.output(rows.matrix("double"), "transformed", "double", ["N", rows.width]);
}

/** Hands the answers out; says what they are called. */
function handOut(
  graph: Graph,
  answers: readonly Answer[],
  names: readonly string[] | undefined,
  own: boolean,
): object[] {
  const known = names?.length === answers.length ? names : answers.map((_, t) => `task${t}`);
  return answers.map((answer, t) => {
    const task = known[t]!;
    const n = own ? `N:${task}` : "N";
    if (answer.kind === "number")
      return { task, output: graph.output(answer.value, task, answer.type, [n, 1]) };
    if (answer.kind === "cluster") return { task, output: graph.output(answer.value, task, "int64", [n]) };
    const { classes, place, probabilities, type } = answer;
    const all = labelsOf(graph, classes);
    const labels = graph.run("Gather", [all.value, place], { axis: 0 });
    return {
      task,
      output: graph.output(labels, task, all.type, [n]),
      probabilities: graph.output(probabilities, `${task}:probabilities`, type, [n, classes.length]),
      classes,
    };
  });
}

/** The labels of a task as a constant: texts, booleans, integers, or other numbers. */
function labelsOf(graph: Graph, classes: readonly Label[]): { readonly value: string; readonly type: Type } {
  const [first] = classes;
  if (typeof first === "string") return { value: graph.constant(classes as string[]), type: "string" };
  if (typeof first === "boolean")
    return { value: graph.constant(Uint8Array.from(classes, Number)), type: "bool" };
  return classes.every(Number.isSafeInteger)
    ? { value: graph.integers(classes as number[]), type: "int64" }
    : { value: graph.numbers("double", classes as number[]), type: "double" };
}
