import { Matrix } from "ml-matrix";
import { type Label, readLabels } from "../base/label.ts";
import { matchTasks, type TaskShape, taskIndex } from "../base/task-names.ts";
import { isTasks } from "../base/tasks.ts";
import type { Candidate } from "./candidate.ts";

/** A fitted estimator and the tasks that it has learnt. */
export interface Share {
  readonly estimator: Candidate;
  readonly tasks: readonly number[];
}

/** Predictions of tasks that several estimators have learnt, in the forms of `predict`. */
export function predictShares(
  where: string,
  shares: readonly Share[],
  shape: Pick<TaskShape, "T" | "taskNames">,
  given: unknown,
  task: number | string | undefined,
): unknown {
  const home = (t: number) => {
    const share = shares.find(({ tasks }) => tasks.includes(t))!;
    return { estimator: share.estimator, at: share.tasks.indexOf(t) };
  };
  if (isTasks(given)) {
    return matchTasks(where, given, shape).map((t, k) => {
      const { estimator, at } = home(t);
      return estimator.predict(...([given[k]!.X, { task: at }] as never[]));
    });
  }
  if (task !== undefined) {
    const { estimator, at } = home(taskIndex(`${where} task`, task, shape));
    return estimator.predict(...([given, { task: at }] as never[]));
  }
  const columns: (readonly (Label | undefined)[])[] = [];
  for (const { estimator, tasks } of shares) {
    const { labels, columns: width } = readLabels(where, estimator.predict(given as never));
    for (const [k, t] of tasks.entries()) columns[t] = labels.filter((_, at) => at % width === k);
  }
  const rows = columns[0]!.map((_, i) => columns.map((own) => own[i]!));
  const numbers = rows.every((row) => row.every((value) => typeof value === "number"));
  return numbers ? new Matrix(rows as number[][]) : rows;
}
