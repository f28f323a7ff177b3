import { checkOptions } from "../check/options.ts";
import { reject } from "../check/reject.ts";
import { named, unnamed } from "./answer.ts";
import type { TypedDialect } from "./dialects.ts";
import { type Addressee, askAgain, isCutOff, type Patience, readPatience } from "./patience.ts";
import type { Row, Source } from "./source.ts";

/** Anything that answers SQL: the client of an engine, in a few lines of yours. */
export interface Executor {
  /** The rows of an answer; a signal that is aborted should cancel the query on the engine. */
  query(sql: string, signal?: AbortSignal): Promise<readonly Row[]>;
}

interface Options extends Pick<Patience, "retries"> {
  /** Whether what your client threw may be over the next time; default a connection that was refused, cut off or silent, by Node's codes. */
  readonly passes?: (cause: unknown) => boolean;
}

/** An engine that is asked through an executor. */
export interface Engine {
  /** The rows of a table or view; dots part its catalogue, its schema and its name. */
  table(name: string): Source;
  /** The rows of a query of yours, which is run as it stands. */
  query(sql: string): Source;
}

const owner = "openExecutor";

/**
 * Asks any engine that answers SQL, through a function of yours and a dialect: `trino`, `bigQuery`, `snowflake`, `sparkSQL`, or one of
 * your own. The types of columns are read off one row, so that a table without rows has no columns.
 *
 * @throws PolytaskError where the executor has no `query`, or there is no dialect; what the engine refuses is one sentence
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { openExecutor, statisticsFrom, trino } from "polytask/engine";
 *
 * const asleep = { query: () => Promise.reject(new Error("the coordinator sleeps")) };
 * const rows = openExecutor(asleep, trino).table("hive.sales.orders");
 * await assert.rejects(statisticsFrom(rows, { features: ["x"], targets: ["y"] }), /^PolytaskError: Trino: the coordinator sleeps$/);
 * ```
 */
export function openExecutor(executor: Executor, dialect: TypedDialect, options: Options = {}): Engine {
  checkOptions(owner, executor, ["query"]);
  if (typeof executor.query !== "function") reject("param", `${owner}.query`, "a function", executor.query);
  if (typeof dialect?.typeOf !== "function") reject("param", `${owner}.dialect`, "a dialect, such as trino", dialect); // biome-ignore format: one line
  checkOptions(owner, options, ["retries", "passes"]);
  const { passes = isCutOff, retries } = readPatience(owner, options);
  if (typeof passes !== "function") reject("param", `${owner}.passes`, "a function", passes);
  const addressee = { place: dialect.engine, retries, passes };
  const source = (from: string): Source => sourceOf(executor, addressee, dialect, from);
  return {
    table: (name) => source(name.split(".").map(dialect.name).join(".")),
    query: (sql) => source(`(${sql}) AS asked`),
  };
}

function sourceOf(executor: Executor, addressee: Addressee, dialect: TypedDialect, from: string): Source {
  const query: Source["query"] = (sql, signal) =>
    askAgain(addressee, sql, async () => (await executor.query(sql, signal)).map(ours), signal);
  return {
    from,
    dialect,
    query,
    async columns(signal) {
      const [first] = await query(`SELECT * FROM ${from} LIMIT 1`, signal);
      if (!first) return [];
      const names = Object.keys(first);
      const kinds = names.map((name, k) => `${dialect.typeOf(dialect.name(name))} AS ${named(`t${k}`)}`);
      const [row] = await query(`SELECT ${kinds.join(", ")} FROM ${from} LIMIT 1`, signal);
      const types = unnamed(row!);
      return names.map((name, k) => ({ name, type: `${types[`t${k}`]}` }));
    },
  };
}

/** Some engines write the names of results in capitals. */
const ours = (row: Row): Row =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [/^POLYTASK_/.test(name) ? name.toLowerCase() : name, value])); // biome-ignore format: one line
