import type { Clickhouse, Postgres } from "../../src/engine/index.ts";
import type { Table } from "../engine/data-sets.ts";

/** What a test says of an engine's owner when it opens it. */
export interface Opening {
  readonly timeLimit?: number;
  readonly retries?: number;
  readonly password?: string;
}

/** Servers that are real: number 0 is asked, and asks the shards. */
export interface Cluster {
  /** How a refusal begins. */
  readonly place: RegExp;
  readonly shards: readonly number[];
  open(options?: Opening): Promise<Clickhouse | Postgres>;
  /** Makes a table whose rows lie in the shards. */
  load(table: Table): Promise<void>;
  /** Makes a table of what a query gives, by the engine's own client. */
  write(name: string, select: string): Promise<unknown>;
  /** Makes the table `slow` of x and y, whose rows come from every shard for an hour. */
  loadSlow(): Promise<void>;
  /** So many rows of `slow` come from a shard in a second. */
  readonly pace: number;
  /** How many queries run on server k. */
  running(k: number): Promise<number>;
  /** Ends server k at once, and every query on it. */
  kill(k: number): Promise<void>;
  /** Starts server k again and waits until it answers. */
  start(k: number): Promise<void>;
  /** Ends all servers and removes what they kept. */
  stop(): Promise<void>;
}
