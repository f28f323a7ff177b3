import { reject, said } from "../check/reject.ts";

/** How far a download is, in bytes; `total` is null where the server does not say. */
export interface Progress {
  readonly url: string;
  readonly received: number;
  readonly total: number | null;
}

/** How to reach a server. */
export interface Reach {
  readonly signal?: AbortSignal | undefined;
  /** Most seconds to wait for the server to say something: its answer, or its next bytes. */
  readonly timeLimit: number;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** Nobody answered at a URL: no network, no such host, or silence beyond the time limit. */
export class Unanswered extends Error {
  readonly url: string;
  /** Whether it was silence, not a failure that the network reported. */
  readonly silent: boolean;

  constructor(url: string, silent: boolean, reason: string, cause: unknown) {
    super(reason, { cause });
    this.url = url;
    this.silent = silent;
  }
}

/**
 * Downloads a URL whole.
 *
 * Refuses, in one sentence that says `what` was expected, an answer other than 2xx and a body cut short; throws `Unanswered`
 * where there is no answer, and the signal's reason once it is aborted.
 */
export async function download(where: string, what: string, url: string, reach: Reach): Promise<Uint8Array> {
  const hear = listener(url, reach);
  const response = await hear((signal) => fetch(url, { signal }));
  if (!response.ok) {
    response.body?.cancel().catch(() => {});
    reject("source", where, `${what} from ${url}`, said(`HTTP ${response.status}`));
  }
  const total = announcedBytes(response.headers);
  const cutShort = (received: number, cause?: unknown): never => {
    const bytes = total === null ? "a whole body" : `${total} bytes`;
    return reject("source", where, `${bytes} from ${url}`, said(`${received}`), { cause });
  };
  const chunks: Uint8Array[] = [];
  let received = 0;
  const reader = response.body?.getReader();
  try {
    while (reader) {
      const { done, value } = await hear(() => reader.read()).catch((error: unknown) => {
        throw error instanceof Unanswered && !error.silent ? cutShort(received, error) : error;
      });
      if (done) break;
      chunks.push(value);
      received += value.length;
      reach.onProgress?.({ url, received, total });
    }
  } finally {
    reader?.cancel().catch(() => {});
  }
  if (total !== null && received < total) cutShort(received);
  return joined(chunks, received);
}

/** Waits for one step of a download, no longer than the time limit. */
function listener(url: string, { signal, timeLimit }: Reach) {
  const silence = new AbortController();
  const either = signal ? AbortSignal.any([signal, silence.signal]) : silence.signal;
  return async <T>(step: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    const timer = setTimeout(() => silence.abort(), timeLimit * 1000);
    try {
      return await step(either);
    } catch (error) {
      signal?.throwIfAborted();
      const silent = silence.signal.aborted;
      throw new Unanswered(url, silent, silent ? `no word within ${timeLimit} s` : reasonOf(error), error);
    } finally {
      clearTimeout(timer);
    }
  };
}

/** The length of the body, where it can be compared: a compressed body has another. */
function announcedBytes(headers: Headers): number | null {
  const length = headers.get("content-length");
  return length !== null && /^\d+$/.test(length) && !headers.get("content-encoding") ? Number(length) : null;
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** Why a request failed: `fetch` hides the system's code, such as ENOTFOUND, in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, message } = (error.cause ?? {}) as { code?: unknown; message?: unknown };
  const inner = code || message;
  return inner ? `${error.message}: ${inner}` : error.message;
}
