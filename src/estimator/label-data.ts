import { readArguments } from "../base/arguments.ts";
import { type Label, type LabelTable, readLabels, sortedClasses } from "../base/label.ts";
import { taskLabel } from "../base/task-names.ts";
import { isTasks, type TaskBlock, type TaskData } from "../base/tasks.ts";
import type { FlatMatrix } from "../check/matrix.ts";
import { reject, said } from "../check/reject.ts";

/** Data whose targets are numbers of classes, and what the classes are called, task by task. */
export interface LabelData extends TaskData {
  readonly classes: readonly (readonly Label[])[];
}

/**
 * Reads what a method was called with, as `readArguments` does, with labels for targets. Only labels that are observed, with a
 * weight above 0, make classes; a task that has fewer than two is refused.
 */
export function readLabelArguments<O extends object>(
  where: string,
  [given, second, third]: readonly unknown[],
  extra: readonly (string & keyof O)[],
  copy = false,
): { data: LabelData; options: O } {
  const kinds: Label[][] = [];
  const encoded = isTasks(given)
    ? [given.map((task, t) => encodeTask(where, task, t, kinds)), second, third]
    : [given, second === undefined || second === null ? second : encode(`${where} Y`, second, kinds), third];
  const { data, options } = readArguments<O>(where, encoded, extra, copy);
  return { data: withClasses(where, data, kinds), options };
}

function encodeTask(where: string, task: unknown, t: number, kinds: Label[][]): unknown {
  const { y, name } = (task ?? {}) as { readonly y?: unknown; readonly name?: unknown };
  if (y === undefined || y === null) return task;
  const own: Label[][] = [];
  const label = typeof name === "string" ? JSON.stringify(name) : t;
  const codes = encode(`${where} task ${label} y`, y, own);
  kinds[t] = own[0] ?? [];
  return { ...(task as object), y: codes };
}

/** Labels as numbers in the order in which they appear, column by column, which `kinds` keeps; NaN where one is missing. */
export function encode(where: string, given: unknown, kinds: Label[][]): FlatMatrix {
  const table: LabelTable = readLabels(where, given);
  const { labels, rows, columns } = table;
  const codes = Array.from({ length: columns }, () => new Map<Label, number>());
  const data = Float64Array.from(labels, (label, k) => {
    if (label === undefined) return NaN;
    const known = codes[k % columns]!;
    if (!known.has(label)) known.set(label, known.size);
    return known.get(label)!;
  });
  for (const [t, known] of codes.entries()) kinds[t] = [...known.keys()];
  return { data, rows, columns };
}

/**
 * The data with codes that follow the sorted classes of what is observed; `kinds` are the labels in the order of their first codes,
 * undefined for a task of numbers, whose classes are none.
 */
export function withClasses(
  where: string,
  data: TaskData,
  kinds: readonly (readonly Label[] | undefined)[],
): LabelData {
  const classes: (readonly Label[])[] = Array.from(kinds, () => []);
  const blocks = data.blocks.map((block): TaskBlock => {
    const T = block.Y.columns;
    const Y = block.Y.data.slice();
    for (const [column, t] of block.tasks.entries()) {
      const own = kinds[t];
      if (!own) continue;
      classes[t] = observedClasses(`${where} ${taskLabel(t, data.taskNames)}`, block, column, own);
      const place = own.map((kind) => classes[t]!.indexOf(kind));
      for (let k = column; k < Y.length; k += T) {
        const at = place[Y[k]!] ?? -1; // NaN has no place, nor has a label that only rows of weight 0 have
        Y[k] = at < 0 ? NaN : at;
      }
    }
    return { ...block, Y: { ...block.Y, data: Y } };
  });
  return { ...data, blocks, classes };
}

function observedClasses(
  where: string,
  { X, Y, weight }: TaskBlock,
  column: number,
  kinds: readonly Label[],
): readonly Label[] {
  const T = Y.columns;
  const seen = new Set<number>();
  for (let i = 0; i < Y.rows; i++) {
    const s = weight?.[weight.length === X.rows ? i : i * T + column] ?? 1;
    const code = Y.data[i * T + column]!;
    if (s > 0 && !Number.isNaN(code)) seen.add(code);
  }
  const classes = sortedClasses(
    where,
    Array.from(seen, (code) => kinds[code]!),
  );
  if (classes.length !== 1) return classes;
  return reject("value", where, "two or more classes", said(`only ${JSON.stringify(classes[0])}`));
}
