import { type Description, describe } from "../base/described.ts";
import type { Work } from "../base/work.ts";
import { reject } from "../check/reject.ts";
import { type Build, currentBuild, useBuild } from "../kernel/module.ts";
import { onThreads } from "../parallel/on-threads.ts";
import { hasThreads } from "../parallel/thread.ts";
import { readWorkers } from "../parallel/thread-options.ts";
import { TaskStatistics } from "../statistics/task-statistics.ts";
import type { Candidate } from "./candidate.ts";
import { type Answers, runJob, runJobs } from "./jobs.ts";
import type { Metrics } from "./metrics.ts";
import { rowFold } from "./row-fold.ts";
import type { Sample } from "./sample.ts";
import { receivedSample, type SentSample, sentSample } from "./sent-sample.ts";
import { statisticsFold } from "./statistics-fold.ts";
import type { SentFold, Trial } from "./trial.ts";
import type { TrialFold } from "./trial-fold.ts";

/** What is the same for all jobs. */
interface Opening {
  readonly where: string;
  readonly build: Build;
  readonly metrics: Metrics;
  /** Nothing where folds are sent as statistics. */
  readonly sample: SentSample | undefined;
}

/** What a thread is told to do, with what it does not have yet. */
interface Order {
  readonly opening: Opening | undefined;
  readonly fold: SentFold | undefined;
  readonly estimator: Description;
  readonly ask: keyof Answers;
}

/** Does all jobs of a trial: answers, candidates x folds. */
export type Hands = <A extends keyof Answers>(trial: Trial, ask: A) => Work<Answers[A][][]>;

/**
 * Who does the jobs: this thread, or as many others as `workers` says, with the same answers bit for bit. Refuses, before any work, what
 * cannot be sent to another thread. Where a runtime has no threads this one does it all.
 */
export function handsOf(
  where: string,
  workers: number | undefined,
  candidates: readonly Candidate[],
  sample: Sample | undefined,
  metrics: Metrics = [],
): Hands {
  const size = readWorkers(where, workers);
  if (size === 1 || !hasThreads()) return (trial, ask) => runJobs(trial, candidates, ask);
  const described = candidates.map((candidate) => describe(`${where} workers estimator`, candidate));
  for (const [name, scoring] of metrics)
    if (typeof scoring === "function")
      reject(
        "param",
        `${where} workers scoring ${name}`,
        "the name of a score, as code of one's own cannot be sent",
        scoring,
      );
  const sent = (): SentSample => sentSample(`${where} workers`, sample!);
  return (trial, ask) => runOnThreads(size, { where, metrics, sample: sent }, trial, described, ask);
}

function* runOnThreads<A extends keyof Answers>(
  size: number,
  given: Pick<Opening, "where" | "metrics"> & { readonly sample: () => SentSample },
  trial: Trial,
  candidates: readonly Description[],
  ask: A,
): Work<Answers[A][][]> {
  const C = candidates.length;
  const sample = "cut" in trial.sent(0) ? given.sample() : undefined;
  const all: Opening = { ...given, sample, build: currentBuild() };
  const jobs = Array.from({ length: trial.count * C }, (_, k) => ({
    group: Math.floor(k / C),
    candidate: k % C,
  }));
  const holds: number[] = [];
  const answers = yield* onThreads<(typeof jobs)[number], Answers[A]>(
    size,
    jobs,
    ({ group, candidate }, thread) => {
      const before = holds[thread];
      holds[thread] = group;
      return {
        opening: before === undefined ? all : undefined,
        fold: before === group ? undefined : trial.sent(group),
        estimator: candidates[candidate]!,
        ask,
      } satisfies Order;
    },
  );
  return candidates.map((_, c) => Array.from({ length: trial.count }, (_, k) => answers[k * C + c]!));
}

/** The other side: what a thread does with its orders. */
export function carriesOut(revive: (own: Description) => unknown): (order: Order) => Answers[keyof Answers] {
  let opening: Omit<Opening, "sample"> & { readonly sample: Sample | undefined };
  let fold: TrialFold;
  return (order) => {
    if (order.opening) {
      const { where, build, sample } = order.opening;
      useBuild(build);
      opening = { ...order.opening, sample: sample && receivedSample(where, sample, revive) };
    }
    if (order.fold) {
      fold?.close();
      fold = received(order.fold, opening.sample, opening.metrics);
    }
    return runJob(fold, revive(order.estimator) as Candidate, order.ask);
  };
}

function received(sent: SentFold, sample: Sample | undefined, metrics: Metrics): TrialFold {
  if ("cut" in sent) return rowFold(sent.where, sample!, sent.cut, metrics);
  const [train, test] = [sent.train, sent.test].map(
    ({ p, T, taskNames, groups }) => new TaskStatistics(p, T, taskNames, groups),
  );
  return statisticsFold(train!, test!, metrics);
}
