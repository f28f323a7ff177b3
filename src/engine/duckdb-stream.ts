import { PolytaskError } from "../check/reject.ts";
import { told } from "./answer.ts";
import type { Blocks } from "./duckdb-blocks.ts";
import type { Window } from "./duckdb-shown.ts";
import type { Stream } from "./source.ts";

type Connection = import("@duckdb/node-api").DuckDBConnection;
type Instance = import("@duckdb/node-api").DuckDBInstance;
type Vector = ReturnType<import("@duckdb/node-api").DuckDBDataChunk["getColumnVector"]>;

/**
 * Measured: a thread adds a row to so many sums of products in the time in which this process is handed one number of a row.
 */
const sumsOfAThread = 2.5;

/** Runs that are made ahead: enough for the engine's threads to go on while the last ones are looked at. */
const ahead = "16MB";

/** Hands over the answers of a database, each through a connection of its own. */
export function streamOf(
  instance: Instance,
  window: Window,
  blocksOf: () => Promise<Blocks | undefined>,
): Stream {
  const rows: Stream["rows"] = async function* (sql, signal) {
    const { connection, refused, close } = await lend(instance, signal);
    try {
      await connection.run(`SET SESSION streaming_buffer_size = '${ahead}'`);
      const answer = await connection.stream(sql);
      for (;;) {
        const chunk = await answer.fetchChunk();
        signal?.throwIfAborted();
        if (!chunk?.rowCount) return;
        yield Array.from({ length: chunk.columnCount }, (_, j) => doublesOf(chunk.getColumnVector(j)));
      }
    } catch (cause) {
      throw refused(cause);
    } finally {
      close();
    }
  };
  return {
    rows,
    async show(numbers, from, see, signal) {
      const blocks = await blocksOf();
      if (!blocks) {
        const alone = {};
        for await (const columns of rows(`SELECT ${numbers.join(", ")} ${from}`, signal))
          see(columns, 0, alone);
        return;
      }
      const { connection, refused, close } = await lend(instance, signal);
      let failed: { readonly error: unknown } | undefined;
      const { sql, close: shut } = window.open(blocks, numbers, (...run) => {
        try {
          if (!failed) see(...run);
        } catch (error) {
          failed = { error };
          connection.interrupt();
        }
      });
      try {
        await connection.run(`SELECT count(${sql}) ${from}`);
        if (failed) throw failed.error;
      } catch (cause) {
        throw failed ? failed.error : refused(cause);
      } finally {
        shut();
        close();
      }
    },
    async sumsPerNumber() {
      const { connection, close } = await lend(instance);
      try {
        const answer = await connection.runAndReadAll("SELECT current_setting('threads')");
        return sumsOfAThread * Number(answer.getRows()[0]![0]);
      } finally {
        close();
      }
    },
  };
}

/** A connection for one answer, which a signal interrupts, and what there is to say of one that fails. */
async function lend(
  instance: Instance,
  signal?: AbortSignal,
): Promise<{ connection: Connection; refused(cause: unknown): unknown; close(): void }> {
  signal?.throwIfAborted();
  const connection = await instance.connect();
  const stop = (): void => connection.interrupt();
  signal?.addEventListener("abort", stop);
  return {
    connection,
    refused: (cause) =>
      signal?.aborted ? signal.reason : new PolytaskError("source", `DuckDB: ${told(cause)}`, { cause }),
    close() {
      signal?.removeEventListener("abort", stop);
      connection.closeSync();
    },
  };
}

/** The numbers of a vector as they lie, NaN where they are NULL, where the package lets them be seen, else one by one. */
export function doublesOf(vector: Vector): Float64Array {
  const { items, validity } = vector as unknown as Partial<Seen>;
  if (!items || !validity) return Float64Array.from(vector.toArray() as (number | null)[], (value) => value ?? Number.NaN); // biome-ignore format: one line
  if (validity.data === null) return items;
  const { buffer, byteOffset } = validity.data;
  const there = new Uint8Array(buffer, byteOffset);
  for (let i = 0; i < items.length; i++) if (((there[i >> 3]! >> (i & 7)) & 1) === 0) items[i] = Number.NaN;
  return items;
}

/** What the package keeps of a vector: its numbers, and a bit for each that is not NULL, where some are. */
interface Seen {
  readonly items: Float64Array;
  readonly validity: { readonly data: BigUint64Array<ArrayBuffer> | null };
}

/** Gives the memory of numbers back at once, where the runtime can: sweepers would come late, and often. */
export const letGo = ({ buffer }: Float64Array): void => {
  (buffer as ArrayBuffer & { transfer?(length: number): ArrayBuffer }).transfer?.(0);
};
