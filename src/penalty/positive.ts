import { checkOptions } from "../check/options.ts";
import { reject } from "../check/reject.ts";

/** Options of penalties that can keep W >= 0. */
export interface PositiveOptions {
  /** Whether every entry of W must be >= 0; otherwise the penalty is Infinity. */
  readonly positive?: boolean;
}

/** Reads the options of a penalty: refuses unknown names, and a `positive` that is not a boolean. */
export function readPositive(
  owner: string,
  options: PositiveOptions | undefined,
  known: readonly string[],
): boolean {
  checkOptions(owner, options, known);
  const positive = options?.positive ?? false;
  if (typeof positive !== "boolean") reject("param", `${owner}.positive`, "true or false", positive);
  return positive;
}
