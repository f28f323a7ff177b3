import { checkOptions } from "../check/options.ts";
import { reject } from "../check/reject.ts";
import type { Epoch } from "../network/state.ts";
import { type Line, linesPicture } from "./lines.ts";
import { titleOf } from "./names.ts";
import type { Picture } from "./picture.ts";

interface Options {
  readonly title?: string;
}

/**
 * How a network learnt: the training loss of every task over the epochs, and, dashed, the weighted loss on the rows held back where there
 * are some. Losses are on a logarithmic axis, each in its own units; the tasks of the largest last losses have colours.
 *
 * @param network - a fitted `MultiTaskNetwork`, a `NetworkModel`, or a history of one
 * @throws PolytaskError where there is no history
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiTaskNetwork, regression } from "polytask/network";
 * import { plotLosses } from "polytask/plot";
 *
 * const X = Array.from({ length: 20 }, (_, i) => [i / 20, (i % 3) / 3]);
 * const tasks = { sum: regression(), first: regression() };
 * const network = new MultiTaskNetwork({ hidden: [4], tasks, epochs: 5, randomState: 0 });
 * network.fit(X, { sum: X.map(([a, b]) => a! + b!), first: X.map(([a]) => a!) });
 * const { values } = plotLosses(network).spec["data"] as { values: { y: number }[] };
 * assert.equal(values.length, 10); // two tasks, five epochs
 * ```
 */
export function plotLosses(
  network: { readonly history: readonly Epoch[] } | readonly Epoch[],
  options: Options = {},
): Picture {
  const where = "plotLosses";
  checkOptions(where, options, ["title"]);
  const history =
    network !== null && typeof network === "object" && "history" in network ? network.history : network;
  if (!Array.isArray(history) || history.length === 0 || !history.every((epoch) => epoch?.losses))
    reject("param", where, "a network that has seen an epoch, or its history", network);
  const epochs: readonly Epoch[] = history;
  const last = epochs.at(-1)!.losses;
  const tasks = Object.keys(last).sort((a, b) => last[b]! - last[a]!);
  const lines = tasks.map(
    (name): Line => ({ name, points: epochs.map(({ epoch, losses }) => [epoch, losses[name]]) }),
  );
  const held = epochs.some(({ validation }) => validation !== undefined);
  const validation: Line = {
    name: tasks.includes("held back") ? "held back (all tasks)" : "held back",
    points: epochs.map(({ epoch, validation }) => [epoch, validation]),
    dashed: true,
  };
  return linesPicture(
    {
      title: titleOf(where, options.title, "How the network learnt"),
      subtitle: `Training losses by task${held ? "; dashed: the weighted loss on the rows held back" : ""}`,
    },
    "task",
    held ? [validation, ...lines] : lines,
    { title: "epoch", log: false },
    { title: "loss (logarithmic)", log: true },
  );
}
