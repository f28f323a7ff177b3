import { PolytaskError, reject } from "../check/reject.ts";
import { told } from "./answer.ts";

/** How long an engine beyond this process is waited for, and how often it is asked. */
export interface Patience {
  /** How long a query may take, in milliseconds, before the server ends it; 300 000 without it. */
  readonly timeLimit?: number;
  /**
   * How many more times a SELECT is asked whose answer did not come as a connection was refused, cut off or silent, or as the server
   * starts or stops; 2 without it. The first pause is half a second, each of the others twice the one before, half a minute at most. What
   * the engine itself refuses is never asked again, nor is a statement of yours that is no SELECT.
   */
  readonly retries?: number;
}

/** Options with the patience of those who name none. */
export function readPatience<O extends Patience>(owner: string, options: O): O & Required<Patience> {
  const { timeLimit = 300_000, retries = 2 } = options;
  if (!(Number.isInteger(timeLimit) && timeLimit > 0))
    reject("param", `${owner}.timeLimit`, "an integer >= 1", timeLimit);
  if (!(Number.isInteger(retries) && retries >= 0))
    reject("param", `${owner}.retries`, "an integer >= 0", retries);
  return { ...options, timeLimit, retries };
}

/** The silence in which a server that reached its limit still says so, in milliseconds. */
export const grace = 5000;

/** The first pause before a question is asked again, and the longest, in milliseconds. */
const [shortest, longest] = [500, 30_000];

/** Whoever is asked. */
export interface Addressee {
  /** What a refusal begins with. */
  readonly place: string;
  readonly retries: number;
  /** Whether what went wrong may be over the next time. */
  readonly passes: (cause: unknown) => boolean;
}

/** Sends a question until it is answered or refused, or all tries are used up; ends in one sentence, which says how many there were. */
export async function askAgain<A>(
  { place, retries, passes }: Addressee,
  sql: string,
  send: () => Promise<A>,
  signal?: AbortSignal,
): Promise<A> {
  const most = /^\s*SELECT\b/i.test(sql) ? 1 + retries : 1;
  for (let tries = 1; ; tries++) {
    signal?.throwIfAborted();
    try {
      return await send();
    } catch (cause) {
      signal?.throwIfAborted();
      if (tries === most || !passes(cause)) {
        const done = tries > 1 ? ` (${tries} tries)` : "";
        throw new PolytaskError("source", `${place}: ${told(cause)}${done}`, { cause });
      }
    }
    await wait(Math.min(longest, shortest * 2 ** (tries - 1)), signal);
  }
}

const ofNode = "ECONNREFUSED ECONNRESET ECONNABORTED EPIPE ETIMEDOUT EAI_AGAIN EHOSTUNREACH ENETUNREACH";
const ofFetch = "UND_ERR_SOCKET UND_ERR_CONNECT_TIMEOUT UND_ERR_HEADERS_TIMEOUT UND_ERR_BODY_TIMEOUT";
const cutOff = new Set([ofNode, ofFetch].flatMap((codes) => codes.split(" ")));

/** Whether a connection was refused, cut off or silent, by the codes of Node and of its fetch, which says so in its cause. */
export const isCutOff = (cause: unknown): boolean => {
  if (!(cause instanceof Error)) return false;
  const { code } = cause as Error & { code?: unknown };
  return cutOff.has(code as string) || isCutOff(cause.cause);
};

/** Waits, at most until the signal. */
const wait = (milliseconds: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve, fail) => {
    const stop = (): void => {
      clearTimeout(timer);
      fail(signal!.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener("abort", stop, { once: true });
  });
