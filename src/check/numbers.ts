import { reject, said } from "./reject.ts";

/** Reads a list of so many finite numbers, as plain data have it. */
export function readNumbers(
  where: string,
  given: unknown,
  count: number,
  rule = `${count} numbers`,
): Float64Array {
  if (!Array.isArray(given) || given.length !== count)
    reject("shape", where, rule, Array.isArray(given) ? said(`${given.length}`) : given);
  const numbers: readonly unknown[] = given;
  const bad = numbers.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) reject("value", where, "finite numbers", numbers[bad]);
  return Float64Array.from(numbers as readonly number[]);
}
