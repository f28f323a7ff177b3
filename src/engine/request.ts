import { checkOptions } from "../check/options.ts";
import { reject, said } from "../check/reject.ts";
import { named, unnamed } from "./answer.ts";
import type { Dialect, Source } from "./source.ts";

/** A column of labels: one feature of 0 and 1 a label. */
export interface Categorical {
  readonly column: string;
  /** The labels that become features, in their order; default all that are there, sorted. */
  readonly categories?: readonly (string | number | boolean)[];
}

/** What to learn from what. */
export interface Request {
  /** Numeric columns by name, and columns of labels. */
  readonly features: readonly (string | Categorical)[];
  /** One numeric column a task; with `task` one column for all. NULL and NaN are missing targets. */
  readonly targets: readonly string[];
  /** The column that tells whose row it is, where tasks have rows of their own. */
  readonly task?: string;
  /** The column of the rows' weights, >= 0; rows of weight 0 or NULL do not count. */
  readonly weight?: string;
  /** Splits the rows into `count` folds by a hash of the column `key`: rows of one key are in one fold, today and tomorrow. */
  readonly fold?: { readonly key: string; readonly count: number };
}

/** A number of every row. */
export interface Feature {
  readonly name: string;
  /** What computes it, in the words of its engine. */
  readonly sql: string;
}

/** A request that is checked against its source, in SQL. */
export interface Asked {
  /** Who asks, for refusals. */
  readonly where: string;
  readonly features: readonly Feature[];
  /** As many, each a number of 64 bits or NULL; labels as they are, where they were asked for. */
  readonly targets: readonly Feature[];
  readonly task: string | undefined;
  readonly weight: string | undefined;
  readonly fold: { readonly sql: string; readonly count: number } | undefined;
}

/** Checks a request against the columns of the source, and asks for the labels of columns whose are not given. */
export async function readRequest(
  where: string,
  source: Source,
  given: Request,
  signal?: AbortSignal,
  kind: "numbers" | "labels" = "numbers",
): Promise<Asked> {
  const { features, targets, task, weight, fold } = given;
  for (const [name, list] of Object.entries({ features, targets })) {
    if (!Array.isArray(list) || list.length === 0) reject("param", `${where}.${name}`, "a list of columns", list); // biome-ignore format: one line
  }
  if (task !== undefined && targets.length !== 1) {
    reject("param", `${where}.targets`, "one column beside task", said(`${targets.length}`));
  }
  if (fold !== undefined && !(Number.isInteger(fold?.count) && fold.count >= 2)) {
    reject("param", `${where}.fold.count`, "an integer >= 2", fold?.count);
  }
  const { dialect } = source;
  const types = new Map((await source.columns(signal)).map(({ name, type }) => [name, type]));
  const column = (place: string, name: unknown): string => {
    if (typeof name === "string" && types.has(name)) return dialect.name(name);
    return reject("value", `${where}.${place}`, `one of the columns ${[...types.keys()].join(", ")}`, name);
  };
  const number = (place: string, name: string): string => {
    const quoted = column(place, name);
    const type = types.get(name)!;
    if (!dialect.isNumeric(type)) {
      const rule = place === "features" ? "a column of numbers, or { column } for labels" : "a column of numbers"; // biome-ignore format: one line
      reject("value", `${where}.${place} ${JSON.stringify(name)}`, rule, said(type));
    }
    return dialect.double(quoted);
  };
  const found: Feature[] = [];
  for (const feature of features) {
    if (typeof feature === "string") found.push({ name: feature, sql: number("features", feature) });
    else {
      checkOptions(`${where}.features`, feature, ["column", "categories"]);
      const quoted = column("features", feature.column);
      const labels = feature.categories ?? (await labelsOf(source, quoted, signal));
      found.push(...labels.map((label) => indicator(dialect, feature.column, quoted, label)));
    }
  }
  const names = found.map(({ name }) => name);
  const twice = names.find((name, k) => names.indexOf(name) !== k);
  if (twice !== undefined)
    reject("value", `${where}.features`, "different columns", said(`${JSON.stringify(twice)} twice`));
  const isLabel = (name: string) =>
    !dialect.isNumeric(types.get(name) ?? "") || /^bool/i.test(types.get(name)!);
  const target = (name: string): string =>
    kind === "labels" && isLabel(name) ? column("targets", name) : number("targets", name);
  return {
    where,
    features: found,
    targets: targets.map((name) => ({ name, sql: target(name) })),
    task: task === undefined ? undefined : column("task", task),
    weight: weight === undefined ? undefined : number("weight", weight),
    fold: fold && { sql: dialect.bucket(column("fold.key", fold.key), fold.count), count: fold.count },
  };
}

const indicator = (
  dialect: Dialect,
  name: string,
  quoted: string,
  label: string | number | boolean,
): Feature => ({
  name: `${name}=${label}`,
  sql: dialect.double(
    `CASE WHEN ${quoted} IS NULL THEN NULL WHEN ${quoted} = ${dialect.value(label)} THEN 1 ELSE 0 END`,
  ),
});

async function labelsOf(
  { query, from }: Source,
  quoted: string,
  signal?: AbortSignal,
): Promise<readonly (string | number | boolean)[]> {
  const rows = await query(
    `SELECT DISTINCT ${quoted} AS ${named("label")} FROM ${from} WHERE ${quoted} IS NOT NULL`,
    signal,
  );
  const labels = rows.map((row) => {
    const { label } = unnamed(row);
    return typeof label === "bigint" ? Number(label) : label;
  });
  return (labels as (string | number | boolean)[]).sort((a, b) => (a < b ? -1 : Number(a > b)));
}
