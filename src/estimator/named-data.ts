import type { Label, LabelsLike } from "../base/label.ts";
import { readTaskData } from "../base/tasks.ts";
import type { AsyncOptions } from "../base/work.ts";
import { type MatrixLike, readVector, type VectorLike } from "../check/matrix.ts";
import { checkOptions } from "../check/options.ts";
import { reject, said } from "../check/reject.ts";
import type { Datafit } from "../datafit/datafit.ts";
import { encode, type LabelData, withClasses } from "./label-data.ts";

/** The targets of a task: numbers, or labels. */
export type NamedTargets = VectorLike | LabelsLike;

/** A task with rows of its own. */
export interface NamedTask {
  /** Inputs, n_t x p; p is the same for all tasks. */
  readonly X: MatrixLike;
  /** Targets, n_t; NaN or null is a missing one. */
  readonly y: NamedTargets;
  /** One weight a row, >= 0. */
  readonly sampleWeight?: VectorLike;
}

export interface NamedOptions {
  /** One weight a row, or a record of them by task. Tasks with rows of their own carry theirs. */
  readonly sampleWeight?: VectorLike | Readonly<Record<string, VectorLike>>;
}

type Given = Readonly<Record<string, unknown>>;

const isRecord = (given: unknown): given is Given =>
  typeof given === "object" && given !== null && !Array.isArray(given) && !ArrayBuffer.isView(given);

/** Whether what was handed in is a record of tasks with rows of their own rather than a matrix. */
export const isNamedTasks = (given: unknown): given is Readonly<Record<string, NamedTask>> =>
  isRecord(given) && Object.values(given).some((task) => isRecord(task) && "X" in task);

/**
 * Reads (X, { name: targets }, options) or ({ name: { X, y } }, options), where `datafits` says which names there are and whose
 * targets are labels.
 */
export function readNamedArguments(
  where: string,
  [given, second, third]: readonly unknown[],
  datafits: Readonly<Record<string, Pick<Datafit, "target">>>,
  extra: readonly string[],
  copy: boolean,
): { data: LabelData; options: AsyncOptions } {
  const perTask = isNamedTasks(given);
  const options = (perTask ? second : third) as (AsyncOptions & NamedOptions) | undefined;
  checkOptions(where, options, perTask ? extra : ["sampleWeight", ...extra]);
  const names = Object.keys(datafits);
  const kinds: (Label[] | undefined)[] = [];
  const record = perTask ? given : second;
  checkNames(`${where} targets`, record, names);
  const read = (name: string, t: number, y: unknown): Float64Array => {
    const label = `${where} ${JSON.stringify(name)}`;
    if (y === undefined || y === null) reject("shape", label, "targets, one a row of X", y);
    if (datafits[name]!.target === "number") return readVector(label, y, { missing: true });
    const own: Label[][] = [];
    const codes = encode(label, y, own);
    if (codes.columns !== 1) reject("shape", label, "a vector of labels", said(`${codes.columns} columns`));
    kinds[t] = own[0] ?? [];
    return codes.data;
  };
  kinds.length = names.length;
  const data = perTask
    ? readTaskData(where, tasksOf(where, given, names, read), undefined, {}, copy)
    : readShared(where, given, record, names, options?.sampleWeight, read, copy);
  return { data: withClasses(where, data, kinds), options: options ?? {} };
}

/** Refuses a record with other names than the tasks have. */
export function checkNames(where: string, given: unknown, names: readonly string[]): asserts given is Given {
  if (!isRecord(given)) reject("shape", where, `a record of ${names.join(", ")}`, given);
  for (const name of Object.keys(given)) {
    if (!names.includes(name)) {
      reject("value", where, `the tasks that have a datafit, ${names.join(", ")}`, name);
    }
  }
  const missing = names.find((name) => !Object.hasOwn(given, name));
  if (missing) reject("value", where, `a record of ${names.join(", ")}`, said(`no ${missing}`));
}

/** (X, { name: targets }, { sampleWeight }) or ({ name: { X, y } }) as tasks with rows of their own. */
export function readNamedTasks(
  where: string,
  [given, second, third]: readonly unknown[],
  names: readonly string[],
): Readonly<Record<string, NamedTask>> {
  const perTask = isNamedTasks(given);
  const options = (perTask ? second : third) as NamedOptions | undefined;
  checkOptions(where, options, perTask ? [] : ["sampleWeight"]);
  const record = perTask ? given : second;
  checkNames(`${where} targets`, record, names);
  if (perTask) return Object.fromEntries(names.map((name) => [name, taskOf(where, given, name)]));
  const weight = options?.sampleWeight;
  if (isRecord(weight)) checkNames(`${where} sampleWeight`, weight, names);
  const tasks = names.map((name) => {
    const sampleWeight = (isRecord(weight) ? weight[name] : weight) as VectorLike | undefined;
    const own = { X: given as MatrixLike, y: record[name] as NamedTargets };
    return [name, { ...own, ...(sampleWeight !== undefined && { sampleWeight }) }] as const;
  });
  return Object.fromEntries(tasks);
}

type Read = (name: string, t: number, y: unknown) => Float64Array;

const tasksOf = (where: string, given: Given, names: readonly string[], read: Read): object[] =>
  names.map((name, t) => {
    const task = taskOf(where, given, name);
    return { ...task, name, y: read(name, t, task.y) };
  });

function taskOf(where: string, given: Given, name: string): NamedTask {
  const task = given[name];
  if (isRecord(task) && "X" in task) return task as unknown as NamedTask;
  return reject("shape", `${where} ${JSON.stringify(name)}`, "an object with X and y", task);
}

function readShared(
  where: string,
  X: unknown,
  record: Given,
  names: readonly string[],
  weight: NamedOptions["sampleWeight"],
  read: Read,
  copy: boolean,
) {
  const T = names.length;
  const columns = names.map((name, t) => read(name, t, record[name]));
  const n = columns[0]!.length;
  const odd = columns.findIndex((column) => column.length !== n);
  if (odd >= 0) {
    const rule = `${n} targets, as ${JSON.stringify(names[0])} has`;
    reject("shape", `${where} ${JSON.stringify(names[odd])}`, rule, said(`${columns[odd]!.length}`));
  }
  const side = (values: readonly ArrayLike<number>[]) => ({
    data: Float64Array.from({ length: n * T }, (_, k) => values[k % T]![Math.floor(k / T)]!),
    rows: n,
    columns: T,
  });
  if (!isRecord(weight)) {
    return readTaskData(
      where,
      X,
      side(columns),
      { ...(weight !== undefined && { sampleWeight: weight }), taskNames: names },
      copy,
    );
  }
  checkNames(`${where} sampleWeight`, weight, names);
  const weights = names.map((name) =>
    readVector(`${where} sampleWeight ${JSON.stringify(name)}`, weight[name]),
  );
  const short = weights.findIndex((own) => own.length !== n);
  if (short >= 0) {
    const label = `${where} sampleWeight ${JSON.stringify(names[short])}`;
    reject("shape", label, `${n} weights`, said(`${weights[short]!.length}`));
  }
  return readTaskData(where, X, side(columns), { sampleWeight: side(weights), taskNames: names }, copy);
}
