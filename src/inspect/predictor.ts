import { readArguments } from "../base/arguments.ts";
import { taskLabel } from "../base/task-names.ts";
import { isTasks, type TaskData, type TaskInputs } from "../base/tasks.ts";
import { type TaskRows, tasksApart } from "../base/tasks-apart.ts";
import { type FlatMatrix, type MatrixLike, readMatrixOrColumn, readVector } from "../check/matrix.ts";
import { reject, said } from "../check/reject.ts";

/** Any model of numbers: n x T (or n, of one task) for X, a vector a task for tasks with rows of their own. */
export interface Predictor {
  predict(given: MatrixLike | readonly TaskInputs[]): unknown;
}

/** The rows of one task, and its name or number. */
export interface NamedRows extends TaskRows {
  readonly task: string | number;
}

/** Checked data, task by task; `shared` says that all tasks are on the same X. */
export interface Rows {
  readonly p: number;
  readonly T: number;
  readonly shared: boolean;
  readonly tasks: readonly NamedRows[];
}

/** Reads (X, Y, options) or (tasks, options). */
export function readRows<O extends object>(
  where: string,
  given: readonly unknown[],
  extra: readonly (string & keyof O)[],
): { readonly rows: Rows; readonly options: O } {
  const { data, options } = readArguments<O>(where, given, extra);
  return { rows: rowsOf(data, !isTasks(given[0])), options };
}

function rowsOf(data: TaskData, shared: boolean): Rows {
  const { p, T, taskNames } = data;
  return { p, T, shared, tasks: tasksApart(data).map((own, t) => ({ ...own, task: taskNames?.[t] ?? t })) };
}

/** Refuses what cannot predict. */
export function checkPredictor(where: string, model: unknown): asserts model is Predictor {
  if (typeof (model as Predictor | null | undefined)?.predict === "function") return;
  reject("param", `${where} model`, "a model with predict", model);
}

/** What a model says of all tasks on inputs, one X a task, or of shared rows the same one T times; a vector a task. */
export function predictTasks(
  where: string,
  model: Predictor,
  inputs: readonly { readonly X: FlatMatrix; readonly task: string | number }[],
  shared: boolean,
): Float64Array[] {
  const what = `${where} predictions`;
  if (shared) {
    const { rows: n } = inputs[0]!.X;
    const found = readMatrixOrColumn(what, model.predict(inputs[0]!.X));
    const T = inputs.length;
    if (found.rows !== n || found.columns !== T)
      reject("shape", what, `${n} x ${T}`, said(`${found.rows} x ${found.columns}`));
    return inputs.map((_, t) => Float64Array.from({ length: n }, (__, i) => found.data[i * T + t]!));
  }
  const named = inputs.every(({ task }) => typeof task === "string");
  const found = model.predict(inputs.map(({ X, task }) => ({ X, ...(named && { name: `${task}` }) })));
  if (!Array.isArray(found) || found.length !== inputs.length)
    reject("shape", what, `${inputs.length} vectors, one a task`, found);
  return inputs.map(({ X }, t) => {
    const own = readVector(`${what} ${taskLabel(t, undefined)}`, found[t]);
    if (own.length !== X.rows) reject("shape", what, `${X.rows} values, one a row`, said(`${own.length}`));
    return own;
  });
}
