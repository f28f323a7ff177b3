import type { Parameter } from "../base/parameter.ts";
import { taskLabel } from "../base/task-names.ts";
import type { TaskData } from "../base/tasks.ts";
import { report, type Work } from "../base/work.ts";
import { reject, said } from "../check/reject.ts";
import type { Splitter } from "../fold/splitter.ts";
import { ChainModel } from "./chain-model.ts";
import { sheetsOf } from "./sheet.ts";
import { fitLink, type Link, type TargetSource, targetColumns } from "./target-inputs.ts";
import type { SingleOutputRegressor } from "./task-copy.ts";

interface Settings {
  readonly where: string;
  readonly estimator: SingleOutputRegressor;
  readonly source: TargetSource;
  readonly cv: number | Splitter | undefined;
}

/** The order of the tasks: as they come where it is left out. */
export const orderParameter: Parameter<"random" | readonly number[] | undefined> = {
  default: undefined,
  rule: '"random" or a list of all tasks by number',
  accepts: (value) =>
    value === undefined ||
    value === "random" ||
    (Array.isArray(value) && value.length > 0 && [...value].sort((a, b) => a - b).every((t, k) => t === k)),
  wrong: [null, "reverse", [], [1, 2], [0, 0], ["0"]],
};

/** The order in numbers, one a task. */
export function orderOf(where: string, order: readonly number[] | undefined, T: number): readonly number[] {
  if (order === undefined) return Array.from({ length: T }, (_, t) => t);
  return order.length === T ? order : reject("shape", where, `${T} tasks`, said(`${order.length}`));
}

/** Fits a chain in a given order. */
export function* fitChain(data: TaskData, order: readonly number[], settings: Settings): Work<ChainModel> {
  const { p, T, taskNames } = data;
  const { where, estimator: base, source, cv } = settings;
  const sheets = sheetsOf(data);
  const more: Float64Array[][] = sheets.map(() => []);
  const links: Link[] = [];
  for (const [k, task] of order.entries()) {
    const label = taskLabel(task, taskNames);
    const link = fitLink({ where, label, base }, sheets, more, task);
    links.push(link);
    if (k < T - 1) {
      const columns = targetColumns({ where, label, base, source, cv }, sheets, more, link);
      for (const [s, column] of columns.entries()) more[s]!.push(column);
    }
    yield* report({ stage: label, fraction: (k + 1) / T });
  }
  return new ChainModel({ p, T, taskNames, order, copies: links.map(({ copy }) => copy) });
}
