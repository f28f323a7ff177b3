import { type Label, sortedClasses } from "../base/label.ts";
import { reject, said } from "../check/reject.ts";
import { named, unnamed } from "./answer.ts";
import { literal } from "./literal.ts";
import type { Asked, Feature } from "./request.ts";
import type { Source } from "./source.ts";
import { counting } from "./survey.ts";

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
    const counts = counting(asked, `${sql} IS NOT NULL`);
    const answer = await source.query(`SELECT DISTINCT ${sql} AS ${named("label")} FROM ${source.from} ${counts} LIMIT 4`, signal); // biome-ignore format: one line
    const found = answer.map((row) => unnamed(row)["label"]).filter((label) => !Number.isNaN(label));
    const place = `${asked.where}.targets ${JSON.stringify(name)}`;
    const infinite = found.find((label) => typeof label === "number" && !Number.isFinite(label));
    if (infinite !== undefined) reject("value", place, "labels, finite numbers or missing ones", infinite);
    if (found.length !== 2) {
      const list = found.map((label) => JSON.stringify(label)).sort();
      const what = found.length < 2 ? ["only", ...list].join(" ") : `${list.slice(0, 3).join(", ")} and more`;
      reject("value", place, "two classes", said(found.length === 0 ? "none" : what));
    }
    const pair = sortedClasses(place, found as Label[]);
    const codes = pair.map((label, k) => `WHEN ${sql} = ${literal(dialect, label)} THEN ${k}`);
    classes.push(pair);
    targets.push({ name, sql: dialect.double(`CASE ${codes.join(" ")} END`) });
  }
  return { targets, classes };
}
