import type { Dialect } from "./source.ts";

/** A value of an answer, in SQL again. A whole number stays one: as a double it would lose digits, and rows with them. */
export function literal(dialect: Dialect, value: unknown): string {
  if (typeof value === "bigint") return `${value}`;
  return dialect.value(typeof value === "string" || typeof value === "boolean" ? value : Number(value));
}
