import { report, type Work } from "../base/work.ts";
import type { Candidate } from "./candidate.ts";
import type { Trial } from "./trial.ts";
import type { Predictions, TrialFold } from "./trial-fold.ts";

/** How well one candidate does on one fold. */
export interface Outcome {
  /** One list a metric, one number a task. */
  readonly test: readonly Float64Array[];
  readonly train: readonly Float64Array[] | undefined;
  /** Seconds. */
  readonly fitTime: number;
  readonly scoreTime: number;
}

/** What candidates are asked, and what they answer. */
export interface Answers {
  readonly score: Outcome;
  /** Scores on the rows to train on too. */
  readonly scoreBoth: Outcome;
  readonly predict: Predictions;
}

/** Fits an estimator on a fold and asks it. */
export function runJob<A extends keyof Answers>(fold: TrialFold, estimator: Candidate, ask: A): Answers[A] {
  const since = performance.now();
  fold.fit(estimator);
  if (ask === "predict") return fold.predict!(estimator) as Answers[A];
  const fitted = performance.now();
  const test = fold.score(estimator, "test");
  const scored = performance.now();
  const train = ask === "scoreBoth" ? fold.score(estimator, "train") : undefined;
  const times = { fitTime: (fitted - since) / 1000, scoreTime: (scored - fitted) / 1000 };
  return { test, train, ...times } as Outcome as Answers[A];
}

/**
 * Every candidate on every fold, fold by fold, so that what belongs to a fold is made once: answers, candidates x folds. `keep` is told
 * of every fitted estimator.
 */
export function* runJobs<A extends keyof Answers>(
  trial: Trial,
  candidates: readonly Candidate[],
  ask: A,
  keep?: (estimator: Candidate) => void,
): Work<Answers[A][][]> {
  const answers: Answers[A][][] = candidates.map(() => []);
  for (let k = 0, done = 0; k < trial.count; k++) {
    const fold = trial.open(k);
    try {
      for (const [c, candidate] of candidates.entries()) {
        const own = candidate.clone();
        answers[c]!.push(runJob(fold, own, ask));
        keep?.(own);
        yield* report({ stage: `fold ${k}`, fraction: ++done / (trial.count * candidates.length) });
      }
    } finally {
      fold.close();
    }
  }
  return answers;
}
