import { PolytaskError } from "../check/reject.ts";

/** Where a piece of work stands. */
export interface Progress {
  /** What is being done, in a word or two. */
  readonly stage: string;
  /** How much of it is done, from 0 to 1. */
  readonly fraction: number;
}

/** Progress of work that has nothing to do itself before something has happened, such as another thread's answer or a batch's arrival. */
export interface Waiting extends Progress {
  readonly until?: Promise<unknown>;
}

/**
 * A piece of work that tells how far it is each time it yields. The answer to a yield is false when it shall stop:
 * what it has by then is its result, or it throws `StoppedError` where half the work is no result. Only work that was asked for
 * as asynchronous waits.
 */
export type Work<R> = Generator<Waiting, R, boolean | undefined>;

/** Returns false to stop the work. */
export type OnProgress = (progress: Progress) => unknown;

export interface AsyncOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: OnProgress;
}

/** Work that was told to stop and had nothing to show. */
export class StoppedError extends PolytaskError {
  override readonly name = "StoppedError";

  constructor() {
    super("state", "stopped before there was a result; what was known before is unchanged");
  }
}

/** Tells the progress of work that has nothing to show until its end. */
export function* report(progress: Progress): Work<void> {
  if ((yield progress) === false) throw new StoppedError();
}

/** Work that is a part of a longer one: from where to where of it, its own progress runs. */
export function* within<R>(work: Work<R>, from: number, to: number): Work<R> {
  try {
    let step = work.next();
    while (!step.done) {
      step = work.next(yield { ...step.value, fraction: from + (to - from) * step.value.fraction });
    }
    return step.value;
  } finally {
    work.return(undefined as never);
  }
}

/** Does the work in one go. */
export function drain<R>(work: Work<R>, onProgress?: OnProgress): R {
  try {
    let step = work.next();
    while (!step.done) step = work.next(onProgress?.(step.value) !== false);
    return step.value;
  } finally {
    work.return(undefined as never);
  }
}

const slice = 50;

/** Does the work in slices of about 50 ms and lets everything else have its turn between them. */
export async function drainAsync<R>(work: Work<R>, { signal, onProgress }: AsyncOptions = {}): Promise<R> {
  try {
    signal?.throwIfAborted();
    await turn();
    let since = performance.now();
    for (let step = work.next(); ; ) {
      if (step.done) return step.value;
      const { until, ...progress } = step.value;
      const go = onProgress?.(progress) !== false;
      if (until || performance.now() - since > slice) {
        await (until && go ? first(until, signal) : turn());
        since = performance.now();
      }
      signal?.throwIfAborted();
      step = work.next(go);
    }
  } finally {
    work.return(undefined as never);
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

/** Waits for a promise or, where it comes first, for the signal. */
async function first(until: Promise<unknown>, signal: AbortSignal | undefined): Promise<void> {
  let stop = (): void => {};
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  signal?.addEventListener("abort", stop);
  await Promise.race([until, stopped]);
  signal?.removeEventListener("abort", stop);
}
