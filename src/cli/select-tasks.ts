import type { Table as Shown } from "../base/display/card.ts";
import { textOf } from "../base/display/text.ts";
import { reject, said } from "../check/reject.ts";
import type { Table } from "../data/table.ts";
import type { TaskScore } from "../select/task-affinity.ts";
import { TaskSelector } from "../select/task-selector.ts";
import { type Columns, readDataSet } from "./data-set.ts";
import { columnsAsNumbers } from "./models.ts";
import { withBar } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

export interface SelectOptions extends Columns {
  readonly main?: string;
  readonly size?: number;
  readonly score: string;
  readonly json?: boolean;
}

/** Says which tasks help the main one, or all others, most. */
export async function selectTasks(terminal: Terminal, path: string, options: SelectOptions): Promise<void> {
  const { main, size, score, json } = options;
  const { X, given, taskNames } = await readDataSet(terminal, path, options);
  if (main !== undefined && !taskNames.includes(main))
    reject("param", "--main", `one of ${taskNames.join(", ")}`, main);
  if (taskNames.length < 2)
    reject("param", "--targets", "two tasks or more to choose from", said(`${taskNames.length}`));
  const selector = new TaskSelector({
    score: score as TaskScore,
    ...(main !== undefined && { main }),
    ...(size !== undefined && { size }),
  });
  const numbers = columnsAsNumbers().fit(X).transform(X) as Table;
  await withBar(terminal, (onProgress) => selector.fitAsync(...given(numbers.matrix(), { onProgress })));
  const marginals = selector.marginals();
  const chosen = selector.mode();
  const candidates = taskNames.filter((name) => name !== main);
  const tasks = candidates.map((task, k) => ({
    task,
    probability: marginals[k]!,
    chosen: chosen.includes(task),
  }));
  if (json) terminal.print(`${JSON.stringify({ main: main ?? null, score, chosen, tasks })}\n`);
  else
    terminal.print(
      `${textOf({ title: main === undefined ? "tasks" : `tasks for ${main}`, tables: [tableOf(score, tasks)] }, Infinity)}\n`,
    );
}

const tableOf = (
  score: string,
  tasks: readonly { readonly task: string; readonly probability: number; readonly chosen: boolean }[],
): Shown => ({
  caption: `chosen by ${score}`,
  head: ["task", "probability", "chosen"],
  rows: tasks.map(({ task, probability, chosen }) => [task, probability, chosen ? "yes" : "no"]),
});
