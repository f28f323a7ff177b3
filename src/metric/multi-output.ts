import { reject, said } from "../check/reject.ts";

/** How errors of T tasks become one: their mean, all of them, or their mean with these weights. */
export type MultiOutputError = "uniformAverage" | "rawValues" | readonly number[];

/** As for errors; scores that compare with a variance may also be weighted by it. */
export type MultiOutput = MultiOutputError | "varianceWeighted";

/** What comes out: T numbers for "rawValues", otherwise one. */
export type Score<M extends MultiOutput> = M extends "rawValues" ? number[] : number;

/** The weights of the tasks in the mean, T; `variances` are there where "varianceWeighted" is an answer. */
export function taskWeights(
  where: string,
  multioutput: Exclude<MultiOutput, "rawValues">,
  T: number,
  variances: readonly number[] | undefined,
): number[] {
  if (multioutput === "uniformAverage") return Array<number>(T).fill(1);
  if (multioutput === "varianceWeighted" && variances) {
    return variances.some((variance) => variance > 0) ? [...variances] : Array<number>(T).fill(1);
  }
  const rule = `"uniformAverage", "rawValues"${variances ? ', "varianceWeighted"' : ""} or ${T} weights`;
  if (!Array.isArray(multioutput)) reject("param", where, rule, multioutput);
  const weights = multioutput as readonly number[];
  if (weights.length !== T) reject("param", where, rule, said(`${weights.length} weights`));
  const bad = weights.findIndex((weight) => !(weight >= 0 && weight < Infinity));
  if (bad >= 0) reject("param", where, "finite weights >= 0", weights[bad]);
  if (weights.every((weight) => weight === 0)) reject("param", where, "a weight above 0", said("none"));
  return [...weights];
}

/** The mean with these weights; a score of weight 0 does not matter, not even NaN. NaN where all weights are 0. */
export function averageScores(scores: readonly number[], weights: readonly number[]): number {
  let sum = 0;
  let total = 0;
  for (let t = 0; t < scores.length; t++) {
    if (weights[t] === 0) continue;
    sum += weights[t]! * scores[t]!;
    total += weights[t]!;
  }
  return sum / total;
}
