import type { NetworkModel } from "../../network/network-model.ts";
import type { Share } from "../../select/models-by-task.ts";
import type { Graph } from "./graph.ts";
import { modelIn, opened } from "./opened.ts";
import { type Kind, Rows } from "./rows.ts";
import { kindsOf } from "./transformers.ts";

/** What a model takes, and what its tasks are called. */
export interface Signature {
  readonly kinds: readonly Kind[];
  readonly features: readonly string[] | undefined;
  readonly tasks: readonly string[] | undefined;
}

type Named = Partial<Record<"taskNames" | "names", readonly string[]>>;

/** What goes in and out of a fitted estimator or a model. */
export function signatureOf(where: string, given: unknown): Signature {
  const model = modelIn(where, given) as (Named & { p: number; units?: NetworkModel["units"] }) | undefined;
  if (model) {
    const kind: Kind = model.units ? "float" : "double";
    return { kinds: new Array(model.p).fill(kind), features: undefined, tasks: model.taskNames };
  }
  const { state } = opened(where, given);
  const shares = state["shares"] as readonly Share[] | undefined;
  if (shares?.length) {
    const own = signatureOf(where, shares[0]!.estimator);
    return { ...own, tasks: (state as Named).taskNames };
  }
  const steps = state["transformers"] as readonly unknown[] | undefined;
  const last = state["last"] ? signatureOf(where, state["last"]) : undefined;
  if (last && steps!.length === 0) return last;
  const { names } = steps ? (opened(where, steps[0]).state as Named) : (state as Named);
  return { kinds: kindsOf(where, given), features: names, tasks: last?.tasks };
}

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
