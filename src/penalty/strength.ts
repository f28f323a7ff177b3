import { reject } from "../check/reject.ts";

/** Refuses strengths that are not finite numbers >= 0, and hands them back as the plain data of a penalty. */
export function strengths<Given extends Readonly<Record<string, number>>>(
  owner: string,
  given: Given,
): Given {
  for (const [name, value] of Object.entries(given)) {
    if (!(Number.isFinite(value) && value >= 0)) {
      reject("param", `${owner}.${name}`, "a finite number >= 0", value);
    }
  }
  return Object.freeze(given);
}

/** How often a strength goes into a size >= 0: Infinity where the strength is 0 and the size is not, and never 0/0. */
export const ratio = (size: number, strength: number): number => (size === 0 ? 0 : size / strength);
