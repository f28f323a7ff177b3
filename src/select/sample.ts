import { type Label, readLabels } from "../base/label.ts";
import { readNames, readTaskNames, type TaskShape, taskLabel } from "../base/task-names.ts";
import { checkTasks, isTasks } from "../base/tasks.ts";
import { checkOptions } from "../check/options.ts";
import { reject, said } from "../check/reject.ts";
import { readWeights } from "../check/weights.ts";
import type { SplitRows } from "../fold/splitter.ts";
import { countRows, type RowData, takeRows } from "../fold/take-rows.ts";

/** Rows that are split together, with the tasks that have targets on them. */
export interface Part extends SplitRows {
  readonly X: RowData;
  readonly rows: number;
  readonly weight: Float64Array | undefined;
}

/** Data as they were handed in, to be cut by rows and by tasks and handed on in the same form. */
export interface Sample extends Pick<TaskShape, "T" | "taskNames"> {
  /** Whether all tasks have the same rows: one part; else every task is a part. */
  readonly shared: boolean;
  readonly parts: readonly Part[];
  /** Whether some target is no number. */
  readonly hasLabels: boolean;
  /** What `fit` is called with: these rows of every part, and some of the tasks. */
  fitArguments(rows: readonly ArrayLike<number>[], tasks?: readonly number[]): readonly unknown[];
  /** What `predict` is called with. */
  inputs(rows: readonly ArrayLike<number>[], tasks?: readonly number[]): unknown;
}

type Given = Readonly<Record<"X" | "y" | "sampleWeight", RowData>> & { readonly name?: string };

/** Reads (X, Y, options) or (tasks, options); `extra` are the options beside those of the data. X is left to whoever learns from it. */
export function readSample<O extends object>(
  where: string,
  [given, second, third]: readonly unknown[],
  extra: readonly (string & keyof O)[],
  copy = false,
): { readonly sample: Sample; readonly options: O } {
  const perTask = isTasks(given);
  if (perTask && (third !== undefined || Array.isArray(second) || ArrayBuffer.isView(second)))
    reject("shape", `${where} Y`, "nothing beside per-task data, which carries its own y", second);
  const options = (perTask ? second : third) as (O & Record<string, unknown>) | undefined;
  checkOptions(where, options, perTask ? extra : ["sampleWeight", "taskNames", ...extra]);
  const mine = <V>(rows: V): V =>
    copy && rows !== undefined && rows !== null
      ? (takeRows(rows as RowData, allRows(countRows(where, rows))) as V)
      : rows;
  if (!perTask) {
    const { sampleWeight, taskNames } = (options ?? {}) as Record<string, unknown>;
    const sample = sharedSample(where, mine(given), mine(second), mine(sampleWeight), taskNames);
    return { sample, options: options ?? ({} as O) };
  }
  checkTasks(where, given, ["X"]);
  const tasks = (given as unknown as readonly Given[]).map((task) => ({
    ...task,
    X: mine(task.X),
    y: mine(task.y),
    ...(task.sampleWeight !== undefined && { sampleWeight: mine(task.sampleWeight) }),
  }));
  return { sample: apartSample(where, tasks), options: options ?? ({} as O) };
}

export const allRows = (n: number): Int32Array => Int32Array.from({ length: n }, (_, i) => i);

function sharedSample(where: string, X: unknown, Y: unknown, weight: unknown, names: unknown): Sample {
  const part = partOf(where, X, Y, "Y", weight);
  const T = part.tasks.length;
  const taskNames = readNames(`${where} taskNames`, names, T);
  return {
    ...{ shared: true, T, taskNames, parts: [part], hasLabels: hasLabels([part]) },
    fitArguments([rows], tasks) {
      const options = {
        ...(weight !== undefined && { sampleWeight: columnsOf(weight as RowData, rows!, T, tasks) }),
        ...(taskNames && { taskNames: tasks ? tasks.map((t) => taskNames[t]!) : taskNames }),
      };
      const data = [takeRows(part.X, rows!), columnsOf(Y as RowData, rows!, T, tasks)];
      return Object.keys(options).length > 0 ? [...data, options] : data;
    },
    inputs: ([rows]) => takeRows(part.X, rows!),
  };
}

