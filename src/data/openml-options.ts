import { checkOptions } from "../check/options.ts";
import { reject } from "../check/reject.ts";
import { dataFolder } from "./cache.ts";
import type { Reach } from "./download.ts";

/** How `fetchOpenml` looks for a data set. */
export interface OpenmlOptions extends Partial<Reach> {
  /** The version of a name; without it, the oldest active one, which stays the same when new ones appear. */
  readonly version?: number | undefined;
  /** Where downloads are kept; defaults to `dataFolder()`; null keeps nothing. */
  readonly cacheDir?: string | null | undefined;
  /** Defaults to "https://www.openml.org". */
  readonly server?: string | undefined;
}

/** The options, checked and with their defaults. */
export interface OpenmlSettings extends Reach {
  readonly version: number | null;
  readonly cacheDir: string | null;
  readonly server: string;
}

/** The options of everything that may go to the network. */
export const reaches = ["signal", "timeLimit", "onProgress"] as const;

/** Checks what `fetchOpenml` was asked for and fills the defaults. */
export function openmlSettings(which: unknown, options: OpenmlOptions): OpenmlSettings {
  checkOptions("fetchOpenml", options, ["version", "cacheDir", "server", ...reaches]);
  const { version, cacheDir = dataFolder(), server = "https://www.openml.org", timeLimit = 30 } = options;
  const isName = typeof which === "string" && /^(?!\.{1,2}$)[^\p{Cc}\p{Cs}]{1,128}$/u.test(which);
  if (!isName && !isCount(which)) {
    reject("param", "fetchOpenml", "a name of 1 to 128 characters or a whole number >= 1", which);
  }
  if (version !== undefined && !isName) {
    reject("param", "fetchOpenml.version", "none beside an id, which says it already", version);
  }
  if (version !== undefined && !isCount(version)) {
    reject("param", "fetchOpenml.version", "a whole number >= 1", version);
  }
  if (cacheDir !== null && (typeof cacheDir !== "string" || cacheDir === "")) {
    reject("param", "fetchOpenml.cacheDir", "a folder or null", cacheDir);
  }
  if (typeof server !== "string" || !/^https?:/.test(server) || !URL.canParse(server)) {
    reject("param", "fetchOpenml.server", "a web address", server);
  }
  checkTimeLimit("fetchOpenml.timeLimit", timeLimit);
  const { signal, onProgress } = options;
  return {
    version: version ?? null,
    cacheDir,
    server: server.replace(/\/$/, ""),
    timeLimit,
    signal,
    onProgress,
  };
}

/** Refuses a time limit that a timer cannot keep. */
export function checkTimeLimit(where: string, seconds: unknown): void {
  if (!(typeof seconds === "number" && seconds > 0 && seconds <= 86_400)) {
    reject("param", where, "a number of seconds > 0 and at most 86400", seconds);
  }
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 1;
