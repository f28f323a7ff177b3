import { checkOptions } from "../check/options.ts";
import { PolytaskError } from "../check/reject.ts";
import { told } from "./answer.ts";
import type { Dialect, Row, Source } from "./source.ts";

interface Options {
  /** Where the server answers HTTP; default http://localhost:8123. */
  readonly url?: string;
  readonly username?: string;
  readonly password?: string;
  readonly database?: string;
  /** How long a query may take, in milliseconds; 300 000 without it. */
  readonly timeLimit?: number;
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

const owner = "openClickhouse";

/**
 * Opens a ClickHouse server, one machine or many: of a Distributed table every shard adds up its own rows, and a few kilobytes come
 * back. Needs the package `@clickhouse/client`.
 *
 * @throws PolytaskError where that package is not installed; whether the server answers shows with the first question
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { openClickhouse, statisticsFrom } from "polytask/engine";
 *
 * const cluster = await openClickhouse({ url: "http://localhost:1" }); // nobody is there
 * const request = { features: ["age"], targets: ["score"], task: "school" };
 * await assert.rejects(statisticsFrom(cluster.table("pupils"), request), /^PolytaskError: ClickHouse at http:..localhost:1: /);
 * await cluster.close();
 * ```
 */
export async function openClickhouse(options: Options = {}): Promise<Clickhouse> {
  checkOptions(owner, options, ["url", "username", "password", "database", "timeLimit"]);
  const { url = "http://localhost:8123", timeLimit = 300_000, ...rest } = options;
  const { createClient, ClickHouseLogLevel } = await load();
  const settings = { max_query_size: "16777216", max_ast_elements: "1000000" };
  const client = createClient({
    ...{ url, request_timeout: timeLimit, clickhouse_settings: settings },
    log: { level: ClickHouseLogLevel.OFF }, // what it has to say is thrown
    ...rest,
  });
  return {
    table: (name) => sourceOf(client, url, name.split(".").map(dialect.name).join(".")),
    query: (sql) => sourceOf(client, url, `(${sql})`),
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

function sourceOf(client: Client, url: string, from: string): Source {
  const ask = async (sql: string, signal?: AbortSignal) => {
    signal?.throwIfAborted();
    try {
      const answer = await client.query({
        query: sql,
        format: "JSON",
        ...(signal && { abort_signal: signal }),
      });
      return await answer.json<Row>();
    } catch (cause) {
      signal?.throwIfAborted();
      throw new PolytaskError("source", `ClickHouse at ${url}: ${told(cause)}`, { cause });
    }
  };
  return {
    from,
    dialect,
    async columns(signal) {
      const { meta } = await ask(`SELECT * FROM ${from} LIMIT 0`, signal);
      return meta ?? [];
    },
    query: async (sql, signal) => (await ask(sql, signal)).data,
  };
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
  joined: (parts) => (parts.length === 1 ? parts[0]! : `concat(${parts.join(", ")})`),
  bucket: (expression, count) =>
    `reinterpretAsUInt32(reverse(substring(MD5(${dialect.text(expression)}), 1, 4))) % ${count}`,
  isNumeric: (type) => /^(Nullable\(|LowCardinality\()*(U?Int|Float|Decimal|Bool)/.test(type),
  widest: 1000,
};
