import type { Blocks } from "./duckdb-blocks.ts";
import { doublesOf, letGo } from "./duckdb-stream.ts";
import type { See } from "./source.ts";

type Duckdb = typeof import("@duckdb/node-api");
type Connection = import("@duckdb/node-api").DuckDBConnection;

/** Shows what the engine's threads read, as they read it: nothing is kept. */
export interface Window {
  /** An expression that shows rows while it is computed: their places, and their numbers, NaN where they are NULL. */
  open(blocks: Blocks, numbers: readonly string[], see: See): { readonly sql: string; close(): void };
}

const name = '"polytask sees"';

/** Registers a function of the engine, one for all that will be shown. Its threads wait while it runs in this one. */
export function openWindow(
  { DuckDBScalarFunction, DOUBLE, TINYINT }: Duckdb,
  connection: Connection,
): Window {
  const lookers = new Map<number, { readonly blocks: Blocks; readonly see: See }>();
  let tickets = 0;
  const shown = DuckDBScalarFunction.create({
    ...{ name: name.slice(1, -1), returnType: TINYINT, varArgsType: DOUBLE },
    ...{ volatile: true, specialHandling: true },
    initFunction: (info) => info.setState({}),
    mainFunction({ state }, chunk) {
      const [ticket, places, ...columns] = Array.from({ length: chunk.columnCount }, (_, j) =>
        doublesOf(chunk.getColumnVector(j)),
      );
      const { blocks, see } = lookers.get(ticket![0]!)!;
      const blockAt = (row: number): number => blocks.blockOf(places![row]!);
      const n = places!.length;
      for (let start = 0, end = n; start < n; start = end, end = n) {
        const block = blockAt(start);
        if (blockAt(n - 1) !== block) for (end = start + 1; blockAt(end) === block; ) end++;
        see(end - start < n ? columns.map((one) => one.subarray(start, end)) : columns, block, state!);
      }
      for (const column of [ticket!, places!, ...columns]) letGo(column);
    },
  });
  connection.registerScalarFunction(shown);
  return {
    open(blocks, numbers, see) {
      const ticket = tickets++;
      lookers.set(ticket, { blocks, see });
      return {
        sql: `${name}(${[ticket, blocks.place, ...numbers].join(", ")})`,
        close: () => void lookers.delete(ticket),
      };
    },
  };
}
