import { checkOptions } from "../check/options.ts";
import { PolytaskError, reject } from "../check/reject.ts";
import { told } from "./answer.ts";
import type { Dialect, Row, Source } from "./source.ts";

interface Options {
  /** Default localhost. */
  readonly host?: string;
  /** Default 5432. */
  readonly port?: number;
  readonly user?: string;
  readonly password?: string;
  readonly database?: string;
  /** How long a query may take, in milliseconds, before the server ends it; 300 000 without it. */
  readonly timeLimit?: number;
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
 * const server = await openPostgres({ host: "127.0.0.1", port: 1 }); // nobody is there
 * const request = { features: ["age"], targets: ["score"], task: "school" };
 * await assert.rejects(statisticsFrom(server.table("pupils"), request), /^PolytaskError: PostgreSQL at 127.0.0.1:1: .*ECONNREFUSED/);
 * await server.close();
 * ```
 */
export async function openPostgres(options: Options = {}): Promise<Postgres> {
  checkOptions(owner, options, ["host", "port", "user", "password", "database", "timeLimit"]);
  const { host = "localhost", port = 5432, timeLimit = 300_000, ...rest } = options;
  if (!(Number.isInteger(timeLimit) && timeLimit > 0))
    reject("param", `${owner}.timeLimit`, "an integer >= 1", timeLimit);
  const pg = await load();
  const pool = new pg.Pool({ host, port, statement_timeout: timeLimit, ...rest });
  pool.on("error", () => undefined); // a connection that broke while nobody asked; the next question opens another
  const types: Types = {
    getTypeParser: (kind: number, format?: "text" | "binary") => readers.get(kind) ?? pg.types.getTypeParser(kind, format as "text"), // biome-ignore format: one line
  };
  const source = (from: string): Source => sourceOf(pool, types, `${host}:${port}`, from);
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

function sourceOf(pool: Pool, types: Types, place: string, from: string): Source {
  const ask = async (text: string, signal?: AbortSignal) => {
    signal?.throwIfAborted();
    try {
      const client = await pool.connect();
      const { processID } = client as typeof client & { readonly processID: number };
      const stop = (): void => {
        const cancel = pool.query("SELECT pg_cancel_backend($1)", [processID]);
        cancel.catch(() => undefined); // the query that was to be ended says what is wrong
      };
      signal?.addEventListener("abort", stop);
      const broken = await client.query({ text, types }).then(
        (answer) => ({ answer }),
        (cause: unknown) => ({ cause }),
      );
      signal?.removeEventListener("abort", stop);
      client.release("cause" in broken); // a connection in doubt is not used again
      if ("cause" in broken) throw broken.cause;
      return broken.answer;
    } catch (cause) {
      signal?.throwIfAborted();
      throw new PolytaskError("source", `PostgreSQL at ${place}: ${told(cause)}`, { cause });
    }
  };
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
  joined: (parts) => parts.join(" || "),
  bucket: (expression, count) =>
    `(CAST(CAST('x' || substr(md5(${dialect.text(expression)}), 1, 8) AS bit(32)) AS bigint) % ${count})`,
  isNumeric: (type) => /^(smallint|integer|bigint|real|double precision|numeric)$/.test(type),
  widest: 1600,
};
