import { type OnProgress, StoppedError } from "../base/work.ts";
import { checkOptions } from "../check/options.ts";
import { reject, said } from "../check/reject.ts";
import { type FoldStatistics, foldsOfParts } from "../fold/fold-statistics.ts";
import { type Moments, mergeMoments, noMoments, pickTasks } from "../statistics/moments.ts";
import { TaskStatistics } from "../statistics/task-statistics.ts";
import { addUp, type Cell, type Shifts } from "./cells.ts";
import { type Asked, type Feature, type Request, readRequest } from "./request.ts";
import type { Source } from "./source.ts";
import { streamedCells } from "./streamed-cells.ts";
import { survey } from "./survey.ts";
import { sortedTasks } from "./task-order.ts";

/** Who adds up: the engine, or the kernels here. */
export type Road = "sums" | "columns";

export interface StatisticsOptions extends Request {
  /**
   * "sums": the engine adds up; "columns": it hands over its columns, which the kernels here add up; "auto": what was measured to be
   * faster, where there is a choice.
   */
  readonly road?: "auto" | Road;
  /** Cancels the query that runs, on the engine too. */
  readonly signal?: AbortSignal;
  /** Told before every step and every block of columns that is asked for; false stops the work. */
  readonly onProgress?: OnProgress;
}

/** What an engine has added up. */
export interface EngineStatistics {
  /** Of all rows: for `fitStatistics`. */
  readonly statistics: TaskStatistics;
  /** With `fold`: of the rows of every fold, and of those of all others; for `crossValidate` of `polytask/select`. */
  readonly folds?: FoldStatistics;
  /** Which way it was done. */
  readonly road: Road;
  /** p features: their names, those of a column of labels are `column=label`, and how the engine computes them. */
  readonly features: readonly Feature[];
}

/** So many tasks are asked again in one query. */
const together = 64;

const where = "statisticsFrom";
const known = ["features", "targets", "task", "weight", "fold", "road", "signal", "onProgress"] as const;

/**
 * The statistics of rows that an engine holds: it adds, a few kilobytes come back, and no row does.
 *
 * Columns are looked at once for where they lie; products are of what is left without that, never of large numbers. A task
 * whose columns lie far from all others' is asked again about its own. Missing targets make a group of rows for each
 * pattern in which they are missing, so that every task has the rows on which it is observed, as in memory.
 *
 * Where tasks have rows of their own they are named by the values of their column, sorted: numbers by size, texts by their
 * letters. Sums in an engine have no fixed order, so the last digits may differ from run to run.
 *
 * DuckDB, which runs in this process, has a second road: its threads show their columns, a run of 2048 rows at a time, and the kernels here
 * multiply them (`road` "columns"). Every row is read once then, and memory does not grow with the rows. Groups of rows of Parquet files and
 * of tables are added up each by itself and merged in their order, so that any number of its threads gives the same bits; rows of queries,
 * views and texts are handed over in their order. Measured, a thread of DuckDB adds a row to 2.5 sums while one number of a row is handed over:
 * p features and T targets go by columns where their p (p + 1) / 2 + p T + 3 p + 2 T sums are more than 2.5 (p + T) times its threads. On two
 * threads and for one target that is from 4 features on; 32 took from a half to an eighth of the time.
 *
 * @param source - rows of an engine: a table, files, a query
 * @param options - the columns, and how to watch and to stop the work
 * @throws PolytaskError where a column is unknown, holds no numbers or no finite ones, where a weight is below 0, where a task
 * has no rows in a fold, or where the engine refuses
 * @see Chan, Golub & LeVeque 1983, Algorithms for computing the sample variance
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { TaskRelationshipRegressor } from "polytask";
 * import { openDuckdb, statisticsFrom } from "polytask/engine";
 *
 * const database = await openDuckdb();
 * const pupils = database.query("SELECT i % 3 AS school, i % 7 AS age, i % 5 AS hours, i % 7 + 2 * (i % 5) AS score FROM range(1000) AS t(i)");
 * const { statistics } = await statisticsFrom(pupils, { features: ["age", "hours"], targets: ["score"], task: "school" });
 * const model = new TaskRelationshipRegressor({ alpha: 1e-9, beta: 1e-9, tol: 1e-14 }).fitStatistics(statistics);
 * assert.deepEqual(model.model.taskNames, ["0", "1", "2"]);
 * assert.ok(Math.abs(model.coef.get(1, 0) - 2) < 1e-6);
 * database.close();
 * ```
 */
export async function statisticsFrom(source: Source, options: StatisticsOptions): Promise<EngineStatistics> {
  checkOptions(where, options, known);
  const { signal, onProgress, road: wanted = "auto", ...request } = options ?? {};
  const tell = (stage: string, fraction: number): void => {
    if (onProgress?.({ stage, fraction }) === false) throw new StoppedError();
  };
  signal?.throwIfAborted();
  tell("columns", 0);
  const asked = await readRequest(where, source, request as Request, signal);
  const road = await roadFor(source, asked, wanted);
  const told = (rows: number): void => tell("rows", 1 - 0.9 / (1 + rows / 1e6)); // nobody knows how many there are
  const cells = await (road === "columns"
    ? streamedCells(source, source.stream!, asked, told, signal)
    : cellsOfSums(source, asked, tell, signal));
  tell("done", 1);
  const T = asked.targets.length;
  const build = (chosen: readonly Cell[], fold?: number): TaskStatistics =>
    asked.task ? ofTasks(features, chosen, names, fold) : ofTargets(features, T, chosen, asked.targets, fold);
  const names = sortedTasks(cells.map(({ task }) => task));
  const { features } = asked;
  if (!asked.fold) return { statistics: build(cells), road, features };
  const parts = Array.from({ length: asked.fold.count }, (_, k) => build(cells.filter(({ fold }) => fold === k), k)); // biome-ignore format: one line
  const folds = foldsOfParts(parts);
  return { statistics: folds.total, folds, road, features };
}

