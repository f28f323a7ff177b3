import type { Values } from "../base/parameter.ts";
import { taskLabel } from "../base/task-names.ts";
import type { TaskData } from "../base/tasks.ts";
import { report, type Work, within } from "../base/work.ts";
import type { TaskModel } from "../estimator/task-model.ts";
import type { Dense } from "../matrix/dense.ts";
import { mean } from "../metric/mean.ts";
import type { grouping } from "./grouping-parameters.ts";
import { type PairedGain, pairedGain } from "./paired-gain.ts";
import { errorOf, fitted, type Rows, rowsOf, shareTested, splitsOfTasks } from "./task-rows.ts";

/** What grouping does to one task: reference − grouped is above 0 where it helps. */
export interface GroupingGain extends PairedGain {
  readonly task: string | number;
  /** Mean squared error on held-out rows, the mean over the folds. */
  readonly grouped: number;
  readonly reference: number;
}

export interface GroupingReport {
  /** Against every task alone. */
  readonly overAlone: readonly GroupingGain[];
  /** Against all tasks in one group. */
  readonly overTogether: readonly GroupingGain[];
}

type Tasks = readonly Rows<Float64Array>[];

/** Three ways on the same folds; `learn` finds groups and learns them. */
export function* measureGroups(
  where: string,
  data: TaskData,
  tasks: Tasks,
  params: Values<typeof grouping>,
  learn: (where: string, data: TaskData, tasks: Tasks) => Work<TaskModel>,
): Work<GroupingReport> {
  const { estimator, alone = estimator, cv, confidence } = params;
  const splits = splitsOfTasks(where, cv, data, tasks);
  const K = splits[0]!.length;
  const errors: { readonly grouped: number[]; readonly alone: number[]; readonly together: number[] }[] = [];
  for (let k = 0; k < K; k++) {
    const train = tasks.map((task, t) => rowsOf(task, splits[t]![k]!.train));
    const test = tasks.map((task, t) => rowsOf(task, splits[t]![k]!.test));
    const own = `${where} fold ${k}`;
    const measure = (predict: (t: number, X: Dense) => ArrayLike<number>): number[] =>
      test.map((task, t) => errorOf(predict(t, task.X), task, `${own} ${taskLabel(t, data.taskNames)}`));
    const grouped = yield* within(learn(own, dataOf(data, train), train), k / K, (k + 0.8) / K);
    const all = fitted(estimator, train);
    const together = measure((t, X) => all.predict(X, { task: t }));
    const single = measure((t, X) => fitted(alone, [train[t]!]).predict(X, { task: 0 }));
    errors.push({ grouped: measure((t, X) => grouped.applyTask(t, X)), alone: single, together });
    yield* report({ stage: "report", fraction: (k + 1) / K });
  }
  const gainsOver = (of: "alone" | "together"): GroupingGain[] =>
    tasks.map(({ name }, t) => {
      const pairs = errors.map((fold) => ({ reference: fold[of][t]!, grouped: fold.grouped[t]! }));
      const differences = pairs.map(({ reference, grouped }) => reference - grouped);
      return {
        task: name ?? t,
        grouped: mean(pairs.map((pair) => pair.grouped)),
        reference: mean(pairs.map((pair) => pair.reference)),
        ...pairedGain(differences, shareTested(splits[t]!), confidence),
      };
    });
  return { overAlone: gainsOver("alone"), overTogether: gainsOver("together") };
}

/** Rows of every task as checked data. */
function dataOf({ p, T, taskNames }: TaskData, tasks: Tasks): TaskData {
  const blocks = tasks.map(({ X, y, sampleWeight }, t) => ({
    ...{ X, Y: { data: y, rows: y.length, columns: 1 } },
    ...{ weight: sampleWeight, tasks: [t] },
  }));
  return { p, T, taskNames, blocks };
}
