import { warn } from "../base/warning.ts";
import { report, StoppedError, type Work } from "../base/work.ts";
import { openCrew } from "./crew.ts";

/** A piece of work that needs no other; those of one group need the same things. */
export interface Job {
  readonly group: number;
}

/**
 * Carries out jobs on threads; results stand in the order of the jobs. A thread stays with a group while it has jobs left, and then goes to
 * the one that has most. What is warned of comes in the order of the jobs, and of jobs that fail the first one counts, as if they had been
 * done one after the other.
 */
export function* onThreads<J extends Job, R>(
  size: number,
  jobs: readonly J[],
  orderOf: (job: J, thread: number) => unknown,
): Work<R[]> {
  const done: (() => R)[] = new Array(jobs.length);
  const waiting = new Set(jobs.keys());
  const doing = new Map<number, number>();
  const group: number[] = [];
  let end = jobs.length;
  const crew = openCrew(Math.min(size, jobs.length));
  const give = (thread: number): void => {
    const next = nextJob(jobs, waiting, group[thread]);
    if (next === undefined) return;
    waiting.delete(next);
    doing.set(thread, next);
    group[thread] = jobs[next]!.group;
    crew.ask(thread, orderOf(jobs[next]!, thread));
  };
  try {
    for (let thread = 0; thread < size && waiting.size > 0; thread++) give(thread);
    while (doing.size > 0) {
      const fraction = (jobs.length - waiting.size - doing.size) / jobs.length;
      if ((yield { stage: "on threads", fraction, until: crew.answered() }) === false)
        throw new StoppedError();
      for (const { thread, value, error, warnings } of crew.take()) {
        const k = doing.get(thread);
        if (k === undefined) continue;
        doing.delete(thread);
        done[k] = () => {
          for (const warning of warnings) warn(warning);
          if (error) throw error;
          return value as R;
        };
        if (error) {
          end = Math.min(end, k);
          for (const later of waiting) if (later > end) waiting.delete(later);
        }
        give(thread);
      }
    }
    yield* report({ stage: "on threads", fraction: 1 });
    return done.slice(0, end + 1).map((result) => result());
  } finally {
    crew.stop();
  }
}

/** The first job of the group, or of the group with most jobs left. */
function nextJob(
  jobs: readonly Job[],
  waiting: ReadonlySet<number>,
  group: number | undefined,
): number | undefined {
  const first = new Map<number, number>();
  const left = new Map<number, number>();
  for (const k of waiting) {
    const own = jobs[k]!.group;
    if (own === group) return k;
    if (!first.has(own)) first.set(own, k);
    left.set(own, (left.get(own) ?? 0) + 1);
  }
  let best: number | undefined;
  for (const [own, count] of left) if (best === undefined || count > left.get(best)!) best = own;
  return best === undefined ? undefined : first.get(best);
}