/** The road that was asked for, where the source has it; else the faster one. */
async function roadFor({ stream }: Source, asked: Asked, wanted: "auto" | Road): Promise<Road> {
  if (!["auto", "sums", "columns"].includes(wanted))
    reject("param", `${where}.road`, '"auto", "sums" or "columns"', wanted);
  if (wanted === "columns" && !stream)
    reject("pair", `${where}.road`, '"sums", as this engine does not hand over its columns', wanted);
  if (wanted !== "auto" || !stream) return wanted === "columns" ? "columns" : "sums";
  const [p, T] = [asked.features.length, asked.targets.length];
  const sums = (p * (p + 1)) / 2 + p * T + 3 * p + 2 * T;
  return sums > (p + T) * (await stream.sumsPerNumber()) ? "columns" : "sums";
}

/** Cells that the engine adds up: a look at where columns lie, then products; and again of tasks that lie apart. */
async function cellsOfSums(
  source: Source,
  asked: Asked,
  tell: (stage: string, fraction: number) => void,
  signal: AbortSignal | undefined,
): Promise<Cell[]> {
  const within = (stage: string, from: number, to: number) => (fraction: number) =>
    tell(stage, from + (to - from) * fraction);
  const seen = await survey(source, asked, signal, within("means", 0.1, 0.3));
  const cells = await addUp(source, asked, seen, { tell: within("products", 0.3, 0.7), signal });
  const far = asked.task ? [...new Set(cells.filter(({ lossy }) => lossy).map(({ task }) => task))] : [];
  for (let at = 0; at < far.length; at += together) {
    const own = new Map(far.slice(at, at + together).map((task) => [task, shiftsOf(cells, task)]));
    const [from, to] = [at, at + own.size].map((done) => 0.7 + (0.3 * done) / far.length);
    const told = within("products of tasks that lie apart", from!, to!);
    const again = await addUp(source, asked, seen, { tell: told, signal }, own);
    for (let k = cells.length - 1; k >= 0; k--) if (own.has(cells[k]!.task)) cells.splice(k, 1);
    cells.push(...again);
  }
  return cells;
}

/** Where a task's columns lie, from what is known of it so far. */
function shiftsOf(cells: readonly Cell[], task: unknown): Shifts {
  const { meanX, meanY } = cells
    .filter((cell) => cell.task === task && cell.moments.meanY.length > 0)
    .map(({ moments }) => moments)
    .reduce(mergeMoments);
  return { features: [...meanX], targets: [...meanY] };
}

const namesIn = (list: readonly { readonly name: string }[]): readonly string[] =>
  list.map(({ name }) => name);

/** One group a task. */
function ofTasks(
  features: readonly Feature[],
  cells: readonly Cell[],
  names: readonly unknown[],
  fold?: number,
): TaskStatistics {
  const own = new Map<unknown, Moments>();
  for (const { task, moments } of cells) {
    if (moments.meanY.length === 0) continue; // its one target is missing
    const known = own.get(task);
    own.set(task, known ? mergeMoments(known, moments) : moments);
  }
  const groups = names.map((name, t) => {
    const moments = own.get(name);
    return moments ? { tasks: [t], moments } : lacks(`task ${name}`, fold);
  });
  return new TaskStatistics(features.length, names.length, names.map(String), groups, undefined, namesIn(features)); // biome-ignore format: one line
}

/** Targets that are observed on the same rows share a group. */
function ofTargets(
  features: readonly Feature[],
  T: number,
  cells: readonly Cell[],
  targets: readonly { readonly name: string }[],
  fold?: number,
): TaskStatistics {
  const patterns = cells.map(({ pattern }) => pattern || "1".repeat(T)).sort();
  const alike = new Map<string, number[]>();
  for (let t = 0; t < T; t++) {
    const rows = patterns.map((pattern) => pattern[t]).join("");
    alike.set(rows, [...(alike.get(rows) ?? []), t]);
  }
  const groups = Array.from(alike.values(), (tasks) => {
    let moments = noMoments(features.length, tasks.length);
    for (const cell of cells) {
      const observed = [...Array(T).keys()].filter((t) => cell.pattern === "" || cell.pattern[t] === "1");
      if (!observed.includes(tasks[0]!)) continue;
      moments = mergeMoments(
        moments,
        pickTasks(
          cell.moments,
          tasks.map((t) => observed.indexOf(t)),
        ),
      );
    }
    return moments.count > 0 ? { tasks, moments } : lacks(`target ${targets[tasks[0]!]!.name}`, fold);
  });
  return new TaskStatistics(features.length, T, namesIn(targets), groups, undefined, namesIn(features));
}

const lacks = (task: string, fold: number | undefined): never =>
  reject("value", `${where} ${task}`, `observed rows${fold === undefined ? "" : " in every fold"}`, said(fold === undefined ? "none" : `none in fold ${fold}`)); // biome-ignore format: one line
