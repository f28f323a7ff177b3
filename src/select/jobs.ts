import { report, type Work } from "../base/work.ts";
import type { Candidate } from "./candidate.ts";
import type { Trial } from "./trial.ts";

/** One candidate on one fold: a piece of work that needs no other. */
export interface Job {
  readonly candidate: number;
  readonly fold: number;
}

/** What a job has found. */
export interface Outcome {
  /** One list a metric, one number a task. */
  readonly test: readonly Float64Array[];
  readonly train: readonly Float64Array[] | undefined;
  /** Seconds. */
  readonly fitTime: number;
  readonly scoreTime: number;
  readonly estimator: Candidate;
}

/** Every candidate on every fold, fold by fold, so that what belongs to a fold is made once. */
export const jobsOf = (candidates: number, folds: number): readonly Job[] =>
  Array.from({ length: candidates * folds }, (_, k) => ({
    candidate: k % candidates,
    fold: Math.floor(k / candidates),
  }));

/** Does one job, with a clone of the candidate. */
export function runJob(
  trial: Trial,
  candidates: readonly Candidate[],
  { candidate, fold }: Job,
  trains: boolean,
): Outcome {
  const estimator = candidates[candidate]!.clone();
  const since = performance.now();
  trial.fit(estimator, fold);
  const fitted = performance.now();
  const test = trial.score(estimator, fold, "test");
  const scored = performance.now();
  const train = trains ? trial.score(estimator, fold, "train") : undefined;
  return { test, train, fitTime: (fitted - since) / 1000, scoreTime: (scored - fitted) / 1000, estimator };
}

/** Does all jobs, one after the other: outcomes, candidates x folds. */
export function* runJobs(trial: Trial, candidates: readonly Candidate[], trains: boolean): Work<Outcome[][]> {
  const outcomes: Outcome[][] = candidates.map(() => []);
  const jobs = jobsOf(candidates.length, trial.count);
  for (const [k, job] of jobs.entries()) {
    outcomes[job.candidate]![job.fold] = runJob(trial, candidates, job, trains);
    yield* report({ stage: `fold ${job.fold}`, fraction: (k + 1) / jobs.length });
  }
  return outcomes;
}
