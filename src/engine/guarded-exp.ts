import type { Dialect } from "./source.ts";

/** e^x where the engine refuses what no double holds: 0 below the smallest that has all its digits, Infinity above the largest. */
export const guardedExp = ({ value }: Pick<Dialect, "value">, x: string): string =>
  `CASE WHEN ${x} < ${value(-708.3)} THEN ${value(0)} WHEN ${x} > ${value(709.78)} THEN ${value(Infinity)} ELSE exp(${x}) END`;