function apartSample(where: string, given: readonly Given[]): Sample {
  const taskNames = readTaskNames(where, given);
  const parts = given.map(({ X, y, sampleWeight }, t) => {
    const part = partOf(`${where} ${taskLabel(t, taskNames)}`, X, y, "y", sampleWeight);
    if (part.tasks.length === 1) return { ...part, tasks: [t] };
    const columns = said(`${part.tasks.length} columns`);
    return reject("shape", `${where} ${taskLabel(t, taskNames)} y`, "one target a row", columns);
  });
  const all = [...parts.keys()];
  return {
    ...{ shared: false, T: parts.length, taskNames, parts, hasLabels: hasLabels(parts) },
    fitArguments: (rows, tasks = all) => [
      tasks.map((t) => {
        const { X, y, sampleWeight } = given[t]!;
        const own = { ...given[t], X: takeRows(X, rows[t]!), y: takeRows(y, rows[t]!) };
        return sampleWeight === undefined ? own : { ...own, sampleWeight: takeRows(sampleWeight, rows[t]!) };
      }),
    ],
    inputs: (rows, tasks = all) =>
      tasks.map((t) => ({
        X: takeRows(parts[t]!.X, rows[t]!),
        ...(taskNames && { name: taskNames[t]! }),
      })),
  };
}

function partOf(where: string, X: unknown, Y: unknown, called: string, weight: unknown): Part {
  const rows = countRows(`${where} X`, X);
  if (rows === 0) reject("shape", `${where} X`, "at least one row", said("none"));
  if (Y === undefined || Y === null)
    reject("shape", `${where} ${called}`, `targets, one${called === "Y" ? " row" : ""} a row of X`, Y);
  const table = readLabels(`${where} ${called}`, Y);
  const T = table.columns;
  if (table.rows !== rows)
    reject("shape", `${where} ${called}`, `${rows} rows, one per row of X`, said(`${table.rows}`));
  const column = (t: number) => {
    const own = table.labels.filter((_, at) => at % T === t);
    const missing = missingAmong(own);
    return own.map((label) => label ?? missing);
  };
  const tasks = Array.from({ length: T }, (_, t) => t);
  const own = readWeights(`${where} sampleWeight`, weight, rows, T);
  return { X: X as RowData, rows, tasks, targets: tasks.map(column), weight: own };
}

const hasLabels = (parts: readonly Part[]): boolean =>
  parts.some(({ targets }) =>
    targets.some((own) => Array.from(own).some((y) => typeof y === "string" || typeof y === "boolean")),
  );

/** How a missing target is written: NaN among numbers, null among labels. */
const missingAmong = (labels: readonly (Label | undefined)[]): number | null =>
  labels.every((label) => label === undefined || typeof label === "number") ? NaN : null;

/** Some rows of targets or weights and, where there is one a task, some of their columns. */
function columnsOf(given: RowData, rows: ArrayLike<number>, T: number, tasks?: readonly number[]): RowData {
  const taken = takeRows(given, rows) as RowData;
  if (!tasks) return taken;
  const { labels, columns } = readLabels("targets", taken);
  if (columns !== T) return taken;
  const missing = missingAmong(labels);
  return Array.from(rows, (_, i) => tasks.map((t) => labels[i * T + t] ?? missing));
}

/** Weights and targets of a task on some rows. */
export function observed(part: Part, t: number, rows: ArrayLike<number>) {
  const at = part.tasks.indexOf(t);
  const width = part.tasks.length;
  const { weight } = part;
  const own =
    weight && Float64Array.from(rows, (i) => weight[weight.length === part.rows ? i : i * width + at]!);
  const y = Array.from(rows, (i) => part.targets[at]![i] ?? null);
  return {
    y,
    weight: own,
    any: y.some((value, k) => value !== null && !Number.isNaN(value) && (own?.[k] ?? 1) > 0),
  };
}
