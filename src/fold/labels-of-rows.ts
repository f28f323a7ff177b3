import type { Label } from "../base/label.ts";
import { isList } from "../base/label.ts";
import { reject, said } from "../check/reject.ts";
import type { SplitRows } from "./splitter.ts";

/** One label a row, or with tasks that have rows of their own one such list a task; null is a missing one. */
export type RowLabels = ArrayLike<Label | null> | readonly ArrayLike<Label | null>[];

/** Refuses what is no list, or a list without anything. */
export function checkRowLabels(where: string, given: unknown): void {
  if (!isList(given) || given.length === 0) reject("param", where, "one value a row", given);
}

/**
 * A number for the label of each of n rows, in the order in which they first appear; missing ones are alike. Where a list a task
 * was given, `of` says whose rows they are.
 */
export function codesOfRows(where: string, given: RowLabels, n: number, of: SplitRows | undefined) {
  const lists = isList(given[0]) ? (given as readonly ArrayLike<Label | null>[]) : undefined;
  const own = lists ? lists[taskOf(where, of)] : (given as ArrayLike<Label | null>);
  if (own?.length !== n) reject("shape", where, `${n} values, one a row`, said(`${own?.length ?? "none"}`));
  const codes = new Map<Label | null | undefined, number>();
  const code = Int32Array.from({ length: n }, (_, i) => {
    const label = Number.isNaN(own[i]) ? null : (own[i] ?? null);
    if (!codes.has(label)) codes.set(label, codes.size);
    return codes.get(label)!;
  });
  return { code, labels: [...codes.keys()] };
}

function taskOf(where: string, of: SplitRows | undefined): number {
  if (of?.tasks.length === 1) return of.tasks[0]!;
  return reject("param", where, "one list, where tasks share their rows", said("a list a task"));
}
