import { PolytaskError } from "../check/reject.ts";
import { told } from "./answer.ts";
import type { Stream } from "./source.ts";

type Instance = import("@duckdb/node-api").DuckDBInstance;
type Vector = ReturnType<import("@duckdb/node-api").DuckDBDataChunk["getColumnVector"]>;

/**
 * Measured: a thread adds a row to so many sums of products in the time in which this process is handed one number of a row.
 */
const sumsOfAThread = 2.5;

/** Runs that are made ahead: enough for the engine's threads to go on while the last ones are looked at. */
const ahead = "16MB";

/** Streams the answers of a database, each through a connection of its own, in the order of the rows. */
export const streamOf = (instance: Instance): Stream => ({
  async *rows(sql, signal) {
    signal?.throwIfAborted();
    const connection = await instance.connect();
    const stop = (): void => connection.interrupt();
    signal?.addEventListener("abort", stop);
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
      signal?.throwIfAborted();
      throw new PolytaskError("source", `DuckDB: ${told(cause)}`, { cause });
    } finally {
      signal?.removeEventListener("abort", stop);
      connection.closeSync();
    }
  },
  async sumsPerNumber() {
    const connection = await instance.connect();
    try {
      const answer = await connection.runAndReadAll("SELECT current_setting('threads')");
      return sumsOfAThread * Number(answer.getRows()[0]![0]);
    } finally {
      connection.closeSync();
    }
  },
});

/** The numbers of a vector as they lie, where the package lets them be seen, else one by one. */
const doublesOf = (vector: Vector): Float64Array => {
  const { items } = vector as unknown as { readonly items?: Float64Array };
  return items ?? Float64Array.from(vector.toArray() as number[]);
};
