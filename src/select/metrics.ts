import { reject } from "../check/reject.ts";
import { isScoring, type Scoring, scoringRule } from "../metric/scoring.ts";
import type { Candidate } from "./candidate.ts";
import type { Sample } from "./sample.ts";

/** One way to score, several by name, or a list of names. */
export type Scorings = Scoring | readonly (string & Scoring)[] | Readonly<Record<string, Scoring>>;

/** How predictions are scored, each way with its name. */
export type Metrics = readonly (readonly [name: string, scoring: Scoring])[];

export const isScorings = (value: unknown): value is Scorings => {
  if (isScoring(value)) return true;
  if (Array.isArray(value))
    return value.length > 0 && value.every((one) => typeof one === "string" && isScoring(one));
  if (typeof value !== "object" || value === null) return false;
  const all = Object.values(value);
  return all.length > 0 && all.every(isScoring);
};

export const scoringsRule = `${scoringRule}, or a list or a record of them`;

/** Reads scorings; without any, R² of numbers and the accuracy of classes. A function alone is called "score". */
export function metricsOf(
  where: string,
  given: Scorings | undefined,
  estimator: Candidate,
  { hasLabels }: Pick<Sample, "hasLabels">,
): Metrics {
  const classes = hasLabels || typeof estimator.predictProba === "function";
  const scoring = given ?? (classes ? "accuracy" : "r2");
  if (!isScorings(scoring)) reject("param", `${where}.scoring`, scoringsRule, scoring);
  if (typeof scoring === "function") return [["score", scoring]];
  if (typeof scoring === "string") return [[scoring, scoring]];
  if (Array.isArray(scoring)) return scoring.map((name) => [name, name]);
  return Object.entries(scoring as Readonly<Record<string, Scoring>>);
}
