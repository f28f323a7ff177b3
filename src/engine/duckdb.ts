import { checkOptions } from "../check/options.ts";
import { PolytaskError, reject } from "../check/reject.ts";
import { told } from "./answer.ts";
import { type Blocks, blocksOfParquet, blocksOfTable } from "./duckdb-blocks.ts";
import { openWindow } from "./duckdb-shown.ts";
import { streamOf } from "./duckdb-stream.ts";
import type { Dialect, Row, Source } from "./source.ts";

interface Options {
  /** The file of the database; default none, a database in memory, which reads files all the same. */
  readonly path?: string;
  /** How many threads it may use; its own choice without it. */
  readonly threads?: number;
  /** How much memory it may use, such as "2GB"; its own choice without it. */
  readonly memoryLimit?: string;
}

/** A DuckDB database that is open. */
export interface Duckdb {
  /** The rows of a table or view. */
  table(name: string): Source;
  /** The rows of files, a path or a pattern such as "sales/*.parquet": CSV, Parquet, JSON; Arrow once DuckDB has loaded its extension nanoarrow. */
  files(pattern: string | readonly string[]): Source;
  /** The rows of a query of yours, which is run as it stands. */
  query(sql: string): Source;
  close(): void;
}

type Connection = import("@duckdb/node-api").DuckDBConnection;

const owner = "openDuckdb";

/**
 * Opens DuckDB, the engine that runs in this process: tables and files larger than memory. Needs the package `@duckdb/node-api`.
 *
 * @throws PolytaskError where that package is not installed, or the database cannot be opened
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MultiOutputRidge } from "polytask";
 * import { openDuckdb, statisticsFrom } from "polytask/engine";
 *
 * const database = await openDuckdb();
 * const rows = database.query("SELECT i AS x, 1 + 2 * i AS y FROM range(1000) AS t(i)");
 * const { statistics } = await statisticsFrom(rows, { features: ["x"], targets: ["y"] });
 * const model = new MultiOutputRidge({ alpha: 0 }).fitStatistics(statistics);
 * assert.ok(Math.abs(model.predict([[10]]).get(0, 0) - 21) < 1e-9);
 * database.close();
 * ```
 */
export async function openDuckdb(options: Options = {}): Promise<Duckdb> {
  checkOptions(owner, options, ["path", "threads", "memoryLimit"]);
  const { path = ":memory:", threads, memoryLimit } = options;
  if (threads !== undefined && !(Number.isInteger(threads) && threads > 0))
    reject("param", `${owner}.threads`, "an integer >= 1", threads);
  if (memoryLimit !== undefined && typeof memoryLimit !== "string")
    reject("param", `${owner}.memoryLimit`, 'a size such as "2GB"', memoryLimit);
  const duckdb = await load();
  const settings = {
    ...(threads && { threads: `${threads}` }),
    ...(memoryLimit && { memory_limit: memoryLimit }),
  };
  const instance = await duckdb.DuckDBInstance.create(path, settings).catch((cause: unknown) =>
    reject("source", `${owner}.path`, `a database that can be opened (${told(cause)})`, path, { cause }),
  );
  const connection = await instance.connect();
  const window = openWindow(duckdb, connection);
  const source = (from: string, blocksOf?: (rows: Source) => Promise<Blocks | undefined>): Source => {
    const rows = sourceOf(connection, from);
    return { ...rows, stream: streamOf(instance, window, async () => blocksOf?.(rows)) };
  };
  return {
    table: (name) => source(dialect.name(name), (rows) => blocksOfTable(rows, name)),
    files(pattern) {
      const list = typeof pattern === "string" ? [pattern] : pattern;
      if (list.length === 0) reject("param", "Duckdb.files", "a path, a pattern or a list of them", pattern);
      const quoted = list.map(dialect.value).join(", ");
      const several = `[${quoted}]`;
      const from = list.length === 1 ? quoted : `${readerOf(list[0]!)}(${several})`;
      const isParquet = list.every((file) => readerOf(file) === "read_parquet");
      return source(from, isParquet ? (rows) => blocksOfParquet(rows, several) : undefined);
    },
    query: (sql) => source(`(${sql}) AS asked`),
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** What reads a list of files; one alone DuckDB recognises by its name. */
function readerOf(file: string): string {
  const readers = { ".parquet": "read_parquet", ".json": "read_json", ".jsonl": "read_json", ".ndjson": "read_json", ".arrow": "read_arrow", ".arrows": "read_arrow" }; // biome-ignore format: a table
  return Object.entries(readers).find(([ending]) => file.endsWith(ending))?.[1] ?? "read_csv";
}

async function load(): Promise<typeof import("@duckdb/node-api")> {
  try {
    return await import("@duckdb/node-api");
  } catch (cause) {
    throw new PolytaskError("source", `${owner}: needs the package @duckdb/node-api: install it beside polytask`, { cause }); // biome-ignore format: a sentence
  }
}

function sourceOf(connection: Connection, from: string): Source {
  const query: Source["query"] = async (sql, signal) => {
    signal?.throwIfAborted();
    const stop = (): void => connection.interrupt();
    signal?.addEventListener("abort", stop);
    try {
      const answer = await connection.runAndReadAll(sql);
      return answer.getRowObjectsJS() as Row[];
    } catch (cause) {
      signal?.throwIfAborted();
      throw new PolytaskError("source", `DuckDB: ${told(cause)}`, { cause });
    } finally {
      signal?.removeEventListener("abort", stop);
    }
  };
  return {
    from,
    dialect,
    query,
    async columns(signal) {
      const rows = await query(`DESCRIBE SELECT * FROM ${from}`, signal);
      return rows.map(({ column_name, column_type }) => ({ name: `${column_name}`, type: `${column_type}` }));
    },
  };
}

const dialect: Dialect = {
  name: (identifier) => `"${identifier.replaceAll('"', '""')}"`,
  value: (value) =>
    typeof value === "string"
      ? `'${value.replaceAll("'", "''")}'`
      : typeof value === "number"
        ? `CAST('${value}' AS DOUBLE)`
        : `${value}`,
  double: (expression) => `CAST(${expression} AS DOUBLE)`,
  text: (expression) => `CAST(${expression} AS VARCHAR)`,
  infinite: (expression) => `isinf(${expression})`,
  exp: (expression) => `exp(${expression})`,
  joined: (parts) => parts.join(" || "),
  bucket: (expression, count) =>
    `CAST(CAST('0x' || left(md5(${dialect.text(expression)}), 8) AS UBIGINT) % ${count} AS INTEGER)`,
  isNumeric: (type) => /INT|DOUBLE|FLOAT|DECIMAL|BOOLEAN/.test(type),
  widest: 2000,
};
