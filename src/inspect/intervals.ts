import type { Matrix } from "ml-matrix";
import { toMatrix } from "../base/linear-model.ts";
import { matchTasks } from "../base/task-names.ts";
import { isTasks, type TaskInputs } from "../base/tasks.ts";
import { PolytaskWarning, warn } from "../base/warning.ts";
import { type FlatMatrix, type MatrixLike, readMatrix } from "../check/matrix.ts";
import { reject, said } from "../check/reject.ts";
import { zeros } from "../matrix/dense.ts";
import type { Rows } from "./predictor.ts";

/** Lower and upper ends, of all tasks on the same rows: n x T. */
export interface SharedIntervals {
  readonly lower: Matrix;
  readonly upper: Matrix;
}

/** The same for one task, n_t. */
export interface TaskIntervals {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** The ends of task t for its rows X. */
type EndsOf = (
  inputs: readonly { readonly X: FlatMatrix; readonly t: number }[],
  shared: boolean,
) => readonly TaskIntervals[];

/** Intervals for new rows, made once from held-out residuals. */
export class ConformalIntervals {
  /** Rows that were held out, one number a task. */
  readonly counts: readonly number[];
  /** Tasks with too few of them for the level asked: their intervals are everything. */
  readonly unbounded: readonly (string | number)[];
  readonly #ends: EndsOf;
  readonly #tasks: Rows;
  readonly #where: string;

  constructor(where: string, rows: Rows, counts: readonly number[], needed: number, ends: EndsOf) {
    this.#where = where;
    this.#tasks = rows;
    this.#ends = ends;
    this.counts = Object.freeze([...counts]);
    this.unbounded = Object.freeze(rows.tasks.filter((_, t) => counts[t]! < needed).map(({ task }) => task));
    if (this.unbounded.length > 0) {
      const who = this.unbounded.map((task) => JSON.stringify(task)).join(", ");
      warn(
        new PolytaskWarning(
          where,
          `task ${who}: fewer than ${needed} rows held out, so that every interval is infinite`,
        ),
      );
    }
    Object.freeze(this);
  }

  /** Intervals of all tasks on the same rows. */
  predict(X: MatrixLike): SharedIntervals;
  /** Intervals of every task on rows of its own, matched by name if all have names, else by position. */
  predict(tasks: readonly TaskInputs[]): TaskIntervals[];
  predict(given: MatrixLike | readonly TaskInputs[]): SharedIntervals | TaskIntervals[] {
    const where = `${this.#where}.predict`;
    const { p, T, tasks } = this.#tasks;
    const read = (what: string, X: unknown): FlatMatrix => {
      const inputs = readMatrix(`${where} ${what}`, X);
      if (inputs.columns === p) return inputs;
      return reject(
        "shape",
        `${where} ${what}`,
        `${p} columns, as in calibration`,
        said(`${inputs.columns}`),
      );
    };
    if (isTasks(given)) {
      const names = tasks.map(({ task }) => `${task}`);
      const taskNames = typeof tasks[0]!.task === "string" ? names : undefined;
      const at = matchTasks(where, given, { T, taskNames });
      const inputs = given.map(({ X }, k) => ({ X: read(`task ${k} X`, X), t: at[k]! }));
      return [...this.#ends(inputs, false)];
    }
    const X = read("X", given);
    const found = this.#ends(
      tasks.map((_, t) => ({ X, t })),
      true,
    );
    const side = (of: "lower" | "upper"): Matrix => {
      const out = zeros(X.rows, T);
      for (const [t, own] of found.entries())
        for (let i = 0; i < X.rows; i++) out.data[i * T + t] = own[of][i]!;
      return toMatrix(out);
    };
    return { lower: side("lower"), upper: side("upper") };
  }
}

/** What intervals are asked for. */
export interface ConformalOptions {
  /** How often a new target may lie outside; default 0.1. */
  readonly alpha?: number;
  /** Whether all tasks of a row shall lie inside at once; they must be on the same rows. Default false. */
  readonly joint?: boolean;
  /** T numbers > 0, what residuals of a task are divided by where `joint` compares them; default 1 each. Not made of these rows. */
  readonly scales?: readonly number[] | Float64Array;
}

/** Checks the options; gives scales of 1 where there are none. */
export function readConformal(where: string, rows: Rows, options: ConformalOptions) {
  const { alpha = 0.1, joint = false, scales = new Float64Array(rows.T).fill(1) } = options;
  if (!(alpha > 0 && alpha < 1)) reject("param", `${where}.alpha`, "a number between 0 and 1", alpha);
  if (typeof joint !== "boolean") reject("param", `${where}.joint`, "true or false", joint);
  if (scales.length !== rows.T || !Array.from(scales).every((scale) => scale > 0 && scale < Infinity))
    reject("param", `${where}.scales`, `${rows.T} finite numbers > 0`, scales);
  if (joint && !rows.shared)
    reject("pair", `${where}.joint`, "tasks on the same rows", said("tasks with rows of their own"));
  return { alpha, joint, scales };
}

/** Scores of rows that are held out and where they are, one list a task; a joint score is every task's. */
export interface HeldOut {
  readonly rows: Int32Array;
  readonly scores: Float64Array;
}

/** |y − prediction| of what is observed; joint: the largest over the tasks, each by its scale, of rows that have them all. */
export function heldOutOf(
  { tasks }: Rows,
  predictions: readonly Float64Array[],
  joint: boolean,
  scales: ArrayLike<number>,
): readonly HeldOut[] {
  const isThere = (t: number, i: number): boolean => {
    const { y, weight } = tasks[t]!;
    return !Number.isNaN(y[i]!) && weight?.[i] !== 0;
  };
  const off = (t: number, i: number): number => Math.abs(tasks[t]!.y[i]! - predictions[t]![i]!);
  const all = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
  if (!joint) {
    return tasks.map(({ y }, t) => {
      const rows = Int32Array.from(all(y.length).filter((i) => isThere(t, i)));
      return { rows, scores: Float64Array.from(rows, (i) => off(t, i)) };
    });
  }
  const rows = Int32Array.from(all(tasks[0]!.y.length).filter((i) => tasks.every((_, t) => isThere(t, i))));
  const scores = Float64Array.from(rows, (i) =>
    tasks.reduce((most, _, t) => Math.max(most, off(t, i) / scales[t]!), 0),
  );
  return tasks.map(() => ({ rows, scores }));
}

/** ⌈(1 − alpha)(n + 1)⌉, which of n sorted scores bounds a new one; above n where none does. */
export const placeOf = (alpha: number, n: number): number => Math.ceil((1 - alpha) * (n + 1) - 1e-9);

/** The fewest rows for which there is a bound. */
export function neededFor(alpha: number): number {
  let n = 1;
  while (placeOf(alpha, n) > n) n++;
  return n;
}
