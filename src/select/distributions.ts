import { born } from "../base/born.ts";
import { reject } from "../check/reject.ts";
import { exponential } from "../matrix/exponential.ts";
import { logarithm } from "../matrix/logarithm.ts";
import type { RandomState } from "../matrix/random.ts";

/** Whoever draws values of a parameter. */
export interface Distribution {
  draw(random: RandomState): unknown;
}

const isReal = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);

function checkRange(name: string, low: unknown, high: unknown): void {
  if (!isReal(low)) reject("param", `${name} low`, "a finite number", low);
  if (!(isReal(high) && high > (low as number)))
    reject("param", `${name} high`, `a number above ${low}`, high);
}

/** Numbers from [low, high): the draws of `scipy.stats.uniform(low, high - low)`. */
export function uniform(low: number, high: number): Distribution {
  checkRange("uniform", low, high);
  return born("uniform", uniform, [low, high], {
    draw: (random: RandomState) => random.random() * (high - low) + low,
  });
}

/**
 * Numbers from [low, high) whose logarithm is uniform, for strengths that go over orders of magnitude: the draws of
 * `scipy.stats.loguniform(low, high)`, up to the last digits of exp and log.
 */
export function logUniform(low: number, high: number): Distribution {
  checkRange("logUniform", low, high);
  if (!(low > 0)) reject("param", "logUniform low", "a number above 0", low);
  const [from, to] = [logarithm(low), logarithm(high)];
  const draw = (random: RandomState): number => exponential(from + random.random() * (to - from));
  return born("logUniform", logUniform, [low, high], { draw });
}

/** Integers from [low, high): the draws of `scipy.stats.randint(low, high)`. */
export function randint(low: number, high: number): Distribution {
  checkRange("randint", low, high);
  for (const value of [low, high])
    if (!Number.isInteger(value)) reject("param", "randint", "integers", value);
  return born("randint", randint, [low, high], { draw: (random: RandomState) => random.randint(low, high) });
}

export const isDistribution = (value: unknown): value is Distribution =>
  typeof (value as Partial<Distribution> | null | undefined)?.draw === "function";
