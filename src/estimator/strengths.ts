import { reject } from "../check/reject.ts";

/** Finite strengths >= 0, the largest first. */
export function readStrengths(where: string, alphas: readonly number[]): number[] {
  const bad = alphas.find((alpha) => !(alpha >= 0 && alpha < Infinity));
  if (bad !== undefined || alphas.length === 0)
    reject("param", `${where}.alphas`, "finite strengths >= 0", bad ?? alphas);
  return [...alphas].sort((a, b) => b - a);
}

/** How many strengths. */
export function readCount(where: string, alphas: unknown): number {
  if (Number.isInteger(alphas) && (alphas as number) >= 1) return alphas as number;
  return reject("param", `${where}.alphas`, "a count >= 1 or a list of strengths", alphas);
}
