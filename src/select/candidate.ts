import { reject } from "../check/reject.ts";
import type { Linear } from "../solver/validation.ts";
import type { TaskStatistics } from "../statistics/task-statistics.ts";

/** Any estimator, ours or the user's own: it is called with data in the form in which they were handed in. */
export interface Candidate {
  readonly name?: string;
  clone(): Candidate;
  fit(...given: never[]): unknown;
  predict(...given: never[]): unknown;
  /** Tells a classifier. */
  predictProba?: unknown;
}

/** One that learns y_t = x · w_t + b_t from statistics. */
export interface StatisticsCandidate extends Candidate {
  fitStatistics(statistics: TaskStatistics): unknown;
  readonly model: Linear;
  /** Whether it gives the same from rows. */
  readonly learnsFromStatistics: boolean;
}

export function fitsStatistics(estimator: Candidate): estimator is StatisticsCandidate {
  const { fitStatistics, learnsFromStatistics } = estimator as Partial<StatisticsCandidate>;
  return typeof fitStatistics === "function" && learnsFromStatistics === true;
}

/** Refuses what is no estimator. */
export function checkCandidate(where: string, given: unknown, methods = ["clone", "fit", "predict"]): void {
  const one = given as Record<string, unknown> | null | undefined;
  if (typeof one === "object" && one && methods.every((name) => typeof one[name] === "function")) return;
  reject("param", where, `an estimator, with ${methods.join(", ")}`, given);
}

/** Fits and refuses promises. */
export function fitOn(where: string, estimator: Candidate, given: readonly unknown[]): void {
  const fitted = estimator.fit(...(given as never[]));
  if (typeof (fitted as { then?: unknown } | undefined)?.then === "function")
    reject("pair", `${where} ${estimator.name ?? "estimator"}.fit`, "an estimator that fits at once", fitted);
}
