import type { Row } from "./source.ts";

const prefix = "polytask_";

/** What a column of an answer is called: some engines take the name of a result for a column of the table. */
export const named = (name: string): string => `${prefix}${name}`;

/** The row of an answer by the names without the prefix. */
export const unnamed = (row: Row): Row =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name.slice(prefix.length), value]));

/** What an engine says, its first line; a connection that nobody takes has a code alone. */
export const told = (cause: unknown): string => {
  if (!(cause instanceof Error)) return String(cause);
  const { code } = cause as Error & { code?: unknown };
  return cause.message.split("\n")[0]!.trim() || `${code}`;
};
