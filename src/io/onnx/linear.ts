import type { LinearHeads } from "../../base/linear-heads.ts";
import type { LinearModel } from "../../base/linear-model.ts";
import { type Answer, affine, classesFrom, type Emit } from "./answers.ts";
import type { Graph } from "./graph.ts";
import type { Rows } from "./rows.ts";

/** X W + b, n x T. */
const scoresOf = ({ coef, intercept }: LinearModel, graph: Graph, rows: Rows): string =>
  affine(graph, rows.matrix("double"), coef.data, intercept);

export const linear: Emit<LinearModel> = (model, graph, rows) => {
  const scores = scoresOf(model, graph, rows);
  const out = model.link === "log" ? graph.run("Exp", [scores]) : scores;
  const widths = new Array<number>(model.T).fill(1);
  return graph.split(out, widths).map((value): Answer => ({ kind: "number", value, type: "double" }));
};

export const linearHeads: Emit<LinearHeads> = ({ linear: model, heads }, graph, rows) => {
  const widths = heads.map((head) => (head.kind === "number" ? 1 : head.columns));
  return graph.split(scoresOf(model, graph, rows), widths).map((scores, t): Answer => {
    const head = heads[t]!;
    if (head.kind === "classes") return classesFrom(graph, scores, head.columns, head.classes, "double");
    const value = head.link === "log" ? graph.run("Exp", [scores]) : scores;
    return { kind: "number", value, type: "double" };
  });
};
