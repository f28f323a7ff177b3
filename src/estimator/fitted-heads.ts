import { LinearHeads, type TaskHead } from "../base/linear-heads.ts";
import type { LinearModel } from "../base/linear-model.ts";
import type { TaskData } from "../base/tasks.ts";
import { explainedIn } from "../statistics/explained-by.ts";
import { type Group, groupsOf } from "../statistics/group.ts";

/** Heads that know how well they do on the rows of their fit: the share of right labels, or R². */
export function fittedHeads(linear: LinearModel, heads: readonly TaskHead[], data: TaskData): LinearHeads {
  const model = new LinearHeads(linear, heads, data.taskNames);
  const scores = new Float64Array(model.T);
  for (const group of groupsOf(data))
    for (const [k, t] of group.tasks.entries()) scores[t] = scoreOf(model, t, group, k);
  return new LinearHeads(linear, heads, data.taskNames, scores);
}

function scoreOf(model: LinearHeads, t: number, group: Group, k: number): number {
  const head = model.heads[t]!;
  const { X, Y, rows, columns, weight } = group;
  if (head.kind === "number") return explainedIn(group, k, model.numbers(t, X));
  const labels = model.labels(t, X);
  let [right, all] = [0, 0];
  for (const [at, i] of rows.entries()) {
    const share = weight?.[at] ?? 1;
    all += share;
    if (labels[i] === head.classes[Y.data[i * Y.columns + columns[k]!]!]) right += share;
  }
  return right / all;
}
