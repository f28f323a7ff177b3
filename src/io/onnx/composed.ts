import { reject, said } from "../../check/reject.ts";
import type { ChainModel } from "../../estimator/chain-model.ts";
import type { ChainsModel } from "../../estimator/chains-model.ts";
import type { CopiesModel } from "../../estimator/copies-model.ts";
import type { IncompleteModel } from "../../estimator/incomplete-model.ts";
import type { LabelChainModel } from "../../estimator/label-chain-model.ts";
import type { LabelCopiesModel } from "../../estimator/label-copies-model.ts";
import type { StackedModel } from "../../estimator/stacked-model.ts";
import type { TransformedModel } from "../../estimator/transformed-model.ts";
import type { GroupedModel } from "../../select/grouped-model.ts";
import type { Answer, Emit, Predict } from "./answers.ts";
import type { Graph } from "./graph.ts";
import { linear } from "./linear.ts";
import type { Rows } from "./rows.ts";
import { inverted } from "./transformers.ts";

const number = (value: string): Answer => ({ kind: "number", value, type: "double" });

const where = (owner: string): string => `toOnnx ${owner} estimator`;

/** The only task of an estimator, n x 1 doubles. */
function single(owner: string, given: unknown, graph: Graph, rows: Rows, predict: Predict): string {
  const [answer] = predict(where(owner), given, graph, rows);
  if (answer?.kind !== "number") reject("value", where(owner), "one that predicts numbers", said("another"));
  return answer.type === "double" ? answer.value : graph.cast(answer.value, "double");
}

const block = (value: string, width = 1) => ({ value, kind: "double", width }) as const;

export const copies: Emit<CopiesModel> = ({ parts }, graph, rows, predict) =>
  parts.copies.map((copy) => number(single("MultiOutputRegressor", copy, graph, rows, predict)));

export const labelCopies: Emit<LabelCopiesModel> = ({ parts }, graph, rows, predict) =>
  parts.copies.map((copy) => predict(where("MultiOutputClassifier"), copy, graph, rows)[0]!);

export const chain: Emit<ChainModel> = ({ parts: { order, copies: links } }, graph, rows, predict) => {
  const answers: Answer[] = [];
  let wide = rows;
  for (const [k, copy] of links.entries()) {
    const value = single("RegressorChain", copy, graph, wide, predict);
    answers[order[k]!] = number(value);
    wide = wide.widen([block(value)]);
  }
  return answers;
};

export const chains: Emit<ChainsModel> = ({ parts, T }, graph, rows, predict) => {
  const all = parts.chains.map((one) => chain(one, graph, rows, predict));
  return Array.from({ length: T }, (_, t) => {
    const own = all.map((answers) => (answers[t] as { value: string }).value);
    return number(graph.run("ReduceMean", [graph.beside(own), graph.integers([1])], { keepdims: 1 }));
  });
};

export const stacked: Emit<StackedModel> = ({ parts }, graph, rows, predict) => {
  const first = parts.first.map((copy) => block(single("StackedSingleTarget", copy, graph, rows, predict)));
  const wide = rows.widen(first);
  return parts.second.map((copy) => number(single("StackedSingleTarget", copy, graph, wide, predict)));
};

/** Every task's classes but the first become columns of 0 and 1 for the tasks after it. */
export const labelChain: Emit<LabelChainModel> = ({ parts }, graph, rows, predict) => {
  const answers: Answer[] = [];
  let wide = rows;
  for (const [k, copy] of parts.copies.entries()) {
    const [answer] = predict(where("ClassifierChain"), copy, graph, wide);
    const task = parts.order[k]!;
    answers[task] = answer!;
    const others = parts.classes[task]!.length - 1;
    const place = graph.run("Unsqueeze", [(answer as { place: string }).place, graph.integers([1])]);
    const codes = graph.integers(Array.from({ length: others }, (_, c) => c + 1));
    const marks = graph.cast(graph.run("Equal", [place, codes]), "double");
    wide = wide.widen([block(marks, others)]);
  }
  return answers;
};

export const back: Emit<TransformedModel> = ({ parts }, graph, rows, predict) =>
  predict("toOnnx TransformedTarget regressor", parts.regressor, graph, rows).map((answer, t) =>
    number(
      inverted(
        "toOnnx TransformedTarget transformer",
        parts.ways[t],
        graph,
        (answer as { value: string }).value,
      ),
    ),
  );

export const grouped: Emit<GroupedModel> = ({ parts: { found, estimators } }, graph, rows, predict) => {
  const all = estimators.map((one) => predict(where("TaskGrouping"), one, graph, rows));
  return found.assignment.map((at, t) => all[at]![found.groups[at]!.indexOf(t)]!);
};

/** The model of the sources that a row has; NaN where they never came together. */
export const incomplete: Emit<IncompleteModel> = ({ parts }, graph, rows) => {
  const X = rows.matrix("double");
  const holes = graph.run("IsNaN", [X]);
  const zero = graph.numbers("double", [0], []);
  const filled = rows.of(graph.run("Where", [holes, zero, X]), "double", parts.p);
  const columns = linear(parts.linear, graph, filled, () => []).map(
    (one) => (one as { value: string }).value,
  );
  // a pattern is a row's where as many holes are as it has, in its places
  const has = parts.patterns.map((pattern) => new Set(pattern.split(", ").map(Number)));
  const expected = has.map((own) => parts.owner.map((source) => Number(!own.has(source))));
  const asked = graph.run("Unsqueeze", [graph.cast(holes, "double"), graph.integers([1])]);
  const patterns = graph.numbers("double", expected.flat(), [1, expected.length, parts.p]);
  const steps = graph.run("Abs", [graph.run("Sub", [asked, patterns])]);
  const apart = graph.run("ReduceSum", [steps, graph.integers([2])], { keepdims: 0 });
  const mine = graph.run("Equal", [apart, zero]);
  const sum = (values: string): string =>
    graph.run("ReduceSum", [values, graph.integers([1])], { keepdims: 1 });
  const value = sum(graph.run("Where", [mine, graph.beside(columns), zero]));
  const seen = graph.run("Greater", [sum(graph.cast(mine, "double")), zero]);
  return [number(graph.run("Where", [seen, value, graph.numbers("double", [Number.NaN], [])]))];
};
