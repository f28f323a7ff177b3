import type { Matrix } from "ml-matrix";
import { Matrix as Dense } from "ml-matrix";
import type { Table } from "../base/display/card.ts";
import { parameterText } from "../base/display/parameter-text.ts";
import { shownAs } from "../base/display/shown.ts";
import type { Outcome } from "./jobs.ts";
import type { Metrics } from "./metrics.ts";
import type { Choice } from "./parameter-grid.ts";
import { type TaskScores, taskScores } from "./task-scores.ts";

/** One metric of all candidates. */
export interface CandidateScores {
  /** One a candidate: the mean over tasks and folds, its deviation over the folds, and its rank from 1; equals share a rank. */
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
  readonly rank: Int32Array;
  /** Candidates x tasks: means over the folds. */
  readonly taskMeans: Matrix;
  /** One a candidate, with everything that its folds have found. */
  readonly candidates: readonly TaskScores[];
}

/** What a search has found. */
export interface SearchResults {
  /** The parameters of every candidate. */
  readonly params: readonly Choice[];
  readonly scores: Readonly<Record<string, CandidateScores>>;
  /** Seconds, candidates x folds. */
  readonly fitTimes: Matrix;
  readonly scoreTimes: Matrix;
}

/** Gathers outcomes, candidates x folds. */
export function searchResults(
  params: readonly Choice[],
  outcomes: readonly (readonly Outcome[])[],
  metrics: Metrics,
): SearchResults {
  const of = (m: number): CandidateScores => {
    const candidates = outcomes.map((folds) => {
      const train = folds[0]!.train && folds.map((fold) => fold.train![m]!);
      return taskScores(
        folds.map(({ test }) => test[m]!),
        train,
      );
    });
    const mean = Float64Array.from(candidates, (own) => own.mean);
    return {
      mean,
      deviation: Float64Array.from(candidates, (own) => own.deviation),
      rank: Int32Array.from(mean, (own) => 1 + mean.reduce((above, other) => above + Number(other > own), 0)),
      taskMeans: new Dense(candidates.map((own) => Array.from(own.taskMeans))),
      candidates,
    };
  };
  const times = (of: (outcome: Outcome) => number): Matrix =>
    new Dense(outcomes.map((folds) => folds.map(of)));
  return shownResults({
    params,
    scores: Object.fromEntries(metrics.map(([name], m) => [name, of(m)])),
    fitTimes: times(({ fitTime }) => fitTime),
    scoreTimes: times(({ scoreTime }) => scoreTime),
  });
}

/** Results that show themselves. */
export const shownResults = (results: SearchResults): SearchResults =>
  shownAs(results, () => ({ title: "search results", tables: resultTables(results) }));

/** The candidates, the best first, by every metric. */
export const resultTables = ({ params, scores }: SearchResults): readonly Table[] =>
  Object.entries(scores).map(([metric, { mean, deviation, rank }]) => {
    const order = [...params.keys()].sort((a, b) => rank[a]! - rank[b]! || a - b);
    return {
      caption: `candidates by ${metric}`,
      head: ["rank", "parameters", "mean", "deviation"],
      rows: order.map((k) => [rank[k], parameterText(params[k]), mean[k], deviation[k]]),
    };
  });

/** The first of the greatest numbers; -1 where none is a number. */
export function firstGreatest(values: ArrayLike<number>): number {
  let best = -1;
  for (let k = 0; k < values.length; k++)
    if (!Number.isNaN(values[k]) && (best < 0 || values[k]! > values[best]!)) best = k;
  return best;
}
