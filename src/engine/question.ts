import type { Places } from "../statistics/column-sums.ts";
import { named, unnamed } from "./answer.ts";
import type { Asked } from "./request.ts";
import type { Source } from "./source.ts";
import { counting, survey } from "./survey.ts";

/** The numbers of rows, asked of an engine. */
export interface Question {
  /** Numbers; a missing one is NULL or NaN. */
  readonly numbers: readonly string[];
  /** The same, never NULL: a missing one is NaN. */
  readonly select: readonly string[];
  /** Where they come from: FROM and what follows it. */
  readonly from: string;
  /** Which of them are what; those of the task and of the fold are their numbers. */
  readonly places: Places & { readonly task: number | undefined; readonly fold: number | undefined };
}

/** The tasks and their numbers, as a table. */
const tasksAsked = ({ from }: Source, asked: Asked): string =>
  `(SELECT ${named("task")}, row_number() OVER (ORDER BY ${named("task")}) - 1 AS ${named("at")} FROM (SELECT DISTINCT ${asked.task} AS ${named("task")} FROM ${from} ${counting(asked)}) AS different) AS known`;

/** The tasks' values by their numbers. NULL is none, which `survey` says. */
export async function tasksOf(
  source: Source,
  asked: Asked,
  signal?: AbortSignal,
): Promise<readonly unknown[]> {
  const answer = await source.query(`SELECT * FROM ${tasksAsked(source, asked)}`, signal);
  const values: unknown[] = [];
  for (const { task, at } of answer.map(unnamed)) values[Number(at)] = task;
  if (values.length === 0 || values.includes(null)) await survey(source, asked, signal);
  return values;
}

/** Asks for features, targets, weights, tasks and folds of the rows that count, and for which `also` holds. */
export function questionOf(source: Source, asked: Asked, also?: string): Question {
  const { from, dialect } = source;
  const { features, targets, task, weight, fold } = asked;
  const list = [...features, ...targets].map(({ sql }) => sql);
  const add = (sql: string | undefined): number | undefined =>
    sql === undefined ? undefined : list.push(dialect.double(sql)) - 1;
  const places = {
    features: [...features.keys()],
    targets: targets.map((_, t) => features.length + t),
    ...{ weight: add(weight), task: add(task && named("at")), fold: add(fold?.sql) },
  };
  const select = list.map((sql) => `coalesce(${sql}, ${dialect.value(Number.NaN)})`);
  const known = task ? `JOIN ${tasksAsked(source, asked)} ON ${task} = ${named("task")}` : "";
  return { numbers: list, select, places, from: `FROM ${from} ${known} ${counting(asked, also)}` };
}
