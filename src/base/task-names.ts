import { reject, said } from "../check/reject.ts";

/** How many features and tasks there are, and what the tasks are called. */
export interface TaskShape {
  readonly p: number;
  readonly T: number;
  readonly taskNames: readonly string[] | undefined;
  /** What the features are called, where somebody has told. */
  readonly featureNames?: readonly string[] | undefined;
}

/** The names of per-task data: all tasks have one, or none has. */
export function readTaskNames(
  where: string,
  given: readonly { readonly name?: string }[],
): readonly string[] | undefined {
  const names = given.map(({ name }) => name);
  if (names.every((name) => name === undefined)) return undefined;
  const without = names.indexOf(undefined);
  if (without >= 0)
    reject("value", `${where} task ${without}.name`, "a name, as other tasks have one", undefined);
  return readNames(`${where} task names`, names, names.length);
}

export function readNames(where: string, given: unknown, T: number): readonly string[] | undefined {
  if (given === undefined) return undefined;
  if (!Array.isArray(given) || given.length !== T) {
    reject("shape", where, `${T} names, one a task`, Array.isArray(given) ? said(`${given.length}`) : given);
  }
  const seen = new Set<string>();
  for (const name of given) {
    if (typeof name !== "string" || name === "") reject("value", where, "names that are not empty", name);
    if (seen.has(name)) reject("value", where, "different names", said(`${JSON.stringify(name)} twice`));
    seen.add(name);
  }
  return Object.freeze([...given]);
}

/** Matches tasks to predict for with the tasks that were learnt: by name if all have one, else by position. */
export function matchTasks(
  where: string,
  given: readonly { readonly name?: string }[],
  known: Pick<TaskShape, "T" | "taskNames">,
): number[] {
  const names = readTaskNames(where, given);
  if (names && known.taskNames) return names.map((name) => taskIndex(where, name, known));
  if (given.length !== known.T)
    reject("shape", where, `${known.T} tasks, as in fit`, said(`${given.length}`));
  return given.map((_, t) => t);
}

/** The index of a task given by name or by index. */
export function taskIndex(
  where: string,
  task: number | string,
  { T, taskNames }: Pick<TaskShape, "T" | "taskNames">,
): number {
  if (typeof task === "number" && Number.isInteger(task) && task >= 0 && task < T) return task;
  const index = typeof task === "string" && taskNames ? taskNames.indexOf(task) : -1;
  if (index >= 0) return index;
  const names = taskNames && taskNames.length <= 12 ? `, or one of ${taskNames.join(", ")}` : "";
  return reject("value", where, `a task from 0 to ${T - 1}${names}`, task);
}

/** How a task is called in a sentence. */
export const taskLabel = (t: number, names: readonly string[] | undefined): string =>
  names ? `task ${JSON.stringify(names[t])}` : `task ${t}`;
