import { checkOptions } from "../check/options.ts";
import { PolytaskError } from "../check/reject.ts";
import { type Addressee, askAgain, grace, isCutOff, type Patience, readPatience } from "./patience.ts";
import type { Dialect, Row, Source } from "./source.ts";

interface Options extends Patience {
  /** Where the server answers HTTP; default http://localhost:8123. */
  readonly url?: string;
  readonly username?: string;
  readonly password?: string;
  readonly database?: string;
}

/** A ClickHouse server that is asked. */
export interface Clickhouse {
  /** The rows of a table or view; of a Distributed one every shard adds up its own. */
  table(name: string): Source;
  /** The rows of a query of yours, which is run as it stands. */
  query(sql: string): Source;
  close(): Promise<void>;
}

type Client = import("@clickhouse/client").ClickHouseClient;
type Answer = import("@clickhouse/client").ResponseJSON<Row>;

const owner = "openClickhouse";

/**
 * Opens a ClickHouse server, one machine or many: of a Distributed table every shard adds up its own rows, and a few kilobytes come
 * back. A signal that is aborted, and an answer that does not come, end the query on the server and its shards. Needs the package
 * `@clickhouse/client`.
 *
 * @throws PolytaskError where that package is not installed; whether the server answers shows with the first question
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { openClickhouse, statisticsFrom } from "polytask/engine";
 *
 * const cluster = await openClickhouse({ url: "http://localhost:1", retries: 0 }); // nobody is there
 * const request = { features: ["age"], targets: ["score"], task: "school" };
 * await assert.rejects(statisticsFrom(cluster.table("pupils"), request), /^PolytaskError: ClickHouse at http:..localhost:1: /);
 * await cluster.close();
 * ```
 */
export async function openClickhouse(options: Options = {}): Promise<Clickhouse> {
  checkOptions(owner, options, ["url", "username", "password", "database", "timeLimit", "retries"]);
  const { url = "http://localhost:8123", timeLimit, retries, ...rest } = readPatience(owner, options);
  const { createClient, ClickHouseLogLevel } = await load();
  const client = createClient({
    ...{ url, request_timeout: timeLimit + grace, ...rest },
    clickhouse_settings: {
      max_query_size: "16777216",
      max_ast_elements: "1000000",
      output_format_json_quote_64bit_integers: 1,
      wait_end_of_query: 1, // what goes wrong on the way is an error, and no half of an answer
      max_execution_time: Math.ceil(timeLimit / 1000),
    },
    log: { level: ClickHouseLogLevel.OFF }, // what it has to say is thrown
  });
  const addressee = { place: `ClickHouse at ${url}`, retries, passes };
  return {
    table: (name) => sourceOf(client, addressee, name.split(".").map(dialect.name).join(".")),
    query: (sql) => sourceOf(client, addressee, `(${sql})`),
    close: () => client.close(),
  };
}

async function load(): Promise<typeof import("@clickhouse/client")> {
  try {
    return await import("@clickhouse/client");
  } catch (cause) {
    throw new PolytaskError("source", `${owner}: needs the package @clickhouse/client: install it beside polytask`, { cause }); // biome-ignore format: a sentence
  }
}

/** The number of what the server refuses, which old servers write into the sentence. */
function codeOf(cause: unknown): string | undefined {
  const { code, message } = cause as { readonly code?: unknown; readonly message?: string };
  return /^Code: (\d+)/.exec(message ?? "")?.[1] ?? /^\d+$/.exec(`${code}`)?.[0];
}

/** Of the server: the end of a stream, a name, a socket, the network, too many queries, no connection, of none of the replicas. */
const passing = new Set(["32", "198", "209", "210", "202", "203", "279"]);

const passes = (cause: unknown): boolean =>
  passing.has(codeOf(cause) ?? "") || isCutOff(cause) || (cause as Error).message === "Timeout error.";

function sourceOf(client: Client, addressee: Addressee, from: string): Source {
  const ask = (query: string, signal?: AbortSignal) =>
    askAgain(addressee, query, () => sent(client, query, signal), signal);
  return {
    from,
    dialect,
    async columns(signal) {
      const { meta } = await ask(`SELECT * FROM ${from} LIMIT 0`, signal);
      return meta ?? [];
    },
    query: async (sql, signal) => rowsOf(await ask(sql, signal)),
  };
}

/** Sends a query once; one whose answer did not come is ended on the server, and on its shards with it. */
async function sent(client: Client, query: string, signal: AbortSignal | undefined) {
  const query_id = crypto.randomUUID();
  try {
    const answer = await client.query({
      query,
      query_id,
      format: "JSON",
      ...(signal && { abort_signal: signal }),
    });
    return await answer.json<Row>();
  } catch (cause) {
    if (codeOf(cause) === undefined) {
      const end = `KILL QUERY WHERE query_id = ${dialect.value(query_id)}`;
      const told = client.command({ query: end, abort_signal: AbortSignal.timeout(grace) });
      await told.catch(() => undefined); // the query that was to be ended says what is wrong
    }
    throw cause;
  }
}

/** Rows whose whole numbers are whole, which come as texts where no double may hold them. */
function rowsOf({ meta, data }: Answer): readonly Row[] {
  const wide = (meta ?? []).filter(({ type }) =>
    /^(Nullable\(|LowCardinality\()*U?Int(64|128|256)/.test(type),
  );
  if (wide.length === 0) return data;
  const whole = (value: unknown) => (value === null ? null : BigInt(value as string));
  return data.map((row) => ({
    ...row,
    ...Object.fromEntries(wide.map(({ name }) => [name, whole(row[name])])),
  }));
}

const escaped = (text: string): string => text.replaceAll("\\", "\\\\");

const dialect: Dialect = {
  name: (identifier) => `\`${escaped(identifier).replaceAll("`", "\\`")}\``,
  value: (value) =>
    typeof value === "string"
      ? `'${escaped(value).replaceAll("'", "\\'")}'`
      : typeof value === "number"
        ? `toFloat64('${value}')`
        : `${Number(value)}`,
  double: (expression) => `toFloat64(${expression})`,
  text: (expression) => `toString(${expression})`,
  infinite: (expression) => `isInfinite(${expression})`,
  exp: (expression) => `exp(${expression})`,
  joined: (parts) => (parts.length === 1 ? parts[0]! : `concat(${parts.join(", ")})`),
  bucket: (expression, count) =>
    `reinterpretAsUInt32(reverse(substring(MD5(${dialect.text(expression)}), 1, 4))) % ${count}`,
  isNumeric: (type) => /^(Nullable\(|LowCardinality\()*(U?Int|Float|Decimal|Bool)/.test(type),
  widest: 1000,
  naming: (numbers) => `ARRAY JOIN ${numbers.map(({ name, sql }) => `[${sql}] AS ${name}`).join(", ")}`,
};
