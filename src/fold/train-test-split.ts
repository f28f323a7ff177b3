import type { LabelsLike } from "../base/label.ts";
import { isTasks, type Task } from "../base/tasks.ts";
import { checkOptions } from "../check/options.ts";
import { reject, said } from "../check/reject.ts";
import { type RandomState, randomStateOf } from "../matrix/random.ts";
import { type RowSplit, type SplitSizes, splitRows } from "./split-rows.ts";
import { splitStratified } from "./stratified-rows.ts";
import { countRows, type RowData, type Taken, takeRows } from "./take-rows.ts";

export interface TrainTestSplitOptions extends SplitSizes {
  /** Whether rows are put into random order first; default true. Otherwise the first rows train. */
  readonly shuffle?: boolean | undefined;
  /**
   * An integer from 0 to 2**32 - 1, the same split each time; or a generator, which goes on from where it stands.
   * Default: a fresh seed, another split each time.
   */
  readonly randomState?: number | RandomState | undefined;
  /** Labels that both parts shall have in the same shares: n, or with tasks one such list a task. Only with `shuffle`. */
  readonly stratify?: LabelsLike | readonly LabelsLike[] | undefined;
}

/** Train and test part of each array, in their order. */
export type Splits<A extends readonly unknown[]> = number extends A["length"]
  ? Taken<A[number]>[]
  : A extends readonly [infer First, ...infer Rest]
    ? [train: Taken<First>, test: Taken<First>, ...Splits<Rest>]
    : [];

/** A part of a task's rows. */
export type TaskPart<K extends Task> = {
  [N in keyof K]: N extends "X" | "y" | "sampleWeight" ? Taken<K[N]> : K[N];
};

const owner = "trainTestSplit";
const names = ["testSize", "trainSize", "shuffle", "randomState", "stratify"];

/**
 * Splits rows at random into a training and a test part: the rows that scikit-learn's `train_test_split` picks
 * for the same sizes and seed.
 *
 * All arrays have the same n rows and are split alike: of a permutation of the rows, the first ceil(testSize n)
 * are tested, the next train. Each part comes in the form in which the array came, copied: rows of numbers,
 * `{ data, rows, columns }`, an ml-matrix `Matrix`, a vector or labels. Sizes below 1 are shares, from 1 on
 * numbers of rows.
 *
 * Tasks with rows of their own are split each within itself, in their order, with permutations from one
 * generator; a size is then of each task's rows.
 *
 * @throws PolytaskError where arrays differ in rows, or a part would be empty or larger than what there is
 * @see scikit-learn, `sklearn.model_selection.train_test_split`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { trainTestSplit } from "polytask";
 *
 * const X = [[0, 1], [2, 3], [4, 5], [6, 7], [8, 9]];
 * const y = [0, 1, 2, 3, 4];
 * const [XTrain, XTest, yTrain, yTest] = trainTestSplit(X, y, { testSize: 0.33, randomState: 42 });
 * assert.deepEqual(yTrain, [2, 0, 3]);
 * assert.deepEqual(yTest, [1, 4]);
 * assert.deepEqual(XTest, [[2, 3], [8, 9]]);
 *
 * const schools = [{ name: "a", X, y }, { name: "b", X: X.slice(2), y: y.slice(2) }];
 * const [train, test] = trainTestSplit(schools, { testSize: 1, randomState: 42 });
 * assert.deepEqual(train.map(({ name, y }) => [name, y.length]), [["a", 4], ["b", 2]]);
 * ```
 */
export function trainTestSplit<K extends Task>(
  tasks: readonly K[],
  options?: TrainTestSplitOptions,
): [train: TaskPart<K>[], test: TaskPart<K>[]];
export function trainTestSplit<A extends readonly RowData[]>(...arrays: A): Splits<A>;
export function trainTestSplit<A extends readonly RowData[]>(
  ...arraysAndOptions: [...arrays: A, options: TrainTestSplitOptions]
): Splits<A>;
export function trainTestSplit(...given: readonly unknown[]): unknown {
  const last = given.at(-1);
  const arrays = isOptions(last) ? given.slice(0, -1) : given;
  const options = isOptions(last) ? last : {};
  if (arrays.length === 0) reject("shape", `${owner} arrays`, "at least one", said("none"));
  checkOptions(owner, options, names);
  const { shuffle = true, randomState, stratify, ...sizes } = options;
  if (typeof shuffle !== "boolean") reject("param", `${owner}.shuffle`, "true or false", shuffle);
  const generator = randomStateOf(`${owner}.randomState`, randomState);
  const random = shuffle ? generator : undefined;
  if (stratify !== undefined && !shuffle)
    reject("param", `${owner}.stratify`, "none without shuffle", stratify);
  const split = (where: string, n: number, labels: unknown): RowSplit =>
    labels === undefined
      ? splitRows(where, n, sizes, random)
      : splitStratified(where, n, sizes, random!, labels);
  if (isTasks(arrays[0])) return splitTasks(arrays[0], arrays.length, stratify, split);
  const { train, test } = split(owner, commonRows(arrays), stratify);
  return (arrays as RowData[]).flatMap((array) => [takeRows(array, train), takeRows(array, test)]);
}

function splitTasks(
  tasks: readonly Task[],
  count: number,
  stratify: unknown,
  split: (where: string, n: number, labels: unknown) => RowSplit,
): unknown {
  if (count > 1)
    reject("shape", `${owner} arrays`, "tasks alone, each with its own y", said(`${count} arrays`));
  const labels = stratify as readonly unknown[] | undefined;
  if (labels !== undefined && labels?.length !== tasks.length)
    reject("shape", `${owner}.stratify`, `${tasks.length} lists of labels, one a task`, labels);
  const splits = tasks.map((task, t) => {
    const where = `${owner} task ${task.name === undefined ? t : JSON.stringify(task.name)}`;
    return split(where, commonTaskRows(where, task), labels?.[t]);
  });
  return (["train", "test"] as const).map((side) => tasks.map((task, t) => partOf(task, splits[t]![side])));
}

function partOf(task: Task, rows: Int32Array): Task {
  const { X, y, sampleWeight } = task;
  const part = { ...task, X: takeRows(X, rows), y: takeRows(y, rows) };
  return sampleWeight === undefined ? part : { ...part, sampleWeight: takeRows(sampleWeight, rows) };
}

function commonRows(arrays: readonly unknown[]): number {
  const counts = arrays.map((array, k) => countRows(`${owner} arrays[${k}]`, array));
  const other = counts.findIndex((count) => count !== counts[0]);
  if (other < 0) return counts[0]!;
  return reject("shape", `${owner} arrays[${other}]`, `${counts[0]} rows, as in arrays[0]`, counts[other]);
}

function commonTaskRows(where: string, task: Task): number {
  const n = countRows(`${where} X`, task.X);
  for (const name of ["y", "sampleWeight"] as const) {
    if (name === "sampleWeight" && task[name] === undefined) continue;
    const rows = countRows(`${where} ${name}`, task[name]);
    if (rows !== n) reject("shape", `${where} ${name}`, `${n} rows, one per row of X`, rows);
  }
  return n;
}

const isOptions = (given: unknown): given is TrainTestSplitOptions =>
  typeof given === "object" &&
  given !== null &&
  !Array.isArray(given) &&
  !ArrayBuffer.isView(given) &&
  !("rows" in given && "columns" in given);
