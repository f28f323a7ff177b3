import { reject, said } from "../check/reject.ts";
import type { Dense } from "../matrix/dense.ts";

/** Blocks of features, by number: how many features each has, in order, or which. */
export type Sources = readonly (number | readonly number[])[];

/** Whether a value may be `Sources`. */
export const isSources = (value: unknown): value is Sources =>
  Array.isArray(value) &&
  value.length > 0 &&
  (value.every((size) => isCount(size) && size > 0) ||
    value.every((list) => Array.isArray(list) && list.length > 0 && list.every(isCount)));

const isCount = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;

/** The source of every feature; refuses sources that are not every feature once. */
export function sourceOfFeatures(where: string, sources: Sources, p: number): readonly number[] {
  const owner = new Array<number>(p).fill(-1);
  let next = 0;
  for (const [s, source] of sources.entries()) {
    const features = typeof source === "number" ? Array.from({ length: source }, () => next++) : source;
    for (const j of features) {
      if (j >= p) reject("shape", where, `sources of the ${p} features of X`, said(`feature ${j}`));
      if (owner[j] !== -1) reject("shape", where, "every feature in one source", said(`feature ${j} in two`));
      owner[j] = s;
    }
  }
  const left = owner.indexOf(-1);
  if (left >= 0) reject("shape", where, "every feature in one source", said(`feature ${left} in none`));
  return owner;
}

/** The sources that every row has, as "0, 2"; refuses a row that has a part of a source, or none at all. */
export function patternsOf(
  where: string,
  { data, rows, columns }: Dense,
  owner: readonly number[],
): string[] {
  const count = owner.reduce((most, s) => Math.max(most, s + 1), 0);
  const sizes = new Int32Array(count);
  for (const s of owner) sizes[s]!++;
  return Array.from({ length: rows }, (_, i) => {
    const seen = new Int32Array(count);
    for (let j = 0; j < columns; j++) if (!Number.isNaN(data[i * columns + j]!)) seen[owner[j]!]!++;
    const part = seen.findIndex((many, s) => many > 0 && many < sizes[s]!);
    if (part >= 0) {
      const got = said(`${seen[part]} of the ${sizes[part]} of source ${part}`);
      reject("value", `${where} row ${i}`, "all features of a source or none", got);
    }
    const there = Array.from(seen.keys()).filter((s) => seen[s]! > 0);
    if (there.length === 0) reject("value", `${where} row ${i}`, "at least one source", said("none"));
    return there.join(", ");
  });
}
