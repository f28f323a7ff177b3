import { checkOptions } from "../check/options.ts";
import { PolytaskError } from "../check/reject.ts";
import { guardedExp } from "./guarded-exp.ts";
import { type Addressee, askAgain, grace, isCutOff, type Patience, readPatience } from "./patience.ts";
import type { Dialect, Row, Source } from "./source.ts";

interface Options extends Patience {
  /** Default localhost. */
  readonly host?: string;
  /** Default 5432. */
  readonly port?: number;
  readonly user?: string;
  readonly password?: string;
  readonly database?: string;
}

/** A PostgreSQL server that is asked. */
export interface Postgres {
  /** The rows of a table or view; of a partitioned one over foreign servers every server may add up its own. */
  table(name: string): Source;
  /** The rows of a query of yours, which is run as it stands. */
  query(sql: string): Source;
  close(): Promise<void>;
}

type Pool = import("pg").Pool;
type QueryConfig = import("pg").QueryConfig;
type Types = import("pg").CustomTypesConfig;

const owner = "openPostgres";

/**
 * Opens a PostgreSQL server, one machine or many: over a table partitioned by Citus or `postgres_fdw` every machine adds up its own
 * rows where the server is let (`enable_partitionwise_aggregate`). Needs the package `pg`.
 *
 * Columns of integers, floating and decimal numbers are numbers; a boolean column is one of labels.
 *
 * @throws PolytaskError where that package is not installed; whether the server answers shows with the first question
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { openPostgres, statisticsFrom } from "polytask/engine";
 *
 * const server = await openPostgres({ host: "127.0.0.1", port: 1, retries: 0 }); // nobody is there
 * const request = { features: ["age"], targets: ["score"], task: "school" };
 * await assert.rejects(statisticsFrom(server.table("pupils"), request), /^PolytaskError: PostgreSQL at 127.0.0.1:1: .*ECONNREFUSED/);
 * await server.close();
 * ```
 */
export async function openPostgres(options: Options = {}): Promise<Postgres> {
  checkOptions(owner, options, ["host", "port", "user", "password", "database", "timeLimit", "retries"]);
  const { host = "localhost", port = 5432, timeLimit, retries, ...rest } = readPatience(owner, options);
  const pg = await load();
  const pool = new pg.Pool({
    ...{ host, port, connectionTimeoutMillis: timeLimit, ...rest },
    ...{ statement_timeout: timeLimit, query_timeout: timeLimit + grace },
  });
  pool.on("error", unheard);
  const types: Types = {
    getTypeParser: (kind: number, format?: "text" | "binary") => readers.get(kind) ?? pg.types.getTypeParser(kind, format as "text"), // biome-ignore format: one line
  };
  const addressee = { place: `PostgreSQL at ${host}:${port}`, retries, passes };
  const source = (from: string): Source => sourceOf(pool, types, addressee, from);
  return {
    table: (name) => source(name.split(".").map(dialect.name).join(".")),
    query: (sql) => source(`(${sql}) AS asked`),
    close: () => pool.end(),
  };
}

async function load(): Promise<typeof import("pg").default> {
  try {
    return (await import("pg")).default;
  } catch (cause) {
    throw new PolytaskError("source", `${owner}: needs the package pg: install it beside polytask`, {
      cause,
    });
  }
}

/** Types of numbers that the package gives as texts, by their numbers in the server's catalogue. */
const readers = new Map<number, (text: string) => unknown>([
  [20, BigInt], // int8
  [1700, Number], // numeric
]);

/** Connections that were lost, servers that start or stop or have no place left, and foreign servers that do not answer. */
const passing = /^(08...|57P0[123]|53300|HV00N)$/;

/** What the package itself says of a connection that was lost or is silent, without a code. */
const silent = /^(Connection terminated|Query read timeout|timeout exceeded when trying to connect)/;

const passes = (cause: unknown): boolean => {
  const { code, message } = cause as Error & { readonly code?: string };
  return code === undefined ? silent.test(message) : passing.test(code) || isCutOff(cause);
};

function sourceOf(pool: Pool, types: Types, addressee: Addressee, from: string): Source {
  const ask = (text: string, signal?: AbortSignal) =>
    askAgain(addressee, text, () => sent(pool, { text, types }, signal), signal);
  return {
    from,
    dialect,
    async columns(signal) {
      const { fields } = await ask(`SELECT * FROM ${from} LIMIT 0`, signal);
      if (fields.length === 0) return [];
      const kinds = fields.map(({ dataTypeID }, k) => `format_type(${dataTypeID}, NULL) AS t${k}`);
      const [row] = (await ask(`SELECT ${kinds.join(", ")}`, signal)).rows as Row[];
      return fields.map(({ name }, k) => ({ name, type: `${row![`t${k}`]}` }));
    },
    query: async (sql, signal) => (await ask(sql, signal)).rows as Row[],
  };
}

/** A connection that breaks says so to whoever asks, or else to nobody: the next question opens another. */
const unheard = (): void => undefined;

/** Sends a query once; an aborted signal ends it on the server. */
async function sent(pool: Pool, query: QueryConfig, signal: AbortSignal | undefined) {
  const client = await pool.connect();
  if (signal?.aborted) {
    client.release();
    throw signal.reason;
  }
  const { processID } = client as typeof client & { readonly processID: number };
  const stop = (): void => {
    const cancel = pool.query("SELECT pg_cancel_backend($1)", [processID]);
    cancel.catch(() => undefined); // the query that was to be ended says what is wrong
  };
  signal?.addEventListener("abort", stop);
  client.on("error", unheard);
  const broken = await client.query(query).then(
    (answer) => ({ answer }),
    (cause: unknown) => ({ cause }),
  );
  signal?.removeEventListener("abort", stop);
  client.off("error", unheard);
  client.release("cause" in broken); // a connection in doubt is not used again
  if ("cause" in broken) throw broken.cause;
  return broken.answer;
}

const dialect: Dialect = {
  name: (identifier) => `"${identifier.replaceAll('"', '""')}"`,
  value: (value) =>
    typeof value === "string"
      ? `E'${value.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`
      : typeof value === "number"
        ? dialect.double(`'${value}'`)
        : `${value}`,
  double: (expression) => `CAST(${expression} AS double precision)`,
  text: (expression) => `CAST(${expression} AS text)`,
  infinite: (expression) => `(abs(${expression}) = ${dialect.double("'Infinity'")})`,
  exp: (expression) => guardedExp(dialect, expression),
  joined: (parts) => parts.join(" || "),
  bucket: (expression, count) =>
    `(CAST(CAST('x' || substr(md5(${dialect.text(expression)}), 1, 8) AS bit(32)) AS bigint) % ${count})`,
  isNumeric: (type) => /^(smallint|integer|bigint|real|double precision|numeric)$/.test(type),
  widest: 1600,
  once: "OFFSET 0", // measured: a tenth of the time at 8 features, a fortieth at 16, though shards send their columns then
};
