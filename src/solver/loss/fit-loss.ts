import type { LinearModel } from "../../base/linear-model.ts";
import type { TaskData } from "../../base/tasks.ts";
import type { Work } from "../../base/work.ts";
import type { Penalty } from "../../penalty/penalty.ts";
import type { Head } from "./empirical-loss.ts";
import { type OpenLossSettings, openLoss, pairHeads } from "./open-loss.ts";

/** One fit of a loss a task under one penalty, to its certificate. */
export function* fitLoss(
  data: TaskData,
  heads: readonly Head[],
  penalty: Penalty,
  settings: OpenLossSettings,
): Work<LinearModel> {
  pairHeads(settings.where, penalty, data, heads);
  const opened = openLoss(data, heads, settings);
  try {
    return (yield* opened.fit(penalty, {})).model();
  } finally {
    opened.close();
  }
}
