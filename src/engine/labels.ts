import { type Label, sortedClasses } from "../base/label.ts";
import { reject, said } from "../check/reject.ts";
import { named, unnamed } from "./answer.ts";
import { literal } from "./literal.ts";
import type { Asked, Feature } from "./request.ts";
import type { Source } from "./source.ts";
import { counting, finite } from "./survey.ts";

/** Targets that are 0 for the first of two classes, 1 for the second, and what the two are called. */
export interface Labelled {
  readonly targets: readonly Feature[];
  /** Sorted, one pair a target. */
  readonly classes: readonly (readonly Label[])[];
}

/** Asks for the labels of every target; refuses other than two. */
export async function readClasses(source: Source, asked: Asked, signal?: AbortSignal): Promise<Labelled> {
  const { dialect } = source;
  const classes: (readonly Label[])[] = [];
  const targets: Feature[] = [];
  for (const { name, sql } of asked.targets) {
    const isNumber = sql !== dialect.name(name);
    const there = isNumber ? `(${finite(sql)} OR ${dialect.infinite(sql)})` : `${sql} IS NOT NULL`;
    const answer = await source.query(`SELECT DISTINCT ${sql} AS ${named("label")} FROM ${source.from} ${counting(asked, there)} LIMIT 3`, signal); // biome-ignore format: one line
    const found = answer.map((row) => unnamed(row)["label"]);
    const place = `${asked.where}.targets ${JSON.stringify(name)}`;
    if (isNumber && !found.every(Number.isFinite))
      // some engines write infinite numbers as null
      reject("value", place, "finite labels or missing ones", said("infinite ones"));
    if (found.length !== 2) {
      const list = found.map((label) => JSON.stringify(label)).sort();
      const what = found.length === 1 ? `only ${list}` : `${list.join(", ")} or more`;
      reject("value", place, "two classes", said(found.length === 0 ? "none" : what));
    }
    const pair = sortedClasses(place, found as Label[]);
    const codes = pair.map((label, k) => `WHEN ${sql} = ${literal(dialect, label)} THEN ${k}`);
    classes.push(pair);
    targets.push({ name, sql: dialect.double(`CASE ${codes.join(" ")} END`) });
  }
  return { targets, classes };
}
