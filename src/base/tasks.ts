import {
  type FlatMatrix,
  type MatrixLike,
  readMatrix,
  readMatrixOrColumn,
  readVector,
  type VectorLike,
} from "../check/matrix.ts";
import { reject, said } from "../check/reject.ts";
import { readWeights } from "../check/weights.ts";
import { readNames, readTaskNames, type TaskShape } from "./task-names.ts";

/** One task with rows of its own. */
export interface Task {
  /** Inputs, n_t x p; p is the same for all tasks. */
  readonly X: MatrixLike;
  /** Targets, n_t; NaN is a missing one. */
  readonly y: VectorLike | MatrixLike;
  readonly name?: string;
  /** One weight a row, >= 0. */
  readonly sampleWeight?: VectorLike;
}

/** The inputs of one task, to predict for. */
export type TaskInputs = Pick<Task, "X" | "name">;

export interface FitOptions {
  /** One weight a row (n) or one a row and task (n x T), >= 0. With per-task data each task carries its own. */
  readonly sampleWeight?: VectorLike | MatrixLike;
  /** T different names. With per-task data each task carries its own. */
  readonly taskNames?: readonly string[];
}

/** Rows of X with the targets of the tasks that are observed on them: all T tasks, or one. */
export interface TaskBlock {
  readonly X: FlatMatrix;
  /** n x (number of tasks here); NaN is a missing target. */
  readonly Y: FlatMatrix;
  /** n, or n x (number of tasks here). */
  readonly weight: Float64Array | undefined;
  readonly tasks: readonly number[];
}

/** Data at the border, checked: one block for shared X, one block a task otherwise. */
export interface TaskData extends TaskShape {
  readonly blocks: readonly TaskBlock[];
}

/** Whether what was handed in is per-task data rather than a matrix. */
export const isTasks = (given: unknown): given is readonly Task[] =>
  Array.isArray(given) && given.length > 0 && Array.from(given).some(isRecord);

const isRecord = (one: unknown): boolean =>
  typeof one === "object" && one !== null && !Array.isArray(one) && !ArrayBuffer.isView(one);

/**
 * Reads the data of `fit`, in either form. `where` names the method: "MultiOutputRidge.fit". With `copy` nothing of what
 * was handed in is looked at again.
 */
export function readTaskData(
  where: string,
  given: unknown,
  Y: unknown,
  options: FitOptions = {},
  copy = false,
): TaskData {
  return isTasks(given)
    ? readTasks(where, given, Y, options, copy)
    : readShared(where, given, Y, options, copy);
}

function readShared(
  where: string,
  givenX: unknown,
  givenY: unknown,
  options: FitOptions,
  copy: boolean,
): TaskData {
  const X = readMatrix(`${where} X`, givenX, { copy });
  if (givenY === undefined || givenY === null)
    reject("shape", `${where} Y`, "targets, one row a row of X", givenY);
  const Y = readMatrixOrColumn(`${where} Y`, givenY, { missing: true, copy });
  checkRows(`${where} Y`, Y.rows, X.rows);
  const T = Y.columns;
  const weight = readWeights(`${where} sampleWeight`, options.sampleWeight, X.rows, T, copy);
  const tasks = Array.from({ length: T }, (_, t) => t);
  return {
    p: X.columns,
    T,
    taskNames: readNames(`${where} taskNames`, options.taskNames, T),
    blocks: [{ X, Y, weight, tasks }],
  };
}

/** Refuses a list of tasks in which one is none. */
export function checkTasks(where: string, given: readonly unknown[], needs: readonly string[]): void {
  for (const [t, task] of Array.from(given).entries()) {
    const missing = isRecord(task) ? needs.find((name) => !(name in (task as object))) : undefined;
    if (!isRecord(task) || missing) {
      reject("shape", `${where} task ${t}`, `an object with ${needs.join(" and ")}`, task);
    }
  }
}

function readTasks(
  where: string,
  given: readonly Task[],
  Y: unknown,
  options: FitOptions,
  copy: boolean,
): TaskData {
  if (Y !== undefined)
    reject("shape", `${where} Y`, "nothing beside per-task data, which carries its own y", Y);
  for (const name of ["sampleWeight", "taskNames"] as const) {
    if (options[name] === undefined) continue;
    const own = name === "taskNames" ? "name" : name;
    reject(
      "shape",
      `${where} ${name}`,
      `nothing beside per-task data, where each task has its own ${own}`,
      options[name],
    );
  }
  checkTasks(where, given, ["X"]);
  const label = given.map(
    (task, t) => `${where} task ${typeof task.name === "string" ? JSON.stringify(task.name) : t}`,
  );
  const blocks = given.map((task, t): TaskBlock => {
    const X = readMatrix(`${label[t]} X`, task.X, { copy });
    if (task.y === undefined || task.y === null)
      reject("shape", `${label[t]} y`, "targets, one a row of X", task.y);
    const y = readVector(`${label[t]} y`, task.y, { missing: true, copy });
    checkRows(`${label[t]} y`, y.length, X.rows);
    const weight = readWeights(`${label[t]} sampleWeight`, task.sampleWeight, X.rows, 1, copy);
    return { X, Y: { data: y, rows: y.length, columns: 1 }, weight, tasks: [t] };
  });
  const p = blocks[0]!.X.columns;
  blocks.forEach(({ X }, t) => {
    if (X.columns !== p) {
      reject("shape", `${label[t]} X`, `${p} columns, as in the first task`, said(`${X.columns}`));
    }
  });
  return { p, T: blocks.length, taskNames: readTaskNames(where, given), blocks };
}

function checkRows(where: string, rows: number, expected: number): void {
  if (rows !== expected) reject("shape", where, `${expected} rows, one per row of X`, said(`${rows}`));
}
