import { KernelModel } from "../../base/kernel-model.ts";
import { LinearHeads } from "../../base/linear-heads.ts";
import { LinearModel } from "../../base/linear-model.ts";
import { modelIn, opened } from "../../catalogue/opened.ts";
import { reject, said } from "../../check/reject.ts";
import { ChainModel } from "../../estimator/chain-model.ts";
import { ChainsModel } from "../../estimator/chains-model.ts";
import { ClusteringModel } from "../../estimator/clustering-model.ts";
import { CopiesModel } from "../../estimator/copies-model.ts";
import { GaussianProcessModel } from "../../estimator/gaussian-process-model.ts";
import { IncompleteModel } from "../../estimator/incomplete-model.ts";
import { LabelChainModel } from "../../estimator/label-chain-model.ts";
import { LabelCopiesModel } from "../../estimator/label-copies-model.ts";
import { StackedModel } from "../../estimator/stacked-model.ts";
import { TransformedModel } from "../../estimator/transformed-model.ts";
import { NetworkModel } from "../../network/network-model.ts";
import { GroupedModel } from "../../select/grouped-model.ts";
import type { Share } from "../../select/models-by-task.ts";
import type { Answer, Emit, Predict } from "./answers.ts";
import { clustering } from "./clustering.ts";
import {
  back,
  chain,
  chains,
  copies,
  grouped,
  incomplete,
  labelChain,
  labelCopies,
  stacked,
} from "./composed.ts";
import type { Graph } from "./graph.ts";
import { kernel, process } from "./kernel.ts";
import { linear, linearHeads } from "./linear.ts";
import { network } from "./network.ts";
import type { Rows } from "./rows.ts";
import { transformed } from "./transformers.ts";

/** How every model goes into a graph, by its class. */
const emits: ReadonlyMap<unknown, Emit<never>> = new Map<unknown, Emit<never>>([
  [ChainModel, chain],
  [ChainsModel, chains],
  [ClusteringModel, clustering],
  [CopiesModel, copies],
  [GaussianProcessModel, process],
  [GroupedModel, grouped],
  [IncompleteModel, incomplete],
  [KernelModel, kernel],
  [LabelChainModel, labelChain],
  [LabelCopiesModel, labelCopies],
  [LinearHeads, linearHeads],
  [LinearModel, linear],
  [NetworkModel, network],
  [StackedModel, stacked],
  [TransformedModel, back],
]);

/** Puts a fitted estimator or a model into the graph. */
export const predicted: Predict = (where, given, graph, rows) => {
  const model = modelIn(where, given);
  if (model) {
    const emit = emits.get(model.constructor) as Emit<object> | undefined;
    if (!emit) reject("value", where, "a model that predicts", said(model.constructor.name));
    return emit(model, graph, rows, predicted);
  }
  const { name, state } = opened(where, given);
  if (state["last"])
    return predicted(`${where} ${name}`, state["last"], graph, transformed(where, given, graph, rows));
  if (state["shares"]) return shared(where, state["shares"] as readonly Share[], graph, rows);
  return reject("value", where, "an estimator that predicts or transforms", said(name));
};

/** What the best of a search say, each of its tasks. */
function shared(where: string, shares: readonly Share[], graph: Graph, rows: Rows): Answer[] {
  if (shares.length === 0) reject("state", where, "a search with refit", said("one without"));
  const answers: Answer[] = [];
  for (const { estimator, tasks } of shares)
    for (const [k, answer] of predicted(where, estimator, graph, rows).entries()) answers[tasks[k]!] = answer;
  return answers;
}
