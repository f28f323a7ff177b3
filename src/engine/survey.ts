import { reject, said } from "../check/reject.ts";
import { named, unnamed } from "./answer.ts";
import type { Asked, Feature } from "./request.ts";
import type { Source } from "./source.ts";

/** What a first look at all rows tells: where the columns lie, and which targets are missing somewhere. */
export interface Survey {
  /** About the mean of every feature and of every target: products are of what is left without it. */
  readonly featureShifts: readonly number[];
  readonly targetShifts: readonly number[];
  /** Whether every row has every target. */
  readonly complete: boolean;
}

const largest = "1.7976931348623157e308";

/** Of a number: not NULL, not NaN, not infinite. Engines order NaN above all numbers, or not at all. */
export const finite = (sql: string): string => `(${sql} BETWEEN -${largest} AND ${largest})`;

/** A row counts where its weight is above 0, and where another condition holds too. */
export function counting({ weight }: Asked, also?: string): string {
  const conditions = [...(weight ? [`${weight} > 0`] : []), ...(also ? [also] : [])];
  return conditions.length > 0 ? `WHERE ${conditions.join(" AND ")}` : "";
}

/** Looks at all rows, a block of columns at a time; refuses features, targets and weights that no fit could take. */
export async function survey(
  source: Source,
  asked: Asked,
  signal?: AbortSignal,
  tell?: (fraction: number) => void,
): Promise<Survey> {
  const { from, dialect } = source;
  const { where, features, targets, task } = asked;
  await checkWeights(source, asked, signal);
  const share = (condition: string): string => `sum(CASE WHEN ${condition} THEN 0 ELSE 1 END)`;
  const mean = ({ sql }: Feature): string => `avg(CASE WHEN ${finite(sql)} THEN ${sql} END)`;
  const infinite = ({ sql }: Feature): string => `sum(CASE WHEN ${dialect.infinite(sql)} THEN 1 ELSE 0 END)`;
  const wishes = [
    ["rows", "count(*)"],
    ["tasks", task ? share(`${task} IS NOT NULL`) : "0"],
    ...features.flatMap((feature, j) => [
      [`fx${j}`, share(finite(feature.sql))],
      [`mx${j}`, mean(feature)],
    ]),
    ...targets.flatMap((target, t) => [
      [`fy${t}`, share(finite(target.sql))],
      [`iy${t}`, infinite(target)],
      [`my${t}`, mean(target)],
    ]),
  ] as const;
  const found: Record<string, number> = {};
  for (let at = 0; at < wishes.length; at += dialect.widest) {
    tell?.(at / wishes.length);
    const part = wishes
      .slice(at, at + dialect.widest)
      .map(([name, sql]) => `${dialect.double(sql!)} AS ${named(name!)}`);
    const [row] = await source.query(`SELECT ${part.join(", ")} FROM ${from} ${counting(asked)}`, signal);
    for (const [name, value] of Object.entries(unnamed(row!))) found[name] = Number(value);
  }
  if (!(found["rows"]! > 0)) reject("value", where, "rows that count", said("none"));
  if (found["tasks"]! > 0)
    reject("value", `${where}.task`, "a task for every row", said(`NULL in ${found["tasks"]} rows`));
  for (const [j, { name }] of features.entries()) {
    const without = found[`fx${j}`]!;
    const place = `${where}.features ${JSON.stringify(name)}`;
    if (without > 0)
      reject("value", place, "finite numbers", said(`NULL, NaN or an infinite one in ${without} rows`));
  }
  for (const [t, { name }] of targets.entries()) {
    const place = `${where}.targets ${JSON.stringify(name)}`;
    if (found[`iy${t}`]! > 0)
      reject("value", place, "finite numbers or missing ones", said(`infinite ones in ${found[`iy${t}`]} rows`)); // biome-ignore format: one line
    if (found[`fy${t}`] === found["rows"]) reject("value", place, "at least one observed target", said("none")); // biome-ignore format: one line
  }
  return {
    featureShifts: features.map((_, j) => found[`mx${j}`]!),
    targetShifts: targets.map((_, t) => found[`my${t}`]!),
    complete: targets.every((_, t) => found[`fy${t}`] === 0),
  };
}

/** Refuses weights that no fit could take, where there are some. */
export async function checkWeights(
  source: Source,
  { where, weight }: Asked,
  signal?: AbortSignal,
): Promise<void> {
  if (!weight) return;
  const bad = `CASE WHEN ${weight} IS NULL OR (${weight} >= 0 AND ${finite(weight)}) THEN 0 ELSE 1 END`;
  const [row] = await source.query(`SELECT sum(${bad}) AS ${named("bad")} FROM ${source.from}`, signal);
  const count = Number(unnamed(row!)["bad"]);
  if (count > 0) reject("value", `${where}.weight`, "finite weights >= 0", said(`others in ${count} rows`));
}
