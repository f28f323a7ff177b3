import { LinearHeads, type TaskHead } from "../base/linear-heads.ts";
import type { LinearModel } from "../base/linear-model.ts";
import type { TaskData } from "../base/tasks.ts";
import { explained } from "../statistics/explained.ts";
import { type Group, groupsOf } from "../statistics/group.ts";

/** Heads that know how well they do on the rows of their fit: the share of right labels, or R². */
export function fittedHeads(linear: LinearModel, heads: readonly TaskHead[], data: TaskData): LinearHeads {
  const model = new LinearHeads(linear, heads, data.taskNames);
  const scores = new Float64Array(model.T);
  for (const group of groupsOf(data))
    for (const [k, t] of group.tasks.entries()) scores[t] = scoreOf(model, t, group, k);
  return new LinearHeads(linear, heads, data.taskNames, scores);
}

function scoreOf(model: LinearHeads, t: number, { X, Y, rows, columns, weight }: Group, k: number): number {
  const head = model.heads[t]!;
  const target = (i: number): number => Y.data[i * Y.columns + columns[k]!]!;
  let all = 0;
  let sum = 0;
  rows.forEach((i, at) => {
    all += weight?.[at] ?? 1;
    sum += (weight?.[at] ?? 1) * target(i);
  });
  if (head.kind === "classes") {
    const labels = model.labels(t, X);
    let right = 0;
    rows.forEach((i, at) => {
      if (labels[i] === head.classes[target(i)]) right += weight?.[at] ?? 1;
    });
    return right / all;
  }
  const numbers = model.numbers(t, X);
  let [left, total] = [0, 0];
  rows.forEach((i, at) => {
    left += (weight?.[at] ?? 1) * (target(i) - numbers[i]!) ** 2;
    total += (weight?.[at] ?? 1) * (target(i) - sum / all) ** 2;
  });
  return explained(left, total);
}
