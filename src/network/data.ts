import type { Label } from "../base/label.ts";
import { reject, said } from "../check/reject.ts";
import { readNamedArguments } from "../estimator/named-data.ts";
import { type Checkpoint, checkCheckpoint } from "./checkpoint.ts";
import type { Head } from "./head.ts";
import type { NetworkState } from "./state.ts";
import type { TrainingThreadOptions } from "./training-threads.ts";

/** Rows and targets, checked, as doubles that are ours or that nobody writes into. */
export interface NetworkData {
  readonly n: number;
  readonly p: number;
  readonly taskNames: readonly string[];
  /** How wide every task's inputs are, p in sum, where they are its own. */
  readonly inputs?: readonly number[];
  /** n rows, block after block; of a task's own inputs, or of all p. */
  readonly X: readonly RowBlock[];
  /** Task by task, one a row: targets, finite everywhere, and weights, 0 where a target is missing. */
  readonly targets: readonly Float64Array[];
  readonly weights: readonly Float64Array[];
  /** The classes of every task, none for numbers. */
  readonly classes: readonly (readonly Label[])[];
  readonly resume: NetworkState | undefined;
  readonly checkpoint: Checkpoint | undefined;
}

export interface RowBlock {
  readonly data: Float64Array;
  readonly rows: number;
  readonly columns: number;
  readonly task?: string;
}

/** Options of `fit` that a network has beside those of the data. */
export interface TrainOptions {
  /** Where an earlier fit of the same network on the same data stood (`state`, `readCheckpoint`): goes on from there, bit for bit. */
  readonly resume?: NetworkState;
  /** Writes down where training stands, as it goes. */
  readonly checkpoint?: Checkpoint;
}

export const trainOptions = ["resume", "checkpoint"] as const;

type Options = TrainingThreadOptions & TrainOptions;

/** Reads what `fit` was called with: (X, { name: targets }, options) or ({ name: { X, y } }, options). Where it is not the whole of the data, a task may have no target. */
export function readNetworkData(
  where: string,
  given: readonly unknown[],
  tasks: Readonly<Record<string, Head>>,
  extra: readonly string[],
  copy: boolean,
  whole = true,
): { data: NetworkData; options: Options } {
  const heads = Object.values(tasks);
  const kinds = Object.fromEntries(
    Object.entries(tasks).map(([name, { target, classes }]) => [
      name,
      { target: classes === undefined ? target : ("number" as const) },
    ]),
  );
  const { data, options } = readNamedArguments(where, given, kinds, [...extra, ...trainOptions], copy);
  const { blocks, p, T } = data;
  const n = blocks.reduce((sum, { X }) => sum + X.rows, 0);
  const targets = Array.from({ length: T }, () => new Float64Array(n));
  const weights = Array.from({ length: T }, () => new Float64Array(n));
  let first = 0;
  for (const { X, Y, weight, tasks: own } of blocks) {
    for (const [column, t] of own.entries()) {
      for (let i = 0; i < X.rows; i++) {
        const k = i * own.length + column;
        const y = Y.data[k]!;
        const s = weight ? weight[weight.length === X.rows ? i : k]! : 1;
        if (Number.isNaN(y) || s === 0) continue;
        targets[t]![first + i] = y;
        weights[t]![first + i] = s;
      }
    }
    first += X.rows;
  }
  const taskNames = Object.keys(tasks);
  const classes = heads.map((head, t) => {
    const label = `${where} ${JSON.stringify(taskNames[t])}`;
    checkTargets(label, head, targets[t]!, weights[t]!, data.classes[t] ?? [], whole);
    if (head.classes === undefined) return head.target === "number" ? [] : data.classes[t]!;
    return Array.from({ length: head.classes }, (_, k) => k);
  });
  const X = blocks.map((block) => ({ data: block.X.data, rows: block.X.rows, columns: p }));
  const { resume, checkpoint } = options as Options;
  if (checkpoint) checkCheckpoint(where, checkpoint);
  return { data: { n, p, taskNames, X, targets, weights, classes, resume, checkpoint }, options };
}

function checkTargets(
  where: string,
  head: Head,
  y: Float64Array,
  s: Float64Array,
  classes: readonly Label[],
  whole: boolean,
): void {
  if (whole && !s.some((weight) => weight > 0))
    reject("value", where, "at least one observed target", said("none"));
  if (head.target === "two classes" && classes.length !== 2)
    reject("value", where, "two classes, as binary has", said(`${classes.length}`));
  if (whole)
    head.datafit?.check?.(
      where,
      y.filter((_, i) => s[i]! > 0),
    );
  const known = head.classes;
  const wrong = (value: number): boolean =>
    known !== undefined
      ? !(Number.isInteger(value) && value >= 0 && value < known)
      : head.name === "poisson" && !(value >= 0);
  const rule = known === undefined ? "counts >= 0" : `classes, integers from 0 to ${known - 1}`;
  const at = y.findIndex((value, i) => s[i]! > 0 && wrong(value));
  if (at >= 0) reject("value", `${where} row ${at}`, rule, y[at]);
}
