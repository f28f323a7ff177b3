import { isTasks } from "../base/tasks.ts";
import { checkOptions } from "../check/options.ts";
import { reject } from "../check/reject.ts";
import { countRows, type RowData, takeRows } from "../fold/take-rows.ts";
import { type Inputs, isTable } from "./inputs.ts";

type Targets = { readonly Y: unknown; readonly taskNames: readonly string[] } | undefined;

interface OwnRows {
  readonly X: Inputs;
  readonly y?: unknown;
  readonly sampleWeight?: unknown;
}

/** What `fit` of a pipeline was called with: the different inputs in it, and how the arguments look with others in their place. */
export interface Given {
  readonly where: string;
  readonly inputs: readonly Inputs[];
  readonly options: object;
  /** Arguments for the last step: transformed inputs, options beside those of the data, targets that a formula knows. */
  readonly fitArguments: (inputs: readonly unknown[], more: object, known: Targets) => unknown[];
  readonly tasks: readonly OwnRows[] | undefined;
  readonly Y: unknown;
}

/** Reads (X, Y, options) or (tasks, options). The same X handed in for several tasks is one input. */
export function readGiven(
  where: string,
  [first, second, third]: readonly unknown[],
  extra: readonly string[],
): Given {
  if (first === undefined || first === null)
    reject("shape", `${where} X`, "a matrix, rows of labels, a table or tasks", first);
  if (isTasks(first))
    return ofTasks(where, first as unknown as readonly OwnRows[], (second ?? third) as object, extra);
  return ofRows(where, first as Inputs, second, third as object, extra);
}

function ofTasks(
  where: string,
  tasks: readonly OwnRows[],
  options: object = {},
  extra: readonly string[],
): Given {
  checkOptions(where, options, extra);
  const bad = Array.from(tasks).findIndex(
    (task) => typeof task !== "object" || task === null || !("X" in task),
  );
  if (bad >= 0) reject("shape", `${where} task ${bad}`, "an object with X", tasks[bad]);
  const inputs = [...new Set(tasks.map(({ X }) => X))];
  const fitArguments: Given["fitArguments"] = (made, more) => [
    tasks.map((task) => ({ ...task, X: plain(made[inputs.indexOf(task.X)]) })),
    more,
  ];
  return { where, inputs, options, fitArguments, tasks, Y: undefined };
}

function ofRows(where: string, X: Inputs, Y: unknown, options: object = {}, extra: readonly string[]): Given {
  checkOptions(where, options, ["sampleWeight", "taskNames", ...extra]);
  const data = Object.fromEntries(Object.entries(options).filter(([name]) => !extra.includes(name)));
  const fitArguments: Given["fitArguments"] = ([made], more, known) => [
    plain(made),
    Y ?? known?.Y,
    { ...(Y === undefined && known && { taskNames: known.taskNames }), ...data, ...more },
  ];
  return { where, inputs: [X], options, fitArguments, tasks: undefined, Y };
}

/** The same, safe from later changes. */
export function copied(given: Given): Given {
  const extra = ["signal", "onProgress"];
  const { where, tasks, inputs, Y, options } = given;
  if (tasks) {
    const copies = inputs.map((X, k) => copy(`${where} task ${k} X`, X) as Inputs);
    const own = tasks.map((task, t) => ({
      ...task,
      X: copies[inputs.indexOf(task.X)]!,
      ...(task.y !== undefined && { y: copy(`${where} task ${t} y`, task.y) }),
      ...(task.sampleWeight !== undefined && {
        sampleWeight: copy(`${where} task ${t} sampleWeight`, task.sampleWeight),
      }),
    }));
    return ofTasks(where, own, options, extra);
  }
  const { sampleWeight } = options as { sampleWeight?: unknown };
  const weighted =
    sampleWeight === undefined
      ? options
      : { ...options, sampleWeight: copy(`${where} sampleWeight`, sampleWeight) };
  return ofRows(where, copy(`${where} X`, inputs[0]) as Inputs, Y && copy(`${where} Y`, Y), weighted, extra);
}

function copy(where: string, rows: unknown): unknown {
  const n = countRows(where, rows);
  return takeRows(
    rows as RowData,
    Int32Array.from({ length: n }, (_, i) => i),
  );
}

/** The arguments of a question with other inputs in their place. */
export function mapInputs([first, ...more]: readonly unknown[], change: (X: Inputs) => unknown): unknown[] {
  if (!isTasks(first)) return [plain(change(first as unknown as Inputs)), ...more];
  const tasks = first as unknown as readonly OwnRows[];
  return [tasks.map((task) => ({ ...task, X: plain(change(task.X)) })), ...more];
}

/** What estimators take: a table becomes its matrix. */
const plain = (X: unknown): unknown => (isTable(X) ? X.matrix() : X);
