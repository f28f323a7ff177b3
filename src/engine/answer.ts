import type { Row } from "./source.ts";

const prefix = "polytask_";

/** What an engine says of a fault, its first line. */
export const told = (cause: unknown): string =>
  (cause instanceof Error ? cause.message : String(cause)).split("\n")[0]!;

/** What a column of an answer is called: some engines take the name of a result for a column of the table. */
export const named = (name: string): string => `${prefix}${name}`;

/** The row of an answer by the names without the prefix. */
export const unnamed = (row: Row): Row =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name.slice(prefix.length), value]));
