import { type PolytaskWarning, warningNamed } from "../base/warning.ts";
import { PolytaskError } from "../check/reject.ts";
import type { Reply } from "./serve.ts";
import { startThread, type Thread } from "./thread.ts";

/** What a thread has found. */
export interface Answer {
  readonly thread: number;
  readonly value: unknown;
  /** Why there is no value. */
  readonly error: Error | undefined;
  readonly warnings: readonly PolytaskWarning[];
}

/** Some threads, each of which carries out one order at a time. */
export interface Crew {
  ask(thread: number, order: unknown): void;
  /** The answers since the last call; throws where a thread was lost. */
  take(): readonly Answer[];
  /** Settles once there are answers to take. */
  answered(): Promise<void>;
  stop(): void;
}

/** Starts threads. Whoever opens a crew stops it. */
export function openCrew(size: number): Crew {
  let answers: Answer[] = [];
  let dead: PolytaskError | undefined;
  let tell = (): void => {};
  let told = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const hear = (answer: Answer): void => {
    answers.push(answer);
    tell();
  };
  const threads: Thread[] = Array.from({ length: size }, (_, thread) =>
    startThread({
      message: (reply) => hear({ thread, ...answerOf(reply as Reply) }),
      death(why) {
        dead ??= lost(why);
        tell();
      },
    }),
  );
  return {
    ask: (thread, order) => threads[thread]!.post(order),
    take() {
      if (dead) throw dead;
      const taken = answers;
      answers = [];
      told = new Promise<void>((resolve) => {
        tell = resolve;
      });
      return taken;
    },
    answered: () => told,
    stop() {
      for (const thread of threads) thread.stop();
    },
  };
}

const lost = (why: string): PolytaskError =>
  new PolytaskError("state", `workers: a thread was lost: ${why.replace(/\.$/, "")}`);

function answerOf({ value, error, warnings }: Reply): Omit<Answer, "thread"> {
  return {
    value,
    error: error && revived(error),
    warnings: warnings.map(({ name, owner, message }) => warningNamed(name, owner, message)),
  };
}

function revived({ name, message, code }: NonNullable<Reply["error"]>): Error {
  if (code) return new PolytaskError(code, message);
  const error = new Error(message);
  error.name = name;
  return error;
}
