import type { Kind, Signature } from "../../catalogue/signature.ts";
import type { Graph } from "./graph.ts";
import { Rows } from "./rows.ts";

/** The inputs of a graph: one matrix X of numbers, n x p; where there are texts or booleans, a column each, n x 1. */
export function openInputs(graph: Graph, { kinds, features }: Signature): Rows {
  const [first] = kinds as readonly [Kind];
  if (kinds.every((kind) => kind === first && kind !== "string" && kind !== "bool"))
    return new Rows(graph, [
      { value: graph.input("X", first, ["N", kinds.length]), kind: first, width: kinds.length },
    ]);
  const blocks = kinds.map((kind, j) => ({
    ...{ kind, width: 1 },
    value: graph.input(features?.[j] ?? `x${j}`, kind, ["N", 1]),
  }));
  return new Rows(graph, blocks);
}
